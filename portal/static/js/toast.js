// A refused htmx request says why, in the live region at the foot of the page.
(function () {
  document.addEventListener("htmx:responseError", function (event) {
    var box = document.getElementById("toasts");
    // what only helps while somebody types is refused without a word
    if (!box || !event.detail.xhr.responseText) return;
    box.innerHTML = "";
    var note = document.createElement("div");
    note.className = "toast-note";
    var holder = new DOMParser().parseFromString(event.detail.xhr.responseText, "text/html");
    note.textContent = (holder.querySelector("[data-message]") || holder.body).textContent.trim();
    box.append(note);
    setTimeout(function () { note.remove(); }, 8000);
  });
  // "/" goes to the search field, as in most tools people know
  document.addEventListener("keydown", function (event) {
    if (event.key !== "/" || event.target.closest("input, textarea, select, [contenteditable]")) return;
    var search = document.getElementById("site-search");
    if (search) { event.preventDefault(); search.focus(); }
  });
})();
