// A page for asking tells what it suggested, what was opened from it, and whether the page was then
// left for half a minute; never by whom, and nothing of what was typed.
(function () {
  var panel = document.getElementById("similar");
  if (!panel || !navigator.sendBeacon) return;
  var stands, away, opened;
  function token() {
    var field = panel.querySelector("input[name=panel]");
    return field ? field.value : "";
  }
  function tell(of, what, position) {
    var said = new FormData();
    said.append("panel", of);
    if (what) said.append(what, position);
    if (of) navigator.sendBeacon("/asks", said);
  }
  // what stood there for less than a second was not shown: the next letter took it away
  function shown() {
    clearTimeout(stands);
    stands = setTimeout(function () { tell(token()); }, 1000);
  }
  function open(event) {
    var link = event.target.closest("a[data-position]");
    if (!link) return;
    opened = { of: token(), position: link.dataset.position };
    tell(opened.of, "opened", opened.position);
  }
  panel.addEventListener("click", open);
  panel.addEventListener("auxclick", open);
  panel.addEventListener("htmx:afterSwap", function (event) {
    if (event.detail.target === panel) shown();
  });
  document.addEventListener("visibilitychange", function () {
    clearTimeout(away);
    if (!opened) return;
    if (!document.hidden) { opened = null; return; }
    away = setTimeout(function () { tell(opened.of, "viewed", opened.position); }, 30000);
  });
  if (token()) shown();
})();
