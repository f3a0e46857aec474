/* A tally sheet is keyed without the mouse: Enter and the arrow keys move, the sum follows. The server checks again. */
(function () {
  "use strict";
  document.querySelectorAll("[data-grid]").forEach(function (grid) {
    const rows = Array.from(grid.querySelectorAll("tbody tr")).filter(function (row) { return row.querySelector("input"); });
    const cells = rows.map(function (row) { return Array.from(row.querySelectorAll("input")); });

    function sum(row) {
      const figures = Array.from(row.querySelectorAll("input[inputmode=numeric]"));
      const output = row.querySelector("output");
      if (!output || figures.length < 3) { return; }
      const filled = figures.some(function (cell) { return cell.value.trim() !== ""; });
      output.textContent = filled ? String(figures.reduce(function (all, cell) { return all + (parseInt(cell.value, 10) || 0); }, 0)) : "";
    }

    grid.addEventListener("input", function (event) { sum(event.target.closest("tr")); });
    grid.addEventListener("focusin", function (event) { if (event.target.select) { event.target.select(); } });
    grid.addEventListener("keydown", function (event) {
      const row = cells.findIndex(function (line) { return line.includes(event.target); });
      if (row < 0) { return; }
      const column = cells[row].indexOf(event.target);
      let next = null;
      if (event.key === "Enter") {
        // Past the last figure the next row begins; the reason is reached with Tab.
        const last = cells[row].length - 2;
        next = column < last ? cells[row][column + 1] : (cells[row + 1] || [])[0];
      } else if (event.key === "ArrowDown") { next = (cells[row + 1] || [])[column]; }
      else if (event.key === "ArrowUp") { next = (cells[row - 1] || [])[column]; }
      else { return; }
      event.preventDefault();
      if (next) { next.focus(); }
    });
  });
}());
