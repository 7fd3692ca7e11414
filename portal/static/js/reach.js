// What is wider than the page scrolls sideways; then the keyboard must reach it, too.
(function () {
  function reach() {
    document.querySelectorAll(".rich pre, .rich table, .scroll-x").forEach(function (part) {
      if (part.scrollWidth > part.clientWidth) part.tabIndex = 0;
      else part.removeAttribute("tabindex");
    });
  }
  reach();
  window.addEventListener("resize", reach);
  document.addEventListener("htmx:load", reach);
})();
