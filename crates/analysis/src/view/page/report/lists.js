// The articles and claims themselves.
saidso.lists = (() => {
  const { element, state } = saidso;
  const { LABELS, CLASSES, KINDS, ASSERTIONS, MARKS, SPEECHES, number, counted } = saidso.words;
  const { bar, keys } = saidso.charts;
  const SIZE = 50;
  const NAMES = [["fact", "reported fact"], ["quote", "quote"], ["opinion", "opinion"]];

  const search = (name) => {
    const control = document.querySelector(`input[name="${name}"]`);
    control.addEventListener("input", () => state.choose({ [name]: control.value }, { typing: true }));
    return (place) => {
      const value = place.get(name) ?? "";
      if (control.value !== value) control.value = value;
      return value.toLowerCase();
    };
  };
  // A link to the page where an article was published.
  const origin = ({ link, title }) =>
    link ? ["\u00a0", element("a", { class: "origin", href: link, rel: "noreferrer", target: "_blank", "aria-label": `${title}, as published` }, "↗")] : [];
  const text = (key, head, value, rest = {}) => ({ key, head, cell: value, sort: value, csv: [[key, value]], ...rest });
  const about = (data, of) => [
    ["article", (row) => of(row).id], ["title", (row) => of(row).title], [data.by, (row) => of(row).group],
    ["section", (row) => of(row).section], ["date", (row) => of(row).date ?? of(row).unread], ["link", (row) => of(row).link],
  ];
  const hasSections = ({ articles }) => articles.some(({ section }) => section !== null);
  const date = (of) => {
    const cell = (row) => of(row).date ?? (of(row).unread ? element("span", { class: "unread" }, of(row).unread) : null);
    // What cannot be read has no place in the order.
    return { key: "date", head: "date", of: "date", cell, sort: (row) => of(row).date };
  };

  const articles = (data) => {
    const table = saidso.table.make(document.querySelector('[data-table="articles"]'), { thing: "article", size: SIZE });
    const wanted = search("title");
    const of = (article) => data.articles[article];
    return (selection, place, notes) => {
      const words = wanted(place);
      const claims = new Uint32Array(data.articles.length);
      for (const claim of selection.claims) claims[data.claims.owner[claim]] += 1;
      const found = selection.articles.filter((article) => {
        const { title, id, group } = of(article);
        return !words || `${title}\n${id}\n${group ?? ""}`.toLowerCase().includes(words);
      });
      const count = (key, head, value) => ({ key, head, of: "number", cell: (article) => number(value(article)), sort: value, csv: [[key, value]] });
      table([
        {
          key: "title", head: "article", heads: true, sort: (article) => of(article).title, csv: about(data, of),
          cell: (article) => [element("a", { href: state.href({ article, claim: null, at: null }) }, of(article).title), ...origin(of(article))],
        },
        text("group", data.by, (article) => of(article).group, { csv: undefined }),
        ...(hasSections(data) ? [text("section", "section", (article) => of(article).section, { csv: undefined })] : []),
        date(of),
        count("claims", "claims", (article) => claims[article]),
        count("sentences", "sentences", (article) => selection.totals[article]),
        {
          key: "bar", head: "", told: "Shares", of: "bar", keys: [keys(...NAMES)],
          cell: (article) => bar(NAMES.map(([name], index) => [name, selection.counts[article][index]]), selection.totals[article],
            NAMES.map(([, name], index) => counted(selection.counts[article][index], name)).join(", ")),
          csv: NAMES.map(([name], index) => [name, (article) => selection.counts[article][index]]),
        },
      ], found);
      const silent = found.filter((article) => !selection.totals[article]).length;
      notes(document.querySelector("#articles .notes"), [
        words && `${number(found.length)} of ${counted(selection.articles.length, "article")} with “${place.get("title")}”.`,
        silent && `${counted(silent, "article")} without a labelled sentence.`,
      ]);
    };
  };

  const claims = (data) => {
    const table = saidso.table.make(document.querySelector('[data-table="claims"]'), { thing: "claim", size: SIZE });
    const [words, who] = ["words", "who"].map(search);
    const { claims: all } = data;
    const of = (claim) => data.articles[all.owner[claim]];
    return (selection, place, notes) => {
      const [text_, name] = [words(place), who(place)];
      const found = selection.claims.filter((claim) =>
        (!text_ || data.lower()[claim].includes(text_)) && (!name || data.source(claim).toLowerCase().includes(name)));
      const letter = (claim) => element("b", { class: `letter ${CLASSES[all.label[claim]]}`, title: LABELS[all.label[claim]] }, all.label[claim]);
      const open = (claim) => state.href({ article: all.owner[claim], claim: claim - of(claim).first, at: null });
      table([
        { key: "label", head: "", told: "Label", of: "badge", cell: letter, csv: [["label", (claim) => LABELS[all.label[claim]]]] },
        {
          key: "claim", head: "claim", of: "words", heads: true, sort: (claim) => data.lower()[claim],
          cell: (claim) => {
            const mark = MARKS[all.assertion[claim]];
            return [...(mark ? [element("b", { class: "mark" }, mark), " "] : []), element("a", { href: open(claim) }, all.text[claim])];
          },
          csv: [["claim", (claim) => all.text[claim]], ["assertion", (claim) => ASSERTIONS[all.assertion[claim]]]],
        },
        {
          key: "source", head: "source", sort: (claim) => data.source(claim),
          cell: (claim) => [data.source(claim), ...("AN".includes(all.kind[claim]) ? [] : [" ", element("small", {}, KINDS[all.kind[claim]])])],
          csv: [["source", (claim) => data.source(claim)], ["kind", (claim) => KINDS[all.kind[claim]]], ["speech", (claim) => SPEECHES[all.speech[claim]]]],
        },
        {
          key: "article", head: "article", sort: (claim) => of(claim).title, csv: about(data, of),
          cell: (claim) => [element("a", { href: state.href({ article: all.owner[claim], claim: null, at: null }) }, of(claim).title), ...origin(of(claim))],
        },
        date(of),
        {
          key: "sure", head: "sure", of: "number", sort: (claim) => all.confidence[claim],
          cell: (claim) => saidso.percent(all.confidence[claim] / 10_000), csv: [["confidence", (claim) => all.confidence[claim] / 10_000]],
        },
      ], found);
      const searched = [text_ && `with “${place.get("words")}”`, name && `by “${place.get("who")}”`].filter(Boolean).join(" ");
      notes(document.querySelector("#claims .notes"), [searched && `${number(found.length)} of ${counted(selection.claims.length, "claim")} ${searched}.`]);
    };
  };

  return { articles, claims };
})();
