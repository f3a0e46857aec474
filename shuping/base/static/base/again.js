/* A page that waits for something comes back by itself, unless somebody is typing in it. */
(function () {
  "use strict";
  const waiting = document.querySelector("[data-again]");
  if (!waiting) { return; }
  function again() {
    const at = document.activeElement;
    if (at && /^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName)) { window.setTimeout(again, 1000); return; }
    window.location.reload();
  }
  window.setTimeout(again, Number(waiting.dataset.again) * 1000);
}());
