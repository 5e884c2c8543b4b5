"use strict";
const table = document.getElementById("questions");
const body = table.tBodies[0];
const rows = [...body.rows];
const verdict = document.getElementById("verdict");
const words = document.getElementById("words");
const shown = document.getElementById("shown");

function filter() {
  const asked = words.value.toLowerCase().split(/\s+/).filter(Boolean);
  let count = 0;
  for (const row of rows) {
    const fits = verdict.value === "" || row.dataset.verdict === verdict.value || row.dataset.style === verdict.value;
    row.hidden = !(fits && asked.every((word) => row.textContent.toLowerCase().includes(word)));
    count += row.hidden ? 0 : 1;
  }
  shown.textContent = `${count} of ${rows.length} questions`;
}

const value = (text) => (text === "" ? 1e9 : parseFloat(text));

function sort(header) {
  const place = header.cellIndex;
  const falling = header.getAttribute("aria-sort") === "ascending";
  const key = (row) => row.cells[place].dataset.key ?? row.cells[place].textContent;
  const isNumber = header.classList.contains("number");
  const compare = isNumber ? (a, b) => value(key(a)) - value(key(b))
    : (a, b) => key(a).localeCompare(key(b), undefined, { numeric: true });
  rows.sort((a, b) => (falling ? compare(b, a) : compare(a, b)));
  for (const each of table.tHead.rows[0].cells) each.removeAttribute("aria-sort");
  header.setAttribute("aria-sort", falling ? "descending" : "ascending");
  body.append(...rows);
}

for (const header of table.tHead.rows[0].cells) header.querySelector("button").addEventListener("click", () => sort(header));
verdict.addEventListener("change", filter);
words.addEventListener("input", filter);
document.getElementById("tools").hidden = false;
filter();
