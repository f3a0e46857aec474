/* Saves a form in the background: form[data-autosave=address]. Without script the button saves.
   Nothing typed is lost: what could not be saved waits in this tab and is sent again. */
(function () {
  "use strict";
  const WAIT = 6000;
  document.querySelectorAll("form[data-autosave]").forEach(function (form) {
    const status = form.querySelector("[data-status]");
    const panel = document.querySelector("[data-panel]");
    const key = form.dataset.keep;
    let timer = 0;
    let dirty = false;
    let stopped = false;
    let running = false;

    function say(text, wrong) {
      status.textContent = text;
      status.setAttribute("role", wrong ? "alert" : "status");
    }
    function fields() {
      return Array.prototype.filter.call(form.elements, function (field) {
        return field.name && field.tagName !== "BUTTON" && field.name !== "csrfmiddlewaretoken" && field.name !== "revision";
      });
    }
    function keep(sent) {
      const held = { fields: {}, revision: form.elements.revision.value, sent: sent === true };
      fields().forEach(function (field) { held.fields[field.name] = field.value; });
      try { window.sessionStorage.setItem(key, JSON.stringify(held)); } catch (error) { /* the page still holds the text */ }
    }
    function forget() {
      try { window.sessionStorage.removeItem(key); } catch (error) { /* nothing was kept */ }
    }
    function restore() {
      let held = null;
      try { held = JSON.parse(window.sessionStorage.getItem(key) || "null"); } catch (error) { held = null; }
      if (!held || !held.fields) { return; }
      // Sent by the button and saved meanwhile: nothing waits any more.
      if (held.sent && held.revision !== form.elements.revision.value) { forget(); return; }
      let changed = false;
      fields().forEach(function (field) {
        const text = held.fields[field.name];
        if (typeof text === "string" && text.trim() !== field.value.trim()) { field.value = text; changed = true; }
      });
      if (changed) { dirty = true; say(form.dataset.restored, true); } else { forget(); }
    }
    function later() {
      window.clearTimeout(timer);
      timer = window.setTimeout(send, WAIT);
    }
    function send() {
      if (!dirty || stopped || running) { return; }
      running = true;
      dirty = false;
      window.fetch(form.dataset.autosave, { method: "POST", body: new FormData(form), credentials: "same-origin" })
        .then(function (answer) {
          const type = answer.headers.get("Content-Type") || "";
          if (type.indexOf("application/json") !== 0) { throw new Error("no answer of the page"); }
          return answer.json().then(function (found) {
            if (!answer.ok) {
              stopped = true; dirty = true; keep();
              say(found.sentence, true);
              return;
            }
            form.elements.revision.value = found.revision;
            if (!dirty) { forget(); }
            say(found.saved, false);
            if (panel) { panel.innerHTML = found.panel; }
          });
        })
        .catch(function () {
          dirty = true; keep();
          say(form.dataset.offline, true);
          later();
        })
        .then(function () { running = false; if (dirty && !stopped) { later(); } });
    }

    restore();
    form.addEventListener("input", function () {
      dirty = true;
      keep();
      if (!stopped) { say(form.dataset.unsaved, false); later(); }
    });
    window.addEventListener("online", send);
    form.addEventListener("submit", function () {
      window.clearTimeout(timer);
      if (dirty) { keep(true); }
      stopped = true;
      dirty = false;
    });
    window.addEventListener("beforeunload", function (event) {
      if (dirty) { event.preventDefault(); event.returnValue = ""; }
    });
  });
}());
