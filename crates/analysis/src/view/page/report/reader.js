// One article of the corpus, with links to the previous and next one that pass the filters.
saidso.reader = (() => {
  const { state } = saidso;
  const byId = (id) => document.getElementById(id);

  const make = (data) => {
    let opened = null;
    let view = null;
    // Opens or closes an article, depending on the address.
    return async (place, selection) => {
      const index = place.has("article") ? Number(place.get("article")) : NaN;
      const isOpen = Boolean(data.articles[index]);
      byId("corpus").hidden = isOpen;
      byId("reader").hidden = !isOpen;
      if (!isOpen) {
        opened = null;
        return;
      }
      const shown = selection.articles;
      for (const [id, other] of [["article-before", shown.findLast((own) => own < index)], ["article-after", shown.find((own) => own > index)]]) {
        byId(id).hidden = other === undefined;
        if (other !== undefined) byId(id).href = state.href({ article: other, claim: null });
      }
      byId("article-all").href = state.href({ article: null, claim: null, at: "articles" });
      if (opened !== index) {
        opened = index;
        byId("reader-main").innerHTML = await saidso.data.html(index);
        view = saidso.article(byId("reader-main").firstElementChild);
        scrollTo(0, 0);
      }
      if (place.has("claim")) view.select(Number(place.get("claim")));
      else document.querySelector(".reader-nav a").focus({ preventScroll: true });
    };
  };

  return { make };
})();
