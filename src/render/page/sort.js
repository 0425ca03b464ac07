"use strict";
// Column heads become buttons that sort the rows. Without scripts the table stands as it is.
const table = document.querySelector("table");
const heads = Array.from(table.tHead.rows[0].cells);
const said = document.querySelector("[role=status]");

// A number, a text, or undefined where the cell is empty.
function valueOf(row, column) {
  const cell = row.cells[column];
  if (cell.hasAttribute("data-empty")) return undefined;
  const text = cell.textContent;
  return heads[column].classList.contains("text") ? text : Number(text.replace(/[,%]/g, ""));
}

function sortBy(column) {
  const head = heads[column];
  const before = head.getAttribute("aria-sort");
  const first = head.classList.contains("text") ? "ascending" : "descending";
  const other = first === "ascending" ? "descending" : "ascending";
  const order = before === first ? other : first;
  const sign = order === "ascending" ? 1 : -1;
  const body = table.tBodies[0];
  const keyed = Array.from(body.rows, (row) => ({ row, value: valueOf(row, column) }));
  keyed.sort((a, b) => {
    if (a.value === undefined || b.value === undefined) {
      return (a.value === undefined) - (b.value === undefined);
    }
    return a.value < b.value ? -sign : a.value > b.value ? sign : 0;
  });
  body.append(...keyed.map((one) => one.row));
  for (const one of heads) one.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", order);
  said.textContent = "Sorted by " + head.textContent + ", " + order;
}

heads.forEach((head, column) => {
  const button = document.createElement("button");
  button.type = "button";
  button.append(...head.childNodes);
  button.addEventListener("click", () => sortBy(column));
  head.append(button);
});
