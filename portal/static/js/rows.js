// From row to row by keyboard: j and k, x ticks, Enter opens. Without this every row is reached by Tab.
(function () {
  var rows = Array.prototype.slice.call(document.querySelectorAll("[data-row]"));
  if (!rows.length) return;
  var here = -1;
  function isTyping(target) {
    return target.closest("input:not([type=checkbox]), textarea, select, [contenteditable], summary");
  }
  function go(number) {
    if (number < 0 || number >= rows.length) return;
    if (here >= 0) rows[here].classList.remove("is-here");
    here = number;
    rows[here].classList.add("is-here");
    var link = rows[here].querySelector("th a");
    link.focus({ preventScroll: true });
    rows[here].scrollIntoView({ block: "nearest" });
  }
  // while Korean is typed the key j says ㅓ: then the place of the key counts
  function letter(event) {
    return /^[ -~]$/.test(event.key) ? event.key : event.code.replace(/^Key/, "").toLowerCase();
  }
  document.addEventListener("focusin", function (event) {
    var row = event.target.closest("[data-row]");
    if (row && rows.indexOf(row) !== here) {
      if (here >= 0) rows[here].classList.remove("is-here");
      here = rows.indexOf(row);
      rows[here].classList.add("is-here");
    }
  });
  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isTyping(event.target)) return;
    var key = letter(event);
    if (key === "j") go(here + 1);
    else if (key === "k") go(here < 0 ? 0 : here - 1);
    else if (key === "x" && here >= 0) {
      var tick = rows[here].querySelector("input[type=checkbox]");
      tick.checked = !tick.checked;
    } else return;
    event.preventDefault();
  });
})();
