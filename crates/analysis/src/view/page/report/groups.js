// The articles by publisher, or by another field that they are grouped by.
saidso.groups = (() => {
  const { element } = saidso;
  const { SPEECHES, number, counted, hundred } = saidso.words;
  const { bar, keys } = saidso.charts;
  const { intervals } = saidso.bootstrap;
  const LABELS = [["fact", "reported fact"], ["quote", "quote"], ["opinion", "opinion"]];
  const NAMING = [["named", "named", "POD"], ["unresolved", "not resolved", "R"], ["described", "described", "GU"], ["absent", "not given", "N"]];
  const CLASSES = { D: "direct", M: "mixed", I: "indirect" };

  const total = (lists, width) => {
    const sums = Array(width).fill(0);
    for (const list of lists) for (let index = 0; index < width; index += 1) sums[index] += list[index];
    return sums;
  };

  // The counts of some articles. Their intervals are computed when they are shown.
  const row = (name, articles, { articles: { length: selected }, counts, totals }) => {
    const parts = articles.map((article) => counts[article]);
    const wholes = articles.map((article) => totals[article]);
    const all = wholes.reduce((sum, count) => sum + count, 0);
    const sums = total(parts, 3);
    let known = null;
    return {
      name, articles, counts: sums, total: all, rest: all - sums[0] - sums[1] - sums[2],
      get intervals() {
        return (known ??= intervals(parts, wholes, selected));
      },
    };
  };

  // One row for each group, most articles first and those without a group last, and one for all.
  const count = (data, selection) => {
    const members = new Map();
    for (const article of selection.articles) {
      const { group } = data.articles[article];
      if (!members.has(group)) members.set(group, []);
      members.get(group).push(article);
    }
    const sorted = [...members].sort(([one, ones], [other, others]) =>
      (one === null) - (other === null) || others.length - ones.length || (one < other ? -1 : 1));
    const rows = sorted.map(([group, articles]) => Object.assign(row(group ?? `no ${data.by}`, articles, selection), { group }));
    return { rows, all: row("all", selection.articles, selection) };
  };

  // Claims by sources other than the author, by manner of speech and naming.
  const manner = (data, selection, rows) => {
    const place = new Map(rows.map(({ group }, index) => [group, index]));
    const made = rows.map(({ name }) => ({ name, total: 0, speech: [0, 0, 0], naming: [0, 0, 0, 0] }));
    const of = (letters, letter) => letters.findIndex((some) => some.includes(letter));
    for (const claim of selection.claims) {
      const kind = data.claims.kind[claim];
      if (kind === "A") continue;
      const own = made[place.get(data.articles[data.claims.owner[claim]].group)];
      own.total += 1;
      own.naming[of(NAMING.map(([, , letters]) => letters), kind)] += 1;
      // A quotation without a cue is in quotation marks.
      const speech = of(Object.keys(SPEECHES), data.claims.speech[claim]);
      own.speech[speech < 0 ? 0 : speech] += 1;
    }
    return made;
  };

  const share = (per_cent, number_, interval) => {
    if (per_cent === null) return "–";
    const range = interval ? ` (${Math.round(100 * interval[0])}–${Math.round(100 * interval[1])})` : "";
    return [`${per_cent} %`, " ", element("small", {}, `${number(number_)}${range}`)];
  };

  const name = (head) => ({ key: "name", head, heads: true, cell: (row) => row.name, sort: (row) => row.name, csv: [[head, (row) => row.name]] });

  const labelColumns = (hasRest) => [
    { key: "articles", head: "articles", of: "number", cell: (row) => number(row.articles.length), sort: (row) => row.articles.length, csv: [["articles", (row) => row.articles.length]] },
    { key: "sentences", head: "sentences", of: "number", cell: (row) => number(row.total), sort: (row) => row.total, csv: [["sentences", (row) => row.total]] },
    {
      key: "bar", head: "", told: "Shares", of: "bar",
      cell: (row) => bar(LABELS.map(([name], index) => [name, row.counts[index]]), row.total, LABELS.map(([, name], index) => counted(row.counts[index], name)).join(", ")),
    },
    ...LABELS.map(([name, words], index) => ({
      key: name, head: words, of: "number",
      cell: (row) => share(hundred([...row.counts, row.rest])[index], row.counts[index], row.intervals[index]),
      sort: (row) => (row.total ? row.counts[index] / row.total : null),
      csv: [
        [name, (row) => row.counts[index]],
        [`${name}_share`, (row) => (row.total ? (row.counts[index] / row.total).toFixed(4) : null)],
        [`${name}_low`, (row) => row.intervals[index]?.[0].toFixed(4)],
        [`${name}_high`, (row) => row.intervals[index]?.[1].toFixed(4)],
      ],
    })),
    ...(hasRest ? [{
      key: "rest", head: "filtered out", of: "number",
      cell: (row) => share(hundred([...row.counts, row.rest])[3], row.rest),
      sort: (row) => (row.total ? row.rest / row.total : null),
      csv: [["filtered_out", (row) => row.rest]],
    }] : []),
  ];

  const mannerColumns = (by) => {
    const of = (family, index, name, words) => ({
      key: name, head: words, of: "number",
      cell: (row) => share(hundred(row[family])[index], row[family][index]),
      sort: (row) => (row.total ? row[family][index] / row.total : null),
      csv: [[name, (row) => row[family][index]]],
    });
    return [
      name(by),
      { key: "total", head: "claims by others", of: "number", cell: (row) => number(row.total), sort: (row) => row.total, csv: [["claims_of_others", (row) => row.total]] },
      ...Object.entries(SPEECHES).map(([letter, words], index) => of("speech", index, CLASSES[letter], words)),
      ...NAMING.map(([name, words], index) => of("naming", index, name, words)),
    ];
  };

  const make = (data) => {
    const [groups, speech] = ["groups", "manner"].map((name) =>
      saidso.table.make(document.querySelector(`[data-table="${name}"]`), { thing: "group", size: 15 }));
    const title = document.getElementById("labels-title");
    title.append(" ", keys(...LABELS));
    return (selection, counted_, notes) => {
      const { rows, all } = counted_;
      // A sum of only one row would repeat it.
      const hasSum = rows.length > 1;
      groups([name(data.by), ...labelColumns(!selection.isWhole)], rows, hasSum && all);
      const given = manner(data, selection, rows);
      const sum = { name: "all", total: total(given.map((row) => [row.total]), 1)[0], speech: total(given.map((row) => row.speech), 3), naming: total(given.map((row) => row.naming), 4) };
      speech(mannerColumns(data.by), given, hasSum && sum);
      const without = selection.articles.filter((article) => data.articles[article].group === null).length;
      const unlabelled = selection.articles.reduce((sum, article) => sum + data.articles[article].unlabelled, 0);
      const repeats = selection.articles.filter((article) => data.articles[article].repeats).length;
      const of = counted(selection.articles.length, "article");
      notes(document.querySelector("#groups .notes"), [
        without && `${number(without)} of ${of} ${without === 1 ? "has" : "have"} no ${data.by}.`,
        repeats && `${number(repeats)} of ${of} ${repeats === 1 ? "repeats" : "repeat"} the text of another but still ${repeats === 1 ? "counts" : "count"}.`,
        unlabelled && `${counted(unlabelled, "sentence")} of boilerplate ${unlabelled === 1 ? "has" : "have"} no label and ${unlabelled === 1 ? "is" : "are"} not counted.`,
        !selection.isWhole && "Shares are relative to all sentences of the selected articles; sentences that the filters for label, source and assertion exclude are “filtered out”.",
      ]);
    };
  };

  return { row, name, labelColumns, count, make };
})();
