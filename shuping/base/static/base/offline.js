/* The field form where there is no net: the page as it was last seen with one, so that a phone that reloads it there shows
   the form and not an error. The page fills the store (field.js); here it is only read, and emptied when the page is no
   longer the reader's to open. What is typed never lies in this store. */
"use strict";
const STORE = "shuping-field";
const FORM = /^\/manage\/assessments\/visits\/[0-9]+\/form\/$/;
const PATIENCE = 8000;                  // a net that does not answer is none
const LONGEST = 3 * 24 * 3600 * 1000;   // an older page is not shown any more

self.addEventListener("install", function () { self.skipWaiting(); });
self.addEventListener("activate", function (event) { event.waitUntil(self.clients.claim()); });

function kept(address) {
  return caches.open(STORE).then(function (store) { return store.match(address); }).then(function (found) {
    const day = found ? Date.parse(found.headers.get("Date") || "") : NaN;
    if (!found || (FORM.test(new URL(address).pathname) && !(Date.now() - day < LONGEST))) { throw new Error("not kept"); }
    return found;
  });
}
function forget(address) {
  return caches.open(STORE).then(function (store) { return store.delete(address); });
}
function asked(request) {
  return new Promise(function (resolve, reject) {
    const timer = setTimeout(function () { kept(request.url).then(resolve, function () { /* wait on */ }); }, PATIENCE);
    fetch(request).then(function (answer) {
      clearTimeout(timer);
      const closed = answer.type === "opaqueredirect" || answer.status === 403 || answer.status === 404;
      if (closed && request.mode === "navigate") { forget(request.url).then(function () { resolve(answer); }, reject); return; }
      resolve(answer);
    }, function (error) {
      clearTimeout(timer);
      kept(request.url).then(resolve, function () { reject(error); });
    });
  });
}
self.addEventListener("fetch", function (event) {
  const address = new URL(event.request.url);
  if (event.request.method !== "GET" || address.origin !== self.location.origin) { return; }
  const ours = event.request.mode === "navigate" ? FORM.test(address.pathname) : address.pathname.indexOf("/static/") === 0;
  if (ours) { event.respondWith(asked(event.request)); }
});
