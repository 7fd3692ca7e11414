// Keeps what is typed on the server a moment after the last key, and says whether it is kept.
(function () {
  document.querySelectorAll("form[data-draft]").forEach(function (form) {
    var timer, isOver = false;
    function say(which) {
      form.querySelectorAll("[data-draft-note]").forEach(function (note) {
        note.hidden = note.dataset.draftNote !== which;
      });
    }
    function save() {
      var data = new URLSearchParams(new FormData(form));
      fetch("/drafts/" + form.dataset.draft, {
        // a browser lets only so much outlive its page
        method: "POST", body: data, credentials: "same-origin", keepalive: data.toString().length < 60000,
      }).then(function (answer) {
        // the session is another one now, and stays so: asking again would change nothing
        isOver = answer.status === 403;
        say(isOver ? "over" : answer.ok ? "saved" : "later");
      }).catch(function () { say("later"); });
    }
    form.addEventListener("input", function () {
      if (isOver) return;
      say("");
      clearTimeout(timer);
      timer = setTimeout(save, 1200);
    });
    form.addEventListener("submit", function () { clearTimeout(timer); });
  });
})();
