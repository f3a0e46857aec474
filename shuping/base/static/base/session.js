/* Says before the session ends that it will, and lets one stay; counts the elevated rights down.
   Tabs of one browser share the session, so what one of them does counts for all. */
(function () {
  "use strict";
  const KEY = "shuping-last-request";

  function note() {
    try { window.localStorage.setItem(KEY, String(Date.now())); } catch (error) { /* this tab alone, then */ }
  }
  function last(started) {
    let kept = 0;
    try { kept = Number(window.localStorage.getItem(KEY)); } catch (error) { kept = 0; }
    return Math.max(started, kept || 0);
  }

  const box = document.querySelector("[data-idle]");
  if (box) {
    const words = box.querySelector("[data-words]");
    const button = box.querySelector("[data-stay-on]");
    const length = Number(box.dataset.idle) * 1000;
    const warning = Number(box.dataset.warning) * 1000;
    const started = Date.now();
    let opener = null;
    note();

    const look = function () {
      const left = last(started) + length - Date.now();
      if (left > warning) {
        if (!box.hidden) { box.hidden = true; if (opener) { opener.focus(); } }
        return;
      }
      if (box.hidden) {
        opener = document.activeElement;
        box.hidden = false;
        button.focus();
      }
      if (left > 0) {
        // Read out once a half minute, not every second.
        const seconds = Math.ceil(left / 10000) * 10;
        const text = words.dataset.words.replace("{seconds}", String(seconds));
        if (words.textContent !== text) { words.textContent = text; }
      } else {
        words.textContent = words.dataset.ended;
        button.hidden = true;
      }
    };
    button.addEventListener("click", function () {
      window.fetch(box.dataset.stay, { credentials: "same-origin", redirect: "error" }).then(function (answer) {
        if (!answer.ok) { throw new Error(String(answer.status)); }
        note();
        look();
      }).catch(function () { words.textContent = words.dataset.offline; });
    });
    document.addEventListener("house:request", note);
    window.setInterval(look, 1000);
  }

  const elevated = document.querySelector("[data-elevated]");
  if (elevated) {
    const until = Date.now() + Number(elevated.dataset.elevated) * 1000;
    const minutes = elevated.querySelector("[data-minutes]");
    const timer = window.setInterval(function () {
      const left = Math.max(0, until - Date.now());
      const whole = String(Math.ceil(left / 60000));
      if (minutes.dataset.shown !== whole) {
        minutes.textContent = minutes.textContent.replace(/[0-9]+/, whole);
        minutes.dataset.shown = whole;
      }
      if (!left) { window.clearInterval(timer); }
    }, 5000);
  }
}());
