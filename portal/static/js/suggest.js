// What htmx puts under a search field is walked with the arrow keys, opened with Enter, closed with Escape.
(function () {
  document.querySelectorAll("input[data-suggest]").forEach(function (field, number) {
    var list = field.parentElement.querySelector(".suggestions");
    var chosen = -1;
    list.id = "suggestions-" + number;
    field.setAttribute("role", "combobox");
    field.setAttribute("aria-autocomplete", "list");
    field.setAttribute("aria-controls", list.id);
    field.setAttribute("autocomplete", "off");

    function options() { return Array.from(list.querySelectorAll("[role=option]")); }

    function choose(place) {
      chosen = place;
      options().forEach(function (option, at) {
        option.setAttribute("aria-selected", String(at === place));
        if (at === place) option.scrollIntoView({ block: "nearest" });
      });
      if (place < 0) field.removeAttribute("aria-activedescendant");
      else field.setAttribute("aria-activedescendant", list.id + "-" + place);
    }

    function show(isOpen) {
      list.hidden = !isOpen;
      field.setAttribute("aria-expanded", String(isOpen));
      choose(-1);
    }

    list.addEventListener("htmx:afterSwap", function () {
      options().forEach(function (option, at) { option.id = list.id + "-" + at; });
      show(options().length > 0 && document.activeElement === field);
    });
    field.addEventListener("keydown", function (event) {
      var count = options().length;
      // while a syllable is composed, the keys belong to the keyboard
      if (event.isComposing || !count) return;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (list.hidden) show(true);
        var next = chosen + (event.key === "ArrowDown" ? 1 : -1);
        // past either end is the field itself
        choose(next < -1 ? count - 1 : next === count ? -1 : next);
      } else if (event.key === "Enter" && !list.hidden && chosen >= 0) {
        event.preventDefault();
        options()[chosen].click();
      } else if (event.key === "Escape" && !list.hidden) {
        event.preventDefault();
        show(false);
      }
    });
    field.addEventListener("blur", function () { show(false); });
    // a press must not take the focus, or the list would be gone before the click
    list.addEventListener("mousedown", function (event) { event.preventDefault(); });
    show(false);
  });
})();
