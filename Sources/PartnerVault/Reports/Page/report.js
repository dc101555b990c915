"use strict";
{
  const table = document.getElementById("rows");
  const tools = document.querySelector(".tools");
  const filter = document.getElementById("filter");
  const verdict = document.getElementById("verdict");
  const shown = document.getElementById("shown");

  const start = () => {
    const body = table.tBodies[0];
    const rows = Array.from(body.rows);
    const heads = Array.from(table.tHead.rows[0].cells);
    const verdicts = heads.findIndex((head) => head.dataset.by === "verdict");
    const ranks = new Map(Array.from(verdict.options, (option, rank) => [option.value, rank]));
    const compare = new Intl.Collator("en", { numeric: true }).compare;
    const orders = {
      text: (left, right) => compare(left, right),
      number: (left, right) => Number(left) - Number(right),
      verdict: (left, right) => (ranks.get(left) ?? 99) - (ranks.get(right) ?? 99),
    };
    let texts = null;

    const sort = (column) => {
      const head = heads[column];
      const turn = head.getAttribute("aria-sort") === "ascending" ? -1 : 1;
      const order = orders[head.dataset.by];
      const keys = new Map(rows.map((row) => [row, row.cells[column].textContent.trim()]));
      // What has no value stands last, whichever way round.
      const sorted = rows.slice().sort((left, right) => {
        const [a, b] = [keys.get(left), keys.get(right)];
        if (a === "" || b === "") return (a === "") - (b === "");
        return turn * order(a, b);
      });
      for (const other of heads) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", turn === 1 ? "ascending" : "descending");
      body.append(...sorted);
    };

    const narrow = () => {
      texts ??= rows.map((row) => Array.from(row.cells, (cell) => cell.textContent).join(" ").toLowerCase());
      const words = filter.value.toLowerCase().split(" ").filter((word) => word !== "");
      const wanted = verdict.value;
      let count = 0;
      rows.forEach((row, index) => {
        const fits =
          words.every((word) => texts[index].includes(word)) &&
          (wanted === "" || row.cells[verdicts].textContent.trim() === wanted);
        row.hidden = !fits;
        if (fits) count += 1;
      });
      shown.textContent = `${count} of ${rows.length}`;
    };

    heads.forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      button.addEventListener("click", () => sort(column));
      head.append(button);
    });
    filter.addEventListener("input", narrow);
    verdict.addEventListener("change", narrow);
    tools.addEventListener("submit", (event) => event.preventDefault());
    for (const link of document.querySelectorAll("a[data-verdict]")) {
      link.addEventListener("click", () => {
        verdict.value = ranks.has(link.dataset.verdict) ? link.dataset.verdict : "";
        narrow();
      });
    }
    table.classList.add("sortable");
    tools.hidden = false;
    shown.textContent = `${rows.length} of ${rows.length}`;
  };

  if (table) start();
}
