// Who speaks how often, and where.
saidso.sources = (() => {
  const { element, state } = saidso;
  const { KINDS, ASSERTIONS, SPEECHES, number, counted } = saidso.words;
  const { bar, keys } = saidso.charts;
  const CLASSES = { D: "direct", M: "mixed", I: "indirect" };
  // How many publishers get a column of their own.
  const MOST_OUTLETS = 8;

  // Statements of each source; without a filter by assertion, only asserted ones.
  const count = (data, selection, outlets) => {
    const { claims, sources, articles } = data;
    const assertion = selection.wanted.assertion ?? "A";
    const column = new Map(outlets.map((group, index) => [group, index]));
    const rows = new Map();
    const left = { other: new Map(), unresolved: 0, nobody: 0 };
    for (const claim of selection.claims) {
      const kind = claims.kind[claim];
      if (kind === "A") continue;
      if (claims.assertion[claim] !== assertion) {
        left.other.set(claims.assertion[claim], (left.other.get(claims.assertion[claim]) ?? 0) + 1);
      } else if (kind === "R") left.unresolved += 1;
      else if (kind === "N") left.nobody += 1;
      else {
        const place = claims.source[claim];
        if (!rows.has(place)) rows.set(place, { ...sources[place], said: 0, articles: 0, last: -1, D: 0, M: 0, I: 0, outlets: Array(outlets.length + 1).fill(0) });
        const row = rows.get(place);
        const article = claims.owner[claim];
        row.said += 1;
        row[claims.speech[claim]] += 1;
        // Claims of an article are consecutive.
        if (row.last !== article) row.articles += 1;
        row.last = article;
        row.outlets[column.get(articles[article].group) ?? outlets.length] += 1;
      }
    }
    const made = [...rows.values()].sort((one, other) => other.said - one.said || (one.name.toLowerCase() < other.name.toLowerCase() ? -1 : 1));
    return { rows: made, left };
  };

  const make = (data) => {
    const [quoted, outlets] = ["quoted", "outlets"].map((name) =>
      saidso.table.make(document.querySelector(`[data-table="${name}"]`), { thing: "source", size: 15 }));
    const title = (row) => (row.article === null ? null : data.articles[row.article].title);
    const number_ = (key, head, value, csv = key) => ({ key, head, of: "number", cell: (row) => number(value(row)), sort: value, csv: [[csv, value]] });
    const name = {
      key: "name", head: "source", heads: true,
      cell: (row) => [
        element("a", { href: state.href({ who: row.name, at: "claims", "page.claims": null }) }, row.name),
        ...(title(row) ? [" ", element("small", {}, `in “${title(row)}”`)] : []),
        ...(row.known ? [" ", element("small", {}, row.known)] : []),
      ],
      sort: (row) => row.name,
      csv: [["source", (row) => row.name], ["in_article", title], ["known", (row) => row.known]],
    };
    const kind = { key: "kind", head: "kind", cell: (row) => KINDS[row.kind], sort: (row) => KINDS[row.kind], csv: [["kind", (row) => KINDS[row.kind]]] };

    return (selection, groups, notes) => {
      const known = groups.rows.map(({ group }) => group).filter((group) => group !== null);
      const shown = known.slice(0, MOST_OUTLETS);
      const { rows, left } = count(data, selection, shown);
      const most = Math.max(1, ...rows.map(({ said }) => said));
      const assertion = ASSERTIONS[selection.wanted.assertion];
      const head = assertion && assertion !== "asserted" ? assertion : "statements";
      document.getElementById("counted").textContent = head === "statements" ? "statements that they put forward" : `claims that are ${assertion}`;
      quoted([
        name, kind,
        number_("said", head, (row) => row.said, head.replaceAll(" ", "_")),
        ...Object.entries(SPEECHES).map(([letter, words]) => number_(CLASSES[letter], words, (row) => row[letter])),
        number_("articles", "articles", (row) => row.articles),
        {
          key: "bar", head: "", told: "How words are reported", of: "bar", keys: [keys(...Object.entries(SPEECHES).map(([letter, words]) => [CLASSES[letter], words]))],
          cell: (row) => bar(Object.keys(SPEECHES).map((letter) => [CLASSES[letter], row[letter]]), most, Object.entries(SPEECHES).map(([letter, words]) => `${number(row[letter])} ${words}`).join(", ")),
        },
      ], rows);

      const others = known.length - shown.length;
      const without = groups.rows.length > known.length;
      const rest = others || without ? [[others ? `${without ? "others and none" : "others"}` : `no ${data.by}`, shown.length]] : [];
      outlets([
        name,
        number_("all", "all", (row) => row.said),
        ...[...shown.map((group, index) => [group, index]), ...rest].map(([group, index]) => ({ ...number_(`o${index}`, group, (row) => row.outlets[index], group), given: true })),
      ], rows);

      const { other, unresolved, nobody } = left;
      const told = [...other].map(([letter, some]) => `${number(some)} ${ASSERTIONS[letter]}${letter === "T" && some > 1 ? "s" : ""}`).join(", ");
      const sum = rows.reduce((all, row) => all + row.said, 0);
      notes(document.querySelector("#sources .notes"), [
        `${counted(rows.length, "different source")} with ${counted(sum, head === "statements" ? "statement" : "claim")}${rows.length === 1 ? "" : " in all"}.`,
        told && `Claims that are not counted here, because they are not ${assertion ?? "put forward"}: ${told}.`,
        (unresolved || nobody) && `Claims without an identifiable source are not counted either: ${[
          unresolved && `${number(unresolved)} by an unresolved pronoun or bare noun`,
          nobody && `${number(nobody)} without a stated source`,
        ].filter(Boolean).join(", ")}.`,
      ]);
    };
  };

  return { make };
})();
