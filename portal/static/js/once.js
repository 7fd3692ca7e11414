// A second click while a form is on its way sends nothing.
(function () {
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.method !== "post" || form.id === "act" || form.hasAttribute("hx-post")) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    setTimeout(function () { delete form.dataset.sent; }, 5000);
  });
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form[data-sent]").forEach(function (form) { delete form.dataset.sent; });
  });
})();
