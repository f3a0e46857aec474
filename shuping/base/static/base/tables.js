/* A small table inside a page is put in order, searched, downloaded and printed like a list of its own.
   What may not be put in another order (sheets that are keyed, rows with numbers of their own, differences) stays. */
(function () {
  "use strict";
  const tools = document.querySelector("template[data-table-tools]");
  if (!tools) { return; }
  const KEPT = "[data-listed], [data-grid], .editor, .form-rows, .difference, .calendar";
  const SEARCHED = 8;  // fewer rows are seen at a glance
  const strokes = new Intl.Collator("zh-u-co-stroke", { numeric: true });  // names by strokes, as in every list
  const printable = document.querySelector("main [data-print]");

  Array.from(document.querySelectorAll("table")).forEach(function (table, place) {
    const body = table.tBodies[0];
    const head = table.tHead && table.tHead.rows.length === 1 ? table.tHead.rows[0] : null;
    if (!head || table.tBodies.length !== 1 || table.matches(KEPT) || !table.matches(".table")) { return; }
    const rows = Array.from(body.rows);
    if (rows.length < 2) { return; }
    const even = rows.every(function (row) { return row.cells.length === head.cells.length; });  // no rows of headings
    if (even) { Array.from(head.cells).forEach(function (cell, column) { sortable(cell, column, head, body, rows); }); }
    if (!table.hasAttribute("data-own-tools")) { offer(table, place, rows); }
  });

  function words(cell) {
    const field = cell.querySelector("input:not([type=hidden]), select, textarea");
    if (field && field.tagName === "SELECT") { return field.selectedOptions.length ? field.selectedOptions[0].text : ""; }
    if (field && field.type === "checkbox") { return field.checked ? "1" : "0"; }
    return (cell.dataset.order || (field ? field.value : cell.textContent)).trim();
  }

  function sortable(cell, column, head, body, rows) {
    const seen = Array.from(cell.childNodes).some(function (one) { return one.nodeType === 3 && one.data.trim(); });
    if (!seen || cell.querySelector("a, button, input")) { return; }
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sort";
    while (cell.firstChild) { button.appendChild(cell.firstChild); }
    cell.appendChild(button);
    // First by the column, then the other way round, then the official order of the page again.
    button.addEventListener("click", function () {
      const state = { ascending: "descending", descending: "" }[cell.getAttribute("aria-sort") || ""];
      const next = state === undefined ? "ascending" : state;
      Array.from(head.cells).forEach(function (one) { one.removeAttribute("aria-sort"); });
      if (next) { cell.setAttribute("aria-sort", next); }
      const ordered = next ? inOrder(rows, column, next === "descending") : rows;
      ordered.forEach(function (row) { body.appendChild(row); });
    });
  }

  function inOrder(rows, column, down) {
    const pairs = rows.map(function (row) { return [words(row.cells[column]), row]; });
    const full = pairs.filter(function (pair) { return pair[0] && pair[0] !== "—"; });
    const numbers = full.every(function (pair) { return /^[+-]?[\d,]+(\.\d+)?\s?%?$/.test(pair[0]); });
    const number = function (text) { return parseFloat(text.replace(/,/g, "")); };
    full.sort(function (a, b) {
      const found = numbers ? number(a[0]) - number(b[0]) : strokes.compare(a[0], b[0]);
      return down ? -found : found;
    });
    const rest = pairs.filter(function (pair) { return full.indexOf(pair) < 0; });
    return full.concat(rest).map(function (pair) { return pair[1]; });
  }

  function offer(table, place, rows) {
    const bar = tools.content.firstElementChild.cloneNode(true);
    const search = bar.querySelector("[data-search]");
    const field = search.querySelector("input");
    const link = bar.querySelector("[data-download]");
    field.id = "search-table-" + place;
    search.querySelector("label").htmlFor = field.id;
    if (rows.length < SEARCHED || table.closest("form")) { search.remove(); }
    field.addEventListener("input", function () {
      const wanted = field.value.toLowerCase().split(/\s+/);
      rows.forEach(function (row) {
        const text = row.textContent.toLowerCase();
        row.hidden = !wanted.every(function (word) { return text.indexOf(word) >= 0; });
      });
    });
    if (link) {
      const address = new URL(window.location.href);
      address.hash = "";
      address.searchParams.set("table_file", String(place));
      link.href = address.href;
    }
    if (printable) { bar.querySelector("[data-print]").remove(); }
    if (!bar.children.length) { return; }
    // Beside the heading of a panel that begins with the table, else above the table.
    const wrap = table.closest(".table-wrap") || table;
    const over = wrap.previousElementSibling;
    if (over && over.matches(".panel > h2")) {
      const heading = document.createElement("div");
      heading.className = "panel-head";
      over.parentNode.insertBefore(heading, over);
      heading.append(over, bar);
    } else if (over && over.matches(".panel-head")) {
      over.append(bar);
    } else {
      wrap.parentNode.insertBefore(bar, wrap);
    }
  }
}());
