// The toolbar above a text: wraps the selection in Markdown. The text stays a plain textarea.
(function () {
  var marks = {
    bold: ["**", "**"], italic: ["*", "*"], code: ["`", "`"],
    link: ["[", "](https://)"], quote: ["\n> ", ""], list: ["\n- ", ""],
  };
  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-mark]");
    if (!button) return;
    var area = document.getElementById(button.closest("[data-editor]").dataset.editor);
    var mark = marks[button.dataset.mark];
    var chosen = area.value.slice(area.selectionStart, area.selectionEnd);
    var start = area.selectionStart + mark[0].length;
    area.setRangeText(mark[0] + chosen + mark[1], area.selectionStart, area.selectionEnd, "end");
    area.focus();
    area.setSelectionRange(start, start + chosen.length);
    area.dispatchEvent(new Event("input", { bubbles: true }));
  });
  // what only works here only shows here
  document.querySelectorAll("[data-editor], [data-scripted]").forEach(function (part) { part.hidden = false; });
})();
