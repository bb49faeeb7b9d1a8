// The labels over time, and their confidence.
saidso.time = (() => {
  const { element } = saidso;
  const { number, counted } = saidso.words;
  const { row, labelColumns } = saidso.groups;
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

  const name = (head) => ({ ...saidso.groups.name(head), of: "date" });
  const told = (row, index) => {
    const [low, high] = (row.intervals[index] ?? []).map((end) => Math.round(100 * end));
    return `${number(row.counts[index])} ${LABELS[index][1]}${low === undefined ? "" : ` (${low}–${high} %)`}`;
  };

  const over = (data) => {
    const hint = data.isDayFirst ? " Without --day-first the month comes before the day." : " With --day-first the day comes before the month.";
    const figure = document.querySelector("#time figure");
    figure.append(element("figcaption", {}, keys(...LABELS)));
    const chart = columns(figure, "Shares of labels over time; the table below has the values");
    const table = saidso.table.make(document.querySelector('[data-table="time"]'), { thing: "period", size: 60, summary: "Values" });
    return (selection, notes) => {
      const dated = selection.articles.filter((article) => data.articles[article].date !== null);
      const { length, all } = periods(dated.map((article) => data.articles[article].date).sort());
      const members = new Map(all.map((period) => [period, []]));
      let coarse = 0;
      for (const article of dated) {
        const { date } = data.articles[article];
        if (date.length < length) coarse += 1;
        else members.get(date.slice(0, length)).push(article);
      }
      const made = [...members].map(([period, own]) => row(period, own, selection));
      chart(made.map((row) => ({
        name: row.name, parts: LABELS.map(([label], index) => [label, row.counts[index]]), whole: row.total,
        told: () => `${row.name}: ${counted(row.articles.length, "article")}; ${LABELS.map((_, index) => told(row, index)).join(", ")}`,
      })), true);
      table([name({ 10: "day", 7: "month", 4: "year" }[length]), ...labelColumns(!selection.isWhole)], made);

      const of = counted(selection.articles.length, "article");
      const without = selection.articles.filter((article) => data.articles[article].date === null);
      const unread = [...new Set(without.map((article) => data.articles[article].unread).filter((date) => date !== null))];
      const some = unread.slice(0, 3).map((date) => `“${date}”`).join(", ");
      const numbers = unread.some((date) => /^\d{1,2}[/-]\d{1,2}[/-]\d{4}/.test(date));
      const finer = { 10: "a day", 7: "a month" }[length];
      notes(document.querySelector("#time .notes"), [
        without.length && `${number(without.length)} of ${of} ${without.length === 1 ? "has" : "have"} no date${some ? ` that can be read, such as ${some}` : ""}.${numbers ? hint : ""}`,
        coarse && `${number(coarse)} of ${of} ${coarse === 1 ? "is" : "are"} dated without ${finer} and not in the chart.`,
      ]);
    };
  };

  const binColumns = [name("confidence"), ...labelColumns(false).filter(({ key }) => !["articles", "bar"].includes(key))];

  const confidence = () => {
    const figure = document.querySelector("#confidence figure");
    figure.append(element("figcaption", {}, keys(...LABELS)));
    const chart = columns(figure, "Sentences by confidence; the table below has the values");
    const table = saidso.table.make(document.querySelector('[data-table="confidence"]'), { thing: "bin", size: 14, summary: "Values" });
    return (selection, notes) => {
      const rows = selection.bins.map((counts, index) => ({ name: `${30 + 5 * index}–${35 + 5 * index} %`, counts, total: counts[0] + counts[1] + counts[2], rest: 0, intervals: [] }));
      const most = Math.max(...rows.map(({ total }) => total));
      chart(most ? rows.map((row) => ({
        name: row.name, parts: LABELS.map(([label], index) => [label, row.counts[index]]), whole: most,
        told: () => `${row.name}: ${LABELS.map((_, index) => told(row, index)).join(", ")}`,
      })) : [], false);
      table(binColumns, rows);
      notes(document.querySelector("#confidence .notes"), [
        selection.unsure && `${counted(selection.unsure, "sentence")} without a confidence ${selection.unsure === 1 ? "is" : "are"} not in the chart.`,
        !most && "There is no sentence to show.",
      ]);
    };
  };

  return { over, confidence };
})();
