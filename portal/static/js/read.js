// A question or an article tells that it was read, once it was looked at for a moment; never by whom.
(function () {
  var page = document.querySelector("[data-reading]");
  if (!page || !navigator.sendBeacon || navigator.webdriver) return;
  var waiting;
  function look() {
    clearTimeout(waiting);
    if (document.visibilityState !== "visible") return;
    waiting = setTimeout(function () {
      document.removeEventListener("visibilitychange", look);
      var said = new FormData();
      said.append("reading", page.dataset.reading);
      navigator.sendBeacon("/readings", said);
    }, 3000);
  }
  document.addEventListener("visibilitychange", look);
  look();
})();
