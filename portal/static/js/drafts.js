// Keeps what is typed on the server a moment after the last key, and says so.
(function () {
  document.querySelectorAll("form[data-draft]").forEach(function (form) {
    var timer, note = form.querySelector("[data-draft-note]");
    function save() {
      var data = new FormData(form);
      fetch("/drafts/" + form.dataset.draft, {
        method: "POST", body: new URLSearchParams(data), credentials: "same-origin", keepalive: true,
      }).then(function (answer) {
        if (note && answer.ok) note.hidden = false;
      }).catch(function () { /* the text is still in the page; the next key tries again */ });
    }
    form.addEventListener("input", function () {
      if (note) note.hidden = true;
      clearTimeout(timer);
      timer = setTimeout(save, 1200);
    });
    form.addEventListener("submit", function () { clearTimeout(timer); });
  });
})();
