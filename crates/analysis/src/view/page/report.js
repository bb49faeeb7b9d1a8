"use strict";
// The location says what is shown, so that a link reproduces it: every action changes only the location.
(() => {
  const { article, element, drawn, percent } = saidso;
  const byId = (id) => document.getElementById(id);
  const single = document.querySelector("#text > .article");
  if (single) {
    const { select } = article(single);
    const follow = () => {
      const claim = new URLSearchParams(location.hash.slice(1)).get("claim");
      if (claim !== null) select(Number(claim));
    };
    addEventListener("hashchange", follow);
    follow();
    return;
  }

  const PAGE = 50;
  const LETTERS = { F: "fact", Q: "quote", O: "opinion" };
  const MARKS = { D: "DENIED", U: "UNSAID", Q: "ASKED", W: "WANTED", H: "HYPOTHETICAL", T: "TOPIC" };
  const NAMES = { F: "Reported fact", Q: "Quote", O: "Opinion" };
  const number = (count) => count.toLocaleString("en");
  const corpus = byId("corpus");
  const reader = byId("reader");
  const main = byId("reader-main");

  const unpack = async (packed) => {
    const bytes = Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Response(stream).text();
  };

  let packed = null;
  const html = (index) => {
    packed ??= byId("packed").textContent.trim().split("\n");
    return unpack(packed[index]);
  };

  // All claims in the order of the articles: those of an article lie together.
  const load = async () => {
    const { articles, sources, claims } = JSON.parse(await unpack(byId("index").textContent));
    let first = 0;
    const owner = new Uint32Array(claims.text.length);
    articles.forEach((entry, index) => {
      entry.first = first;
      owner.fill(index, first, first + entry.claims);
      first += entry.claims;
    });
    let lowered = null;
    const lower = () => (lowered ??= claims.text.map((text) => text.toLowerCase()));
    const source = (claim) => ({ "-1": "the author", "-2": "somebody not named" })[claims.source[claim]] ?? sources[claims.source[claim]];
    return { articles, claims, owner, lower, source };
  };

  const pager = (home, turn) => {
    const [before, after] = home.querySelectorAll("button");
    const place = home.querySelector("output");
    let state = { page: 1, pages: 1 };
    const step = (by) => () => {
      const page = state.page + by;
      if (page >= 1 && page <= state.pages) turn(page);
    };
    before.addEventListener("click", step(-1));
    after.addEventListener("click", step(1));
    return (page, total, things) => {
      const pages = Math.max(1, Math.ceil(total / PAGE));
      state = { page: Math.min(Math.max(page, 1), pages), pages };
      const start = (state.page - 1) * PAGE;
      before.setAttribute("aria-disabled", String(state.page === 1));
      after.setAttribute("aria-disabled", String(state.page === pages));
      const range = `${number(Math.min(start + 1, total))}–${number(Math.min(start + PAGE, total))}`;
      place.textContent = total ? `${range} of ${number(total)} ${things}` : `no ${things}`;
      return start;
    };
  };

  const shares = (counts) => {
    const total = counts.reduce((sum, count) => sum + count, 0) || 1;
    const told = `${number(counts[0])} reported fact, ${number(counts[1])} quote, ${number(counts[2])} opinion`;
    const svg = drawn("svg", { class: "shares", viewBox: "0 0 100 10", preserveAspectRatio: "none", role: "img", "aria-label": told });
    let start = 0;
    counts.forEach((count, index) => {
      const width = (100 * count) / total;
      if (count) svg.append(drawn("rect", { class: Object.values(LETTERS)[index], x: start, width, height: 10 }));
      start += width;
    });
    return svg;
  };

  const begin = (data) => {
    const { articles, claims, owner, lower, source } = data;
    for (const section of document.querySelectorAll(".scripted")) section.hidden = false;

    const groups = [...new Set(articles.map((entry) => entry.group).filter((group) => group !== null))].sort();
    const choice = byId("claim-group");
    choice.append(element("option", { value: "" }, "all"), ...groups.map((group) => element("option", { value: group }, group)));
    byId("group-choice").hidden = groups.length < 2;

    const go = (name, parameters) => {
      for (const [key, value] of [...parameters]) if (!value || (key === "page" && value === "1")) parameters.delete(key);
      const query = parameters.toString();
      location.hash = query ? `${name}?${query}` : name;
    };
    const parameters = (name) => new URLSearchParams(location.hash.startsWith(`#${name}?`) ? location.hash.slice(name.length + 2) : "");
    const change = (name, key, value) => {
      const changed = parameters(name);
      changed.set(key, value);
      if (key !== "page") changed.delete("page");
      go(name, changed);
    };

    const turnArticles = pager(document.querySelector("#articles .pager"), (page) => change("articles", "page", String(page)));
    const drawArticles = () => {
      const wanted = parameters("articles");
      const text = (wanted.get("text") ?? "").toLowerCase();
      if (byId("article-text").value.toLowerCase() !== text) byId("article-text").value = wanted.get("text") ?? "";
      const found = articles.map((_, index) => index).filter((index) => {
        const { title, id, group } = articles[index];
        return !text || `${title}\n${id}\n${group ?? ""}`.toLowerCase().includes(text);
      });
      const start = turnArticles(Number(wanted.get("page") ?? 1), found.length, "articles");
      byId("article-rows").replaceChildren(
        ...found.slice(start, start + PAGE).map((index) => {
          const { title, group, date, counts, claims } = articles[index];
          return element(
            "tr",
            {},
            element("th", { scope: "row" }, element("a", { href: `#article=${index}`, class: "clip" }, title)),
            element("td", {}, group ?? ""),
            element("td", {}, date ?? ""),
            element("td", {}, number(claims)),
            element("td", { class: "bar" }, shares(counts)),
          );
        }),
      );
    };

    const turnClaims = pager(document.querySelector("#claims .pager"), (page) => change("claims", "page", String(page)));
    const findClaims = (wanted) => {
      const label = wanted.get("label") ?? "";
      const assertion = wanted.get("assertion") ?? "";
      const text = (wanted.get("text") ?? "").toLowerCase();
      const who = (wanted.get("source") ?? "").toLowerCase();
      const group = wanted.get("group") ?? "";
      const found = [];
      for (let claim = 0; claim < owner.length; claim += 1) {
        if (label && claims.label[claim] !== label) continue;
        if (assertion && claims.assertion[claim] !== assertion) continue;
        if (group && articles[owner[claim]].group !== group) continue;
        if (who && !source(claim).toLowerCase().includes(who)) continue;
        if (text && !lower()[claim].includes(text)) continue;
        found.push(claim);
      }
      const order = { least: 1, most: -1 }[wanted.get("order")];
      if (order) found.sort((one, other) => order * (claims.confidence[one] - claims.confidence[other]) || one - other);
      return found;
    };
    const drawClaims = () => {
      const wanted = parameters("claims");
      for (const [field, key] of [["claim-text", "text"], ["claim-source", "source"], ["claim-assertion", "assertion"], ["claim-group", "group"], ["claim-order", "order"]]) {
        if (byId(field).value !== (wanted.get(key) ?? "")) byId(field).value = wanted.get(key) ?? "";
      }
      for (const button of document.querySelectorAll(".filter")) {
        button.setAttribute("aria-pressed", String(button.value === (wanted.get("label") ?? "")));
      }
      const found = findClaims(wanted);
      const start = turnClaims(Number(wanted.get("page") ?? 1), found.length, "claims");
      byId("claim-rows").replaceChildren(
        ...found.slice(start, start + PAGE).map((claim) => {
          const index = owner[claim];
          const label = claims.label[claim];
          const letter = element("b", { class: `letter ${LETTERS[label]}`, title: NAMES[label] }, label);
          const mark = MARKS[claims.assertion[claim]];
          const marked = mark ? [element("b", { class: "mark" }, mark), " "] : [];
          const place = `#article=${index}&claim=${claim - articles[index].first}`;
          return element(
            "tr",
            { class: "row" },
            element("td", {}, letter),
            element("td", {}, ...marked, element("a", { href: place, class: "clip" }, claims.text[claim])),
            element("td", {}, source(claim)),
            element("td", {}, element("a", { href: `#article=${index}`, class: "clip" }, articles[index].title)),
            element("td", {}, percent(claims.confidence[claim] / 100)),
          );
        }),
      );
    };

    for (const [field, section, key] of [
      ["article-text", "articles", "text"],
      ["claim-text", "claims", "text"],
      ["claim-source", "claims", "source"],
      ["claim-assertion", "claims", "assertion"],
      ["claim-group", "claims", "group"],
      ["claim-order", "claims", "order"],
    ]) {
      byId(field).addEventListener("input", ({ target }) => change(section, key, target.value));
    }
    for (const button of document.querySelectorAll(".filter")) {
      button.addEventListener("click", () => change("claims", "label", button.value));
    }
    for (const link of document.querySelectorAll(".source-link")) {
      link.href = `#claims?${new URLSearchParams({ source: link.textContent })}`;
    }

    let opened = null;
    let view = null;
    const read = async () => {
      const wanted = new URLSearchParams(location.hash.slice(1));
      const index = location.hash.startsWith("#article=") ? Number(wanted.get("article")) : NaN;
      const entry = articles[index];
      corpus.hidden = Boolean(entry);
      reader.hidden = !entry;
      if (!entry) {
        opened = null;
        if (location.hash.startsWith("#articles")) drawArticles();
        if (location.hash.startsWith("#claims")) drawClaims();
        const section = byId(location.hash.slice(1).split("?")[0]);
        if (section && !section.contains(document.activeElement)) section.scrollIntoView();
        return;
      }
      if (opened !== index) {
        opened = index;
        main.innerHTML = await html(index);
        for (const [id, other] of [["article-before", index - 1], ["article-after", index + 1]]) {
          byId(id).hidden = !articles[other];
          byId(id).href = `#article=${other}`;
        }
        view = article(main.firstElementChild);
        scrollTo(0, 0);
      }
      if (wanted.has("claim")) view.select(Number(wanted.get("claim")));
      else document.querySelector(".reader-nav a").focus({ preventScroll: true });
    };
    drawArticles();
    drawClaims();
    addEventListener("hashchange", read);
    read();
  };

  document.querySelector(".show-more")?.addEventListener("click", ({ target }) => {
    for (const row of document.querySelectorAll(".more")) row.hidden = false;
    target.remove();
  });
  // The figures are there before the claims are unpacked.
  requestAnimationFrame(() => setTimeout(async () => begin(await load())));
})();
