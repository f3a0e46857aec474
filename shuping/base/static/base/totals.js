/* A running total beside a form: form[data-totals]. Points are added as whole hundredths, so that no sum is off. */
(function () {
  "use strict";
  function cents(field) {
    const found = /^\s*(\d{1,3})(?:\.(\d{1,2}))?\s*$/.exec(field.value);
    return found ? parseInt(found[1], 10) * 100 + parseInt(((found[2] || "") + "00").slice(0, 2), 10) : 0;
  }
  function shown(value) {
    return (Math.floor(value / 100) + "." + ("0" + (value % 100)).slice(-2)).replace(/\.?0+$/, "") || "0";
  }
  function sum(fields) {
    return Array.prototype.reduce.call(fields, function (all, field) { return all + cents(field); }, 0);
  }
  document.querySelectorAll("form[data-totals]").forEach(function (form) {
    const total = form.querySelector("[data-total]");
    const own = form.querySelectorAll("input[inputmode=decimal][name^=p_]");
    function run() {
      const fields = own.length ? own : form.querySelectorAll("input[data-full]");
      const all = sum(fields);
      total.textContent = all === 0 ? "0" : shown(all);
      form.querySelectorAll("[data-sum]").forEach(function (output) {
        output.textContent = shown(sum(form.querySelectorAll("input[data-full=" + output.dataset.sum + "]")));
      });
    }
    form.addEventListener("input", run);
    run();
    // A folded choice says what is chosen.
    form.querySelectorAll("details[data-chosen]").forEach(function (box) {
      const words = box.querySelector("summary");
      function say() {
        const chosen = Array.prototype.map.call(box.querySelectorAll("input:checked"), function (field) {
          return field.parentNode.textContent.trim();
        });
        words.textContent = chosen.join(box.dataset.chosen) || box.dataset.none;
      }
      box.addEventListener("change", say);
      say();
    });
  });
}());
