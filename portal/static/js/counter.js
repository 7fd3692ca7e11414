// Counts characters as the server does: by code point, so that a syllable is one.
(function () {
  function show(field) {
    var out = document.getElementById(field.dataset.count);
    var length = Array.from(field.value).length, most = Number(field.dataset.most);
    out.textContent = length + " / " + most;
    out.classList.toggle("is-over", length > most);
  }
  document.querySelectorAll("[data-count]").forEach(function (field) {
    show(field);
    field.addEventListener("input", function () { show(field); });
  });
})();
