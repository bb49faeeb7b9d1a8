// The filters: the available choices, and the current ones.
saidso.filters = (() => {
  const { element, state } = saidso;
  const { LABELS, KINDS, ASSERTIONS, number, counted } = saidso.words;
  const { KEYS, NONE, told } = saidso.selection;

  const tally = (values) => {
    const counts = new Map();
    for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
    return counts;
  };
  const option = (value, words, count) => element("option", { value }, count === undefined ? words : `${words} (${number(count)})`);

  const make = (data) => {
    const { by, articles, claims } = data;
    const home = document.getElementById("filters");
    const form = document.getElementById("filter-form");
    const chosen = document.getElementById("chosen");

    const ofArticles = (name, values) => {
      const counts = tally(values);
      const known = [...counts.keys()].filter((value) => value !== null).sort((one, other) => one.localeCompare(other));
      form.elements[name].append(option("", "all"), ...known.map((value) => option(told(value), value, counts.get(value))));
      if (counts.has(null)) form.elements[name].append(option(NONE, "none given", counts.get(null)));
      form.elements[name].closest("label").hidden = !known.length;
    };
    const ofClaims = (name, names, letters) => {
      const counts = tally(letters);
      const there = Object.entries(names).filter(([letter]) => counts.has(letter));
      form.elements[name].append(option("", "all"), ...there.map(([letter, words]) => option(words, words, counts.get(letter))));
    };
    ofArticles("publisher", articles.map(({ group }) => group));
    ofArticles("section", articles.map(({ section }) => section));
    ofClaims("label", LABELS, claims.label);
    ofClaims("kind", KINDS, claims.kind);
    ofClaims("assertion", ASSERTIONS, claims.assertion);
    const hasDates = articles.some(({ date }) => date !== null);
    for (const name of ["from", "to"]) form.elements[name].closest("label").hidden = !hasDates;

    form.addEventListener("input", ({ target }) => state.choose({ [target.name]: target.value }));
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", (event) => {
      event.preventDefault();
      state.choose(Object.fromEntries(KEYS.map((key) => [key, null])));
    });
    // On a narrow screen, the filters would hide the content they apply to.
    home.open = matchMedia("(min-width: 60rem)").matches;
    home.hidden = false;

    const name = { publisher: by, section: "section", from: "from", to: "to", label: "label", kind: "kind of source", assertion: "assertion" };
    return (selection, place) => {
      const set = KEYS.filter((key) => selection.wanted[key]);
      for (const key of KEYS) {
        const { elements: { [key]: control } } = form;
        const value = place.get(key) ?? "";
        // A link may contain a value that does not occur in this corpus.
        if (control.options && ![...control.options].some((one) => one.value === value)) control.append(option(value, value, 0));
        if (control.value !== value) control.value = value;
        control.classList.toggle("set", set.includes(key));
      }
      form.querySelector("[type=reset]").disabled = !set.length;
      const of = (some, all, thing) => (some === all ? counted(all, thing) : `${number(some)} of ${counted(all, thing)}`);
      const reach = `${of(selection.articles.length, articles.length, "article")}, ${of(selection.claims.length, claims.owner.length, "claim")}`;
      const words = set.map((key) => `${name[key]} ${place.get(key) === NONE ? "none given" : place.get(key)}`);
      const { undated, imprecise } = selection.left;
      const out = [
        undated && `${counted(undated, "article")} without a date`,
        imprecise && `${counted(imprecise, "article")} with only a month or a year`,
      ].filter(Boolean);
      if (out.length) words.push(`${out.join(" and ")} left out`);
      chosen.textContent = [reach, ...words].join(" · ");
    };
  };

  return { make };
})();
