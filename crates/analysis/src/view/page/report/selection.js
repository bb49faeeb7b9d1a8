// Applies the filters: articles by publisher, section and date; their sentences and claims by label, kind of source
// and assertion.
saidso.selection = (() => {
  const { LABELS, KINDS, ASSERTIONS } = saidso.words;
  const KEYS = ["publisher", "section", "from", "to", "label", "kind", "assertion"];
  // Stands for a missing value of a field; a real value that starts with it gets another one in front.
  const NONE = "~";
  const told = (value) => (value === null ? NONE : value.startsWith(NONE) ? NONE + value : value);
  const code = (names, name) => Object.keys(names).find((key) => names[key] === name) ?? null;

  // A link may hold anything; what is not a day limits nothing.
  const day = (text) => {
    const time = /^\d{4}-\d\d-\d\d$/.test(text ?? "") ? Date.parse(text) : NaN;
    return Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== text ? null : text;
  };

  const filter = (state) => {
    const [publisher, section, from, to, label, kind, assertion] = KEYS.map((key) => state.get(key));
    return {
      publisher, section, from: day(from), to: day(to),
      label: label && code(LABELS, label),
      kind: kind && code(KINDS, kind),
      assertion: assertion && code(ASSERTIONS, assertion),
    };
  };

  // The first and the last day of a date of which only the month or the year may be known.
  const first = (date) => `${date}-01-01`.slice(0, 10);
  const last = (date) => {
    if (date.length === 10) return date;
    const [year, month] = [Number(date.slice(0, 4)), date.length === 7 ? Number(date.slice(5)) : 12];
    return `${date.slice(0, 4)}-${String(month).padStart(2, "0")}-${new Date(Date.UTC(year, month, 0)).getUTCDate()}`;
  };

  const isWanted = ({ publisher, section }) => ({ group, section: own }) =>
    (!publisher || told(group) === publisher) && (!section || told(own) === section);
  // Whether an article is from the period; `null` if its date does not tell.
  const isWithin = ({ from, to }) => ({ date }) => {
    if (!from && !to) return true;
    if (date === null) return null;
    if ((from && last(date) < from) || (to && first(date) > to)) return false;
    return (!from || first(date) >= from) && (!to || last(date) <= to) ? true : null;
  };

  const select = (data, state) => {
    const wanted = filter(state);
    const { articles, sentences, claims } = data;
    const [fits, within] = [isWanted(wanted), isWithin(wanted)];
    // Articles that only their dates keep out, since they do not tell whether they are from the period.
    const left = { undated: 0, imprecise: 0 };
    const isThere = Uint8Array.from(articles, (article) => {
      const is = fits(article) && within(article);
      if (is === null) left[article.date === null ? "undated" : "imprecise"] += 1;
      return is === true;
    });
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
      else bins[Math.min(Math.max(Math.floor(sure / 500) - 6, 0), 13)][label] += 1;
    }
    const chosen = [];
    for (let index = 0; index < claims.owner.length; index += 1) if (goes(claims, index)) chosen.push(index);
    return {
      wanted, left, counts, totals, bins, unsure,
      articles: articles.map((_, index) => index).filter((index) => isThere[index]),
      claims: chosen,
      isWhole: !wanted.label && !wanted.kind && !wanted.assertion,
    };
  };

  return { KEYS, NONE, told, select };
})();
