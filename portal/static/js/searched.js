// A page of results tells that it was shown and which result was opened; never by whom.
(function () {
  var results = document.querySelector("[data-search]");
  if (!results || !navigator.sendBeacon) return;
  function tell(position) {
    var said = new FormData();
    said.append("search", results.dataset.search);
    if (position) said.append("position", position);
    navigator.sendBeacon("/searches", said);
  }
  tell();
  function opened(event) {
    var link = event.target.closest("a[data-position]");
    if (link) tell(link.dataset.position);
  }
  results.addEventListener("click", opened);
  results.addEventListener("auxclick", opened);
})();
