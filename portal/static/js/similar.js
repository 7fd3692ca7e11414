// With scripts the similar threads are met while typing, so the extra step is not needed.
(function () {
  document.querySelectorAll("input[name=similar_seen]").forEach(function (seen) { seen.value = "1"; });
})();
