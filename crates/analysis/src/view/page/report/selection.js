// Applies the filters: articles by publisher, section and date; their sentences and claims by label, kind of source
// and assertion.
saidso.selection = (() => {
  const { LABELS, KINDS, ASSERTIONS } = saidso.words;
  const KEYS = ["publisher", "section", "from", "to", "label", "kind", "assertion"];
  // Stands for a missing value of a field; a real value that starts with it gets another one in front.
  const NONE = "~";
  const told = (value) => (value === null ? NONE : value.startsWith(NONE) ? NONE + value : value);
  const code = (names, name) => Object.keys(names).find((key) => names[key] === name) ?? null;

  const filter = (state) => {
    const [publisher, section, from, to, label, kind, assertion] = KEYS.map((key) => state.get(key));
    return {
      publisher, section, from, to,
      label: label && code(LABELS, label),
      kind: kind && code(KINDS, kind),
      assertion: assertion && code(ASSERTIONS, assertion),
    };
  };

  const fits = ({ publisher, section, from, to }) => ({ group, section: own, date }) =>
    (!publisher || told(group) === publisher) &&
    (!section || told(own) === section) &&
    // A date of which only the month is known starts with the month's first day and ends with its last.
    (!from || (date !== null && `${date}~` >= from)) &&
    (!to || (date !== null && date <= to));

  const select = (data, state) => {
    const wanted = filter(state);
    const { articles, sentences, claims } = data;
    const isThere = Uint8Array.from(articles, fits(wanted));
    // For each article, the selected sentences by label, and all sentences with a label.
    const counts = articles.map(() => [0, 0, 0]);
    const totals = new Uint32Array(articles.length);
    const bins = Array.from({ length: 14 }, () => [0, 0, 0]);
    let unsure = 0;
    const place = { F: 0, Q: 1, O: 2 };
    const goes = (columns, index) =>
      isThere[columns.owner[index]] &&
      (!wanted.label || columns.label[index] === wanted.label) &&
      (!wanted.kind || columns.kind[index] === wanted.kind) &&
      (!wanted.assertion || columns.assertion[index] === wanted.assertion);
    for (let index = 0; index < sentences.owner.length; index += 1) {
      totals[sentences.owner[index]] += 1;
      if (!goes(sentences, index)) continue;
      const label = place[sentences.label[index]];
      counts[sentences.owner[index]][label] += 1;
      const sure = sentences.confidence[index];
      if (sure === null) unsure += 1;
      else bins[Math.min(Math.max(Math.floor(sure / 5) - 6, 0), 13)][label] += 1;
    }
    const chosen = [];
    for (let index = 0; index < claims.owner.length; index += 1) if (goes(claims, index)) chosen.push(index);
    return {
      wanted, counts, totals, bins, unsure,
      articles: articles.map((_, index) => index).filter((index) => isThere[index]),
      claims: chosen,
      isWhole: !wanted.label && !wanted.kind && !wanted.assertion,
    };
  };

  return { KEYS, NONE, told, select };
})();
