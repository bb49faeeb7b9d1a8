// Puts the page together: all parts are drawn from the state in the address.
(() => {
  const { article, element, state } = saidso;
  const byId = (id) => document.getElementById(id);

  const single = document.querySelector("#text > .article");
  if (single) {
    const { select } = article(single);
    const follow = () => {
      const claim = state.read().get("claim");
      if (claim !== null) select(Number(claim));
    };
    state.listen(follow);
    follow();
    return;
  }

  // Notes on what a part leaves out, one sentence each.
  const notes = (home, lines) => home.replaceChildren(...lines.filter(Boolean).map((line) => element("p", { class: "note" }, line)));

  const begin = (data) => {
    for (const part of document.querySelectorAll(".scripted")) part.hidden = false;
    const filters = saidso.filters.make(data);
    const overview = saidso.overview.make(data);
    const groups = saidso.groups.make(data);
    const time = saidso.time.over(data);
    const sources = saidso.sources.make(data);
    const confidence = saidso.time.confidence();
    const articles = saidso.lists.articles(data);
    const claims = saidso.lists.claims(data);
    const reader = saidso.reader.make(data);

    const draw = (place) => {
      const selection = saidso.selection.select(data, place);
      const counted = saidso.groups.count(data, selection);
      filters(selection, place);
      overview(selection, counted);
      groups(selection, counted, notes);
      time(selection, notes);
      sources(selection, counted, notes);
      confidence(selection, notes);
      articles(selection, place, notes);
      claims(selection, place, notes);
      for (const link of document.querySelectorAll(".contents a")) {
        link.dataset.at ??= link.hash.slice(1);
        link.href = state.href({ at: link.dataset.at });
      }
      reader(place, selection);
      if (!place.has("article") && place.has("at")) byId(place.get("at"))?.scrollIntoView();
    };
    draw(state.read());
    state.listen(draw);
  };

  // Print folded parts, too.
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = [...document.querySelectorAll("#main details:not([open])")];
    for (const part of folded) part.open = true;
  });
  addEventListener("afterprint", () => {
    for (const part of folded) part.open = false;
  });

  saidso.data.load().then(begin);
})();
