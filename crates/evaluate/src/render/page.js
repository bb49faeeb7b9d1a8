"use strict";
// The location says what is shown, so that a link reproduces it: every action changes only the location.
(() => {
  const PAGE = 50;
  const PREFIX = "#mistakes?";
  const byId = (id) => document.getElementById(id);
  const systems = JSON.parse(byId("data").textContent);
  const all = systems
    .flatMap(({ system, letter, mistakes }) => mistakes.map((mistake) => ({ ...mistake, system, letter })))
    .sort((one, other) => other.weight - one.weight);
  const readable = (name) => name.replaceAll("_", " ");
  const number = (count) => count.toLocaleString("en");

  const element = (name, attributes, ...children) => {
    const made = document.createElement(name);
    for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
    made.append(...children);
    return made;
  };

  const read = () => {
    const given = new URLSearchParams(location.hash.startsWith(PREFIX) ? location.hash.slice(PREFIX.length) : "");
    return {
      system: given.get("system"),
      kind: given.get("kind"),
      text: given.get("text") ?? "",
      page: Math.max(1, Number.parseInt(given.get("page"), 10) || 1),
    };
  };

  const link = (state) => {
    const given = new URLSearchParams();
    if (state.system !== null) given.set("system", state.system);
    if (state.kind !== null) given.set("kind", state.kind);
    if (state.text) given.set("text", state.text);
    if (state.page > 1) given.set("page", state.page);
    return PREFIX + given;
  };

  const textOf = (mistake) =>
    (mistake.searched ??= [
      mistake.article,
      ...[mistake.gold, mistake.predicted].map((side) => side?.segments.map(({ text }) => text).join("") ?? ""),
    ].join("\n").toLowerCase());

  // Counts of a filter are those of its choices under the other filters.
  const matches = (mistake, { system, kind, text }, but) =>
    (but === "system" || system === null || mistake.system === system) &&
    (but === "kind" || kind === null || mistake.kind === kind) &&
    (!text || textOf(mistake).includes(text.toLowerCase()));

  const filter = (field, home) => {
    const names = new Map();
    for (const mistake of all) names.set(mistake[field], (names.get(mistake[field]) ?? 0) + 1);
    const choices = [null, ...[...names.keys()].sort((one, other) => names.get(other) - names.get(one))];
    const buttons = choices.map((choice) => {
      const count = element("small", {});
      const name = choice === null ? "All" : field === "kind" ? readable(choice) : choice;
      const button = element("button", { type: "button" }, name + " ", count);
      button.addEventListener("click", () => {
        location.hash = link({ ...read(), [field]: choice, page: 1 });
      });
      return { choice, button, count };
    });
    home.append(...buttons.map(({ button }) => button));
    home.hidden = choices.length < 3;
    return (state) => {
      const counts = new Map();
      let total = 0;
      for (const mistake of all) {
        if (!matches(mistake, state, field)) continue;
        total += 1;
        counts.set(mistake[field], (counts.get(mistake[field]) ?? 0) + 1);
      }
      for (const { choice, button, count } of buttons) {
        const found = choice === null ? total : counts.get(choice) ?? 0;
        count.textContent = number(found);
        button.classList.toggle("none", found === 0);
        button.setAttribute("aria-pressed", state[field] === choice);
      }
    };
  };

  const drawSide = (name, side) => {
    const title = element("h4", {}, name);
    if (!side) return element("div", { class: "side" }, title, element("p", { class: "nothing" }, "nothing"));
    if (side.label) title.append(": ", element("b", {}, readable(side.label)));
    if (side.confidence !== undefined && side.confidence !== null) title.append(`, confidence ${side.confidence.toFixed(2)}`);
    const text = element("p", {});
    for (const segment of side.segments) {
      if (!segment.part) {
        text.append(segment.text);
        continue;
      }
      const mark = element("mark", { class: segment.part });
      if (segment.part !== "sentence") {
        mark.title = segment.part;
        mark.append(element("span", { class: "unseen" }, `[${segment.part}:] `));
      }
      mark.append(segment.text);
      text.append(mark);
    }
    return element("div", { class: "side" }, title, text);
  };

  const draw = (mistake) => {
    const where = element("p", { class: "where" });
    if (systems.length > 1) where.append(`${mistake.letter} ${mistake.system}, `);
    const only = link({ system: null, kind: null, text: mistake.article, page: 1 });
    where.append(element("a", { href: only }, mistake.article), ` at ${number(mistake.start)}`);
    return element("li", { class: "mistake" },
      element("h3", {}, readable(mistake.kind)), where,
      element("div", { class: "sides" }, drawSide("Gold", mistake.gold), drawSide("Predicted", mistake.predicted)));
  };

  const updates = [filter("system", byId("systems")), filter("kind", byId("kinds"))];
  const pagers = ["before", "after"].map((name) => [...document.getElementsByClassName(name)]);
  const search = byId("search");

  const show = () => {
    const state = read();
    for (const update of updates) update(state);
    if (document.activeElement !== search) search.value = state.text;
    const found = all.filter((mistake) => matches(mistake, state));
    const pages = Math.max(1, Math.ceil(found.length / PAGE));
    const page = Math.min(state.page, pages);
    const first = (page - 1) * PAGE;
    const shown = found.slice(first, first + PAGE);
    byId("list").replaceChildren(...shown.map(draw));
    byId("list").start = first + 1;
    byId("place").textContent =
      shown.length === 0 ? "No mistakes" : `${number(first + 1)}–${number(first + shown.length)} of ${number(found.length)}`;
    [page - 1, page + 1].forEach((target, direction) => {
      for (const button of pagers[direction]) {
        button.setAttribute("aria-disabled", target < 1 || target > pages);
        button.onclick = () => {
          if (target < 1 || target > pages) return;
          location.hash = link({ ...state, page: target });
          byId("browser").scrollIntoView();
        };
      }
    });
  };

  let waiting;
  search.addEventListener("input", () => {
    clearTimeout(waiting);
    // The history need not remember every letter.
    waiting = setTimeout(() => location.replace(link({ ...read(), text: search.value.trim(), page: 1 })), 200);
  });
  // Other places of the page may be visited without losing the filter.
  addEventListener("hashchange", () => {
    if (location.hash === "" || location.hash.startsWith(PREFIX)) show();
  });
  byId("browser").hidden = false;
  show();
  if (location.hash.startsWith(PREFIX)) byId("mistakes").scrollIntoView();
})();
