// A table that can be sorted, paged through and saved as CSV. Its order and page are stored in the address.
//
// A column has a `key`, a `head`, `cell(row)` for its content, `sort(row)` for a number or text to sort by, and
// `csv`, a list of names with functions of the row. `of` may be its class, `heads` marks the column that names the
// row, `told` is a heading for screen readers only, and `given` marks a heading that is a name of the corpus.
saidso.table = (() => {
  const { element, state } = saidso;
  const { number, counted } = saidso.words;

  const compare = (one, other) => (one < other ? -1 : one > other ? 1 : 0);

  // Rows in the order of a column; rows without a value come last in either direction.
  const sorted = (rows, { sort }, down) => {
    const keyed = rows.map((row, index) => {
      const key = sort(row);
      return { row, index, key: typeof key === "string" ? key.toLowerCase() : key };
    });
    const none = ({ key }) => key === null || key === "";
    keyed.sort((one, other) =>
      none(one) - none(other) || (down ? -1 : 1) * compare(one.key, other.key) || one.index - other.index);
    return keyed.map(({ row }) => row);
  };

  const make = (home, { thing, size, summary = null }) => {
    const name = home.dataset.table;
    const title = document.getElementById(home.dataset.title);
    // Roles are explicit, because a table laid out as a list on narrow screens would lose them.
    const head = element("tr", { role: "row" });
    const [body, last] = ["tbody", "tfoot"].map((name) => element(name, { role: "rowgroup" }));
    const table = element("table", { role: "table", "aria-labelledby": title.id, class: name },
      element("thead", { role: "rowgroup" }, head), body, last);
    const [before, after] = ["← Previous", "Next →"].map((text) => element("button", { type: "button" }, text));
    const place = element("output", {});
    const save = element("button", { type: "button", class: "save", "aria-label": `Save as CSV: ${title.textContent}` }, "Save as CSV");
    const wide = element("div", { class: "wide" }, table);
    const foot = element("div", { class: "pager", role: "group", "aria-label": `Rows: ${title.textContent}` }, before, place, after, save);
    const folded = summary ? element("details", {}, element("summary", {}, summary), wide, foot) : null;
    home.replaceChildren(...(folded ? [folded] : [wide, foot]));

    let columns = [];
    let rows = [];
    let sums = [];
    let page = 1;
    let pages = 1;
    let whole = false;

    const cell = (column, row) => {
      const value = column.cell(row);
      const attributes = { class: column.of ?? "", "data-head": column.head || column.told };
      const children = Array.isArray(value) ? value : [value ?? ""];
      return column.heads
        ? element("th", { scope: "row", role: "rowheader", ...attributes }, ...children)
        : element("td", { role: "cell", ...attributes }, ...children);
    };

    const step = (by) => () => {
      if (page + by >= 1 && page + by <= pages) state.go({ [`page.${name}`]: page + by === 1 ? null : String(page + by), at: null });
    };
    before.addEventListener("click", step(-1));
    after.addEventListener("click", step(1));

    const order = () => {
      const [, sign, key] = /^(-?)(.*)$/.exec(state.read().get(`order.${name}`) ?? "");
      const column = columns.find((one) => one.key === key && one.sort);
      return { column, down: sign === "-" };
    };
    // Numbers start with the largest, words with A; a third press restores the original order.
    const press = (column) => () => {
      const now = order();
      const first = column.of === "number" ? "-" : "";
      const is = now.column?.key === column.key;
      const next = !is ? first : now.down === (first === "-") ? (first ? "" : "-") : null;
      state.go({ [`order.${name}`]: next === null ? null : next + column.key, [`page.${name}`]: null, at: null });
    };
    const header = (next) => {
      columns = next;
      head.replaceChildren(...columns.map((column) => {
        const words = column.head || element("span", { class: "unseen" }, column.told);
        const attributes = { scope: "col", role: "columnheader", class: column.of ?? "", "data-key": column.key };
        if (!column.sort) return element("th", attributes, words, ...(column.keys ?? []));
        const button = element("button", { type: "button", class: column.given ? "sort given" : "sort" }, words);
        button.addEventListener("click", press(column));
        return element("th", attributes, button, ...(column.keys ?? []));
      }));
    };

    const show = () => {
      // What is folded is drawn when it is unfolded.
      if (folded && !folded.open && !whole) return;
      const { column, down } = order();
      for (const cell of head.children) {
        if (cell.dataset.key === column?.key) cell.setAttribute("aria-sort", down ? "descending" : "ascending");
        else cell.removeAttribute("aria-sort");
      }
      const all = column ? sorted(rows, column, down) : rows;
      pages = Math.max(1, Math.ceil(all.length / size));
      page = Math.min(Math.max(Number(state.read().get(`page.${name}`)) || 1, 1), pages);
      const start = whole ? 0 : (page - 1) * size;
      const end = whole ? all.length : Math.min(start + size, all.length);
      const line = (row) => element("tr", { role: "row" }, ...columns.map((column) => cell(column, row)));
      body.replaceChildren(...all.slice(start, end).map(line));
      last.replaceChildren(...sums.map(line));
      for (const [button, edge] of [[before, 1], [after, pages]]) {
        button.setAttribute("aria-disabled", String(page === edge));
        button.hidden = pages === 1;
      }
      place.textContent = !all.length ? `no ${thing}s` : all.length <= size ? counted(all.length, thing)
        : `${number(start + 1)}–${number(end)} of ${counted(all.length, thing)}`;
      wide.hidden = !all.length;
      save.hidden = !all.length;
    };

    save.addEventListener("click", () => {
      const fields = columns.flatMap(({ csv }) => csv ?? []);
      const { column, down } = order();
      const all = column ? sorted(rows, column, down) : rows;
      saidso.csv.save(name, saidso.csv.write(fields.map(([name]) => name), all.map((row) => fields.map(([, value]) => value(row)))));
    });

    folded?.addEventListener("toggle", show);

    // On paper, all rows are shown.
    addEventListener("beforeprint", () => {
      whole = true;
      show();
    });
    addEventListener("afterprint", () => {
      whole = false;
      show();
    });

    // Shows columns and rows, and their sum below them.
    return (wanted, next, sum = null) => {
      rows = next;
      sums = sum ? [sum] : [];
      if (wanted.map(({ key, head }) => key + head).join("\n") !== columns.map(({ key, head }) => key + head).join("\n")) header(wanted);
      else columns = wanted;
      show();
    };
  };

  return { make };
})();
