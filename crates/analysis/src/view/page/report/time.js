// The labels over time, and their confidence.
saidso.time = (() => {
  const { element } = saidso;
  const { number, counted, hundred } = saidso.words;
  const { columns, keys } = saidso.charts;
  const LABELS = [["fact", "reported fact"], ["quote", "quote"], ["opinion", "opinion"]];
  // More columns than this would be too narrow.
  const MOST_DAYS = 31;
  const MOST_MONTHS = 60;

  const months = (date) => Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7)) - 1;
  const days = (date) => Date.parse(date) / 86_400_000;

  // Days, months or years: the finest unit with few enough columns. Less precise dates are left out.
  const periods = (dates) => {
    const fine = (length) => dates.filter((date) => date.length >= length);
    const [whole, known] = [fine(10), fine(7)];
    const span = (some, of) => of(some.at(-1)) - of(some[0]) + 1;
    if (whole.length && whole.length === known.length && span(whole, days) <= MOST_DAYS) {
      const all = Array.from({ length: span(whole, days) }, (_, index) => new Date((days(whole[0]) + index) * 86_400_000).toISOString().slice(0, 10));
      return { length: 10, all };
    }
    if (known.length && span(known, months) <= MOST_MONTHS) {
      const name = (month) => `${String(Math.floor(month / 12)).padStart(4, "0")}-${String((month % 12) + 1).padStart(2, "0")}`;
      return { length: 7, all: Array.from({ length: span(known, months) }, (_, index) => name(months(known[0]) + index)) };
    }
    if (!dates.length) return { length: 4, all: [] };
    const [first, last] = [dates[0], dates.at(-1)].map((date) => Number(date.slice(0, 4)));
    return { length: 4, all: Array.from({ length: last - first + 1 }, (_, index) => String(first + index).padStart(4, "0")) };
  };

  const share = (part, count) => (part === null ? "–" : [`${part} %`, " ", element("small", {}, number(count))]);
  const labelColumns = (hasRest) => [
    ...LABELS.map(([key, head], index) => ({
      key, head, of: "number",
      cell: (row) => share(hundred([...row.counts, row.rest])[index], row.counts[index]),
      sort: (row) => (row.total ? row.counts[index] / row.total : null),
      csv: [[key, (row) => row.counts[index]]],
    })),
    ...(hasRest ? [{ key: "rest", head: "filtered out", of: "number", cell: (row) => share(hundred([...row.counts, row.rest])[3], row.rest), sort: (row) => row.rest, csv: [["filtered_out", (row) => row.rest]] }] : []),
  ];
  const count = (key, head) => ({ key, head, of: "number", cell: (row) => number(row[key]), sort: (row) => row[key], csv: [[key, (row) => row[key]]] });
  const name = (head) => ({ key: "name", head, heads: true, of: "date", cell: (row) => row.name, sort: (row) => row.name, csv: [[head, (row) => row.name]] });

  const over = (data) => {
    const figure = document.querySelector("#time figure");
    figure.append(element("figcaption", {}, keys(...LABELS)));
    const chart = columns(figure, "Shares of labels over time; the table below has the values");
    const table = saidso.table.make(document.querySelector('[data-table="time"]'), { things: "periods", size: 60, summary: "Values" });
    return (selection, notes) => {
      const dated = selection.articles.filter((article) => data.articles[article].date !== null);
      const { length, all } = periods(dated.map((article) => data.articles[article].date).sort());
      const rows = new Map(all.map((period) => [period, { name: period, articles: 0, counts: [0, 0, 0], total: 0 }]));
      let coarse = 0;
      for (const article of dated) {
        const row = rows.get(data.articles[article].date.length < length ? null : data.articles[article].date.slice(0, length));
        if (!row) coarse += 1;
        else {
          row.articles += 1;
          row.total += selection.totals[article];
          selection.counts[article].forEach((own, index) => (row.counts[index] += own));
        }
      }
      const made = [...rows.values()].map((row) => ({ ...row, rest: row.total - row.counts[0] - row.counts[1] - row.counts[2] }));
      chart(made.map((row) => ({
        name: row.name, parts: LABELS.map(([label], index) => [label, row.counts[index]]), whole: row.total,
        told: `${row.name}: ${counted(row.articles, "article")}; ${LABELS.map(([, label], index) => `${number(row.counts[index])} ${label}`).join(", ")}`,
      })), true);
      table([name({ 10: "day", 7: "month", 4: "year" }[length]), count("articles", "articles"), count("total", "sentences"), ...labelColumns(!selection.isWhole)], made);

      const of = counted(selection.articles.length, "article");
      const without = selection.articles.filter((article) => data.articles[article].date === null);
      const unread = [...new Set(without.map((article) => data.articles[article].unread).filter((date) => date !== null))];
      const some = unread.slice(0, 3).map((date) => `“${date}”`).join(", ");
      const numbers = unread.some((date) => /^\d{1,2}[/-]\d{1,2}[/-]\d{4}/.test(date));
      const finer = { 10: "a day", 7: "a month" }[length];
      notes(document.querySelector("#time .notes"), [
        without.length && `${number(without.length)} of ${of} ${without.length === 1 ? "has" : "have"} no date${some ? ` that can be read, such as ${some}` : ""}.${numbers ? " With --day-first the day comes before the month." : ""}`,
        coarse && `${number(coarse)} of ${of} ${coarse === 1 ? "is" : "are"} dated without ${finer} and not in the chart.`,
      ]);
    };
  };

  const confidence = () => {
    const figure = document.querySelector("#confidence figure");
    figure.append(element("figcaption", {}, keys(...LABELS)));
    const chart = columns(figure, "Sentences by confidence; the table below has the values");
    const table = saidso.table.make(document.querySelector('[data-table="confidence"]'), { things: "bins", size: 14, summary: "Values" });
    return (selection, notes) => {
      const rows = selection.bins.map((counts, index) => ({ name: `${30 + 5 * index}–${35 + 5 * index} %`, counts, total: counts[0] + counts[1] + counts[2], rest: 0 }));
      const most = Math.max(...rows.map(({ total }) => total));
      chart(most ? rows.map((row) => ({
        name: row.name, parts: LABELS.map(([label], index) => [label, row.counts[index]]), whole: most,
        told: `${row.name}: ${LABELS.map(([, label], index) => `${number(row.counts[index])} ${label}`).join(", ")}`,
      })) : [], false);
      table([name("confidence"), count("total", "sentences"), ...labelColumns(false)], rows);
      notes(document.querySelector("#confidence .notes"), [
        selection.unsure && `${counted(selection.unsure, "sentence")} without a confidence ${selection.unsure === 1 ? "is" : "are"} not in the chart.`,
        !most && "There is no sentence to show.",
      ]);
    };
  };

  return { over, confidence };
})();
