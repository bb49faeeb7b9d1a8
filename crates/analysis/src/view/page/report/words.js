// The names used in the report, and its number formats.
saidso.words = (() => {
  const LABELS = { F: "reported fact", Q: "quote", O: "opinion" };
  const CLASSES = { F: "fact", Q: "quote", O: "opinion" };
  const KINDS = {
    A: "the author", P: "person", O: "organization", D: "document", G: "group", U: "unnamed", R: "not resolved", N: "not given",
  };
  const ASSERTIONS = {
    A: "asserted", D: "denied", U: "unsaid", Q: "asked", W: "wanted", H: "hypothetical", T: "mere topic",
  };
  const MARKS = { D: "DENIED", U: "UNSAID", Q: "ASKED", W: "WANTED", H: "HYPOTHETICAL", T: "TOPIC" };
  const SPEECHES = { D: "direct", M: "partly direct", I: "indirect" };

  const NUMBER = new Intl.NumberFormat("en");
  const number = (count) => NUMBER.format(count);
  const counted = (count, thing) => `${number(count)} ${thing}${count === 1 ? "" : "s"}`;
  const percent = (share) => `${Math.round(100 * share)} %`;

  // Whole percentages that add up to 100: the remainder goes to the parts that lost most to rounding down.
  const hundred = (counts) => {
    const total = counts.reduce((sum, count) => sum + count, 0);
    if (!total) return counts.map(() => null);
    const exact = counts.map((count) => (100 * count) / total);
    const shares = exact.map(Math.floor);
    const left = 100 - shares.reduce((sum, share) => sum + share, 0);
    exact
      .map((share, index) => [share - shares[index], index])
      .sort(([one], [other]) => other - one)
      .slice(0, left)
      .forEach(([, index]) => (shares[index] += 1));
    return shares;
  };

  return { LABELS, CLASSES, KINDS, ASSERTIONS, MARKS, SPEECHES, number, counted, percent, hundred };
})();
