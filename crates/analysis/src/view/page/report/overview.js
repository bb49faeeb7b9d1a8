// A description of the corpus, four figures, and the main chart.
saidso.overview = (() => {
  const { element } = saidso;
  const { number, counted, percent, hundred } = saidso.words;
  const { bar, keys } = saidso.charts;
  const NAMES = ["reported fact", "quote", "opinion"];
  const CLASSES = ["fact", "quote", "opinion"];
  // How many rows fit on one screen with everything else.
  const MOST = 8;

  const day = (date) => {
    const parts = date.split("-");
    const form = { year: "numeric", month: parts.length > 1 ? "long" : undefined, day: parts.length > 2 ? "numeric" : undefined };
    return new Intl.DateTimeFormat("en-GB", { ...form, timeZone: "UTC" }).format(new Date(date));
  };

  const lead = ({ articles, groups, by, claims, sentences }) => {
    const known = groups.filter((group) => group !== null);
    const given = [...new Set(articles.map(({ date }) => date).filter((date) => date !== null))].sort();
    // A year adds nothing to a day in it. Both ends are told as precisely as the less precise one is known.
    const dates = given.filter((date) => date.length === 10 || !given.some((other) => other !== date && other.startsWith(date)));
    const length = Math.min(...[dates[0], dates.at(-1)].map((date) => date?.length ?? 0));
    const [first, last] = [dates[0], dates.at(-1)].map((date) => date?.slice(0, length));
    const of = known.length > 1 ? ` of ${counted(known.length, by)}` : known.length ? ` of ${known[0]}` : "";
    const when = !first ? "" : first === last ? `, ${day(first)}` : `, ${day(first)} to ${day(last)}`;
    return `${counted(articles.length, "article")}${of}${when}: ${counted(sentences.owner.length, "labelled sentence")}, ${counted(claims.owner.length, "claim")}.`;
  };

  const card = (name, share, count, interval) =>
    element("div", { class: "card" }, element("h3", {}, name),
      element("p", {}, element("b", {}, share), " ", element("small", {}, count), ...(interval ? [element("small", { class: "interval" }, interval)] : [])));

  const range = (interval) => interval && `95 % interval ${Math.round(100 * interval[0])}–${percent(interval[1])}`;

  // As in `saidso shares --of kinds`: the claims of sources that the text identifies, and those of them that are
  // unnamed. Without a filter by assertion, only asserted ones.
  const sources = ({ claims }, { claims: selected, articles, wanted }) => {
    const counts = new Map(articles.map((article) => [article, [0, 0]]));
    for (const claim of selected) {
      if (claims.assertion[claim] !== (wanted.assertion ?? "A") || !"PODGU".includes(claims.kind[claim])) continue;
      const own = counts.get(claims.owner[claim]);
      own[0] += claims.kind[claim] === "U";
      own[1] += 1;
    }
    const [parts, wholes] = [0, 1].map((place) => [...counts.values()].map((own) => own[place]));
    const [unnamed, said] = [parts, wholes].map((some) => some.reduce((sum, count) => sum + count, 0));
    const interval = () => saidso.bootstrap.intervals(parts.map((part) => [part]), wholes, articles.length)[0];
    return { unnamed, said, interval: said ? interval() : null };
  };

  const make = (data) => {
    const [cards, figure] = [".cards", "figure"].map((name) => document.querySelector(`#glance ${name}`));
    document.getElementById("lead").textContent = lead(data);

    return (selection, groups) => {
      const all = groups.all;
      const shares = hundred([...all.counts, all.rest]);
      const made = NAMES.map((name, index) => {
        return card(name, all.total ? `${shares[index]} %` : "–", counted(all.counts[index], "sentence"), range(all.intervals[index]));
      });
      const { unnamed, said, interval } = sources(data, selection);
      made.push(card("unnamed sources", said ? percent(unnamed / said) : "–", `${number(unnamed)} of ${counted(said, "claim")} by sources`, range(interval)));
      cards.replaceChildren(...made);

      const rows = groups.rows.length > 1 ? groups.rows.slice(0, MOST) : [all];
      const left = groups.rows.length > 1 ? groups.rows.length - rows.length : 0;
      const list = element("dl", { class: "stacks" }, ...rows.flatMap((row) => {
        const parts = row.counts.map((count, index) => [CLASSES[index], count]);
        const own = hundred([...row.counts, row.rest]);
        const told = own[0] === null ? "no sentences" : NAMES.map((name, index) => `${name} ${own[index]} %`).join(", ");
        const short = own[0] === null ? "–" : `${own.slice(0, 3).join(" · ")} %`;
        return [
          element("dt", {}, row.name, " ", element("small", {}, number(row.articles.length))),
          element("dd", {}, bar(parts, row.total, told), element("small", { "aria-hidden": "true" }, short)),
        ];
      }));
      const words = groups.rows.length > 1 ? `Share of the sentences, by ${data.by}` : "Share of the sentences";
      const caption = element("figcaption", {}, element("span", {}, words), " ", keys(...CLASSES.map((name, index) => [name, NAMES[index]])));
      const more = left ? [element("p", { class: "note" }, `${number(left)} more below.`)] : [];
      figure.replaceChildren(caption, list, ...more);
    };
  };

  return { make };
})();
