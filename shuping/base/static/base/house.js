/* Small helps; every page works without them. */
(function () {
  "use strict";
  document.documentElement.classList.remove("no-script");

  // The menu folds on a phone.
  const opener = document.querySelector(".menu-open");
  if (opener) {
    opener.addEventListener("click", function () {
      const open = document.getElementById("menu").classList.toggle("open");
      opener.setAttribute("aria-expanded", String(open));
    });
  }

  // A filter that changes is applied at once.
  document.querySelectorAll("form[data-auto]").forEach(function (form) {
    form.querySelectorAll("select").forEach(function (select) {
      select.addEventListener("change", function () { form.submit(); });
    });
  });

  // An act with consequences asks once more, naming what it does. A form is sent once, however often it is clicked.
  document.addEventListener("submit", function (event) {
    const form = event.target;
    const button = event.submitter;
    const question = (button && button.dataset.confirm) || form.dataset.confirm;
    if (question && !window.confirm(question)) { event.preventDefault(); return; }
    if (form.method === "post") {
      if (form.dataset.sent) { event.preventDefault(); return; }
      form.dataset.sent = "1";
      window.setTimeout(function () { delete form.dataset.sent; }, 4000);
      window.removeEventListener("beforeunload", warn);
    }
  });
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form[data-sent]").forEach(function (form) { delete form.dataset.sent; });
  });

  // A file that is too large is told before it is sent; the server says the same.
  const page = document.getElementById("content");
  document.addEventListener("change", function (event) {
    if (event.target.type !== "file" || !page || !page.dataset.largest) { return; }
    const large = Array.from(event.target.files).some(function (file) { return file.size > Number(page.dataset.largest); });
    event.target.setCustomValidity(large ? page.dataset.tooLarge : "");
    event.target.reportValidity();
  });

  // Who logs out leaves no page behind that could be opened without net (offline.js).
  document.addEventListener("submit", function (event) {
    if (event.target.dataset.leaves !== undefined && window.caches) { window.caches.delete("shuping-field"); }
  });

  // Typed text is not lost by leaving the page.
  function warn(event) { event.preventDefault(); event.returnValue = ""; }
  document.querySelectorAll("form[data-guard]").forEach(function (form) {
    form.addEventListener("input", function () { window.addEventListener("beforeunload", warn); }, { once: true });
  });

  // Printing and copying. A list of several pages is first shown whole, then printed.
  if (window.location.hash === "#print") { window.addEventListener("load", function () { window.print(); }); }
  const folded = "details[data-printed]:not([open])";  // what is folded on the screen stands on the paper
  window.addEventListener("beforeprint", function () {
    document.querySelectorAll(folded).forEach(function (one) { one.open = true; one.dataset.unfolded = "1"; });
  });
  window.addEventListener("afterprint", function () {
    document.querySelectorAll("[data-unfolded]").forEach(function (one) { one.open = false; delete one.dataset.unfolded; });
  });
  document.addEventListener("click", function (event) {
    const target = event.target.closest("[data-print], [data-copy]");
    if (!target) { return; }
    if (target.hasAttribute("data-print")) { window.print(); return; }
    const source = document.getElementById(target.dataset.copy);
    source.focus();
    source.select();
    document.execCommand("copy");
    target.textContent = target.dataset.done || target.textContent;
  });
}());
