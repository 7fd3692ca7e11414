// Says how long ago something was. The page itself carries the day, which is right for ever.
(function () {
  var steps = [[60, "second", 1], [3600, "minute", 60], [86400, "hour", 3600], [604800, "day", 86400]];
  var words = new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: "auto" });
  function tell(time) {
    var seconds = (new Date(time.dateTime) - Date.now()) / 1000;
    var step = steps.find(function (s) { return Math.abs(seconds) < s[0]; });
    if (!step) return;
    if (!time.title) time.title = time.textContent;
    time.textContent = words.format(Math.round(seconds / step[2]), step[1]);
  }
  function tellAll(root) { root.querySelectorAll("time[data-ago]").forEach(tell); }
  tellAll(document);
  document.addEventListener("htmx:load", function (event) { tellAll(event.target); });
  setInterval(function () { tellAll(document); }, 60000);
})();
