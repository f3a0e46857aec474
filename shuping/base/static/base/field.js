/* The field form on a phone: form[data-field]. What is typed is kept on the device; the button sends it, and what could
   not be sent goes by itself when the net is back. The form carries its own number, so that the server takes it once.
   Two windows of the same form are one draft: what is typed in one appears in the other. Without script the button sends as usual.
   The page itself is stored too, for a reload where there is no net (offline.js). */
(function () {
  "use strict";
  const AGAIN = 8000;
  const STORE = "shuping-field";
  document.querySelectorAll("[data-leftover]").forEach(function (box) {
    const key = box.dataset.leftover;
    const list = document.createElement("ul");
    let found = null;
    try { found = JSON.parse(window.localStorage.getItem(key) || "null"); } catch (error) { /* nothing was kept */ }
    Object.keys(found && found.fields ? found.fields : {}).forEach(function (name) {
      const parts = name.split("-");
      if (parts.length !== 3 || parts[2] !== "fact" || !found.fields[name]) { return; }
      const start = parts[0] + "-" + parts[1] + "-";
      const line = document.createElement("li");
      line.textContent = [parts[1], found.fields[start + "points"], found.fields[name], found.fields[start + "on"],
        found.fields[start + "place"]].filter(Boolean).join(" · ");
      list.appendChild(line);
    });
    box.insertBefore(list, box.querySelector("[data-discard]"));
    box.hidden = list.children.length === 0;
    box.querySelector("[data-discard]").addEventListener("click", function (event) {
      if (window.confirm(event.target.dataset.question)) { window.localStorage.removeItem(key); box.hidden = true; }
    });
  });
  document.querySelectorAll("form[data-field]").forEach(function (form) {
    const status = form.querySelector("[data-status]");
    const key = form.dataset.keep;
    let timer = 0;
    let running = false;
    let typedSince = false;

    function say(text, wrong) {
      status.hidden = false;
      status.textContent = text;
      status.className = "message " + (wrong ? "error" : "info");
      status.setAttribute("role", wrong ? "alert" : "status");
    }
    function fields() {
      return Array.prototype.filter.call(form.elements, function (field) {
        return field.name && field.tagName !== "BUTTON" && field.name !== "csrfmiddlewaretoken";
      });
    }
    function keep(pending) {
      const held = { fields: {}, pending: pending };
      fields().forEach(function (field) { held.fields[field.name] = field.value; });
      try { window.localStorage.setItem(key, JSON.stringify(held)); } catch (error) { /* the page still holds it */ }
    }
    function forget() {
      try { window.localStorage.removeItem(key); } catch (error) { /* nothing was kept */ }
    }
    function held() {
      try { return JSON.parse(window.localStorage.getItem(key) || "null"); } catch (error) { return null; }
    }
    function restore() {
      const found = held();
      if (!found || !found.fields) { return false; }
      fields().forEach(function (field) {
        const text = found.fields[field.name];
        if (typeof text !== "string" || field === document.activeElement) { return; }
        const changed = text !== field.value && field.name !== "client_id";
        field.value = text;
        const slot = field.closest("details");
        if (changed && text && slot) { slot.open = true; }
      });
      say(form.dataset.restored, false);
      return found.pending === true;
    }
    function later() {
      window.clearTimeout(timer);
      timer = window.setTimeout(send, AGAIN);
    }
    function send() {
      if (running) { return; }
      running = true;
      typedSince = false;
      say(form.dataset.sending, false);
      window.fetch(form.action, {
        method: "POST", body: new FormData(form), credentials: "same-origin", headers: { Accept: "application/json" }
      })
        .then(function (answer) {
          const type = answer.headers.get("Content-Type") || "";
          if (type.indexOf("application/json") !== 0) { keep(false); say(form.dataset.login, true); return null; }
          return answer.json().then(function (found) {
            if (!found.ok) { keep(false); say(found.sentence, true); return; }
            if (typedSince) { keep(false); say(found.sentence, false); return; }
            forget();
            say(found.sentence, false);
            window.location.assign(found.url);
          });
        })
        .catch(function () {
          keep(true);
          say(form.dataset.offline, true);
          later();
        })
        .then(function () { running = false; });
    }

    // The page as it is, with its styles and scripts, for a reload without net. Needs TLS or this very machine.
    function store() {
      if (!form.dataset.worker || !navigator.onLine || !("serviceWorker" in navigator) || !window.caches) { return; }
      const parts = document.querySelectorAll("link[rel=stylesheet], link[rel=icon], script[src]");
      const addresses = Array.prototype.map.call(parts, function (part) { return part.href || part.src; });
      navigator.serviceWorker.register(form.dataset.worker)
        .then(function () { return window.caches.open(STORE); })
        .then(function (kept) { return kept.addAll([window.location.href.split("#")[0]].concat(addresses)); })
        .then(function () { form.dataset.stored = "1"; })
        .catch(function () { /* the form works with net, and its draft without */ });
    }
    // A stored page may be older than the last sending: its number must not be that of a form the server has.
    function number() {
      if (held() || !window.crypto) { return; }
      const bytes = window.crypto.getRandomValues(new Uint8Array(16));
      form.elements.client_id.value = Array.prototype.map.call(bytes, function (byte) {
        return ("0" + byte.toString(16)).slice(-2);
      }).join("");
    }

    const discard = form.querySelector("[data-discard]");
    if (discard) {
      discard.addEventListener("click", function () {
        if (window.confirm(discard.dataset.question)) { forget(); window.location.reload(); }
      });
    }

    number();
    const waits = restore();
    store();
    form.addEventListener("input", function () {
      typedSince = true;
      keep(false);
      window.clearTimeout(timer);
      if (!running) { say(form.dataset.kept, false); }
    });
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      event.stopPropagation();
      keep(true);
      send();
    });
    window.addEventListener("storage", function (event) {
      if (event.key !== key || running) { return; }
      if (event.newValue === null) { window.location.reload(); return; }
      restore();
    });
    window.addEventListener("online", function () {
      const found = held();
      if (found && found.pending) { send(); }
    });
    if (waits) { send(); }
  });
}());
