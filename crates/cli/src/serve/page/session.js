"use strict";
// What was labelled since the page was opened: to be shown again, or chosen for a comparison.
saidso.session = (() => {
  const { element } = saidso;
  const home = document.getElementById("session");
  const list = home.querySelector("ol");
  // The page's memory is small.
  const MOST = 20;
  const entries = [];
  let show = () => {};
  let change = () => {};

  const chosen = () => entries.filter(({ box }) => box.checked);

  const remove = (entry) => {
    entries.splice(entries.indexOf(entry), 1);
    entry.row.remove();
    home.hidden = !entries.length;
    change(chosen());
  };

  // An id that no other article of the session has.
  const free = (id) => {
    const taken = new Set(entries.map(({ article }) => article.id));
    let name = id;
    for (let number = 2; taken.has(name); number += 1) name = `${id} ${number}`;
    return name;
  };
  // What an article is shown as, where it was labelled before.
  const known = (article) =>
    entries.find(({ article: own }) => own.text === article.text && own.title === article.title && own.url === article.url);

  const add = (article, html) => {
    const template = document.createElement("template");
    // All of the article in it is text: the server has escaped it.
    template.innerHTML = html;
    const headline = template.content.querySelector("h1").cloneNode(true);
    headline.querySelectorAll(".letter, .unseen").forEach((mark) => mark.remove());
    const title = headline.textContent.trim();
    const box = element("input", { type: "checkbox", "aria-label": `Compare “${title}”` });
    const open = element("button", { type: "button", class: "open" }, title);
    const drop = element("button", { type: "button", "aria-label": `Forget “${title}”` }, "×");
    const sentences = template.content.querySelectorAll(".sentence:not(.none)").length;
    const row = element("li", {}, box, open, element("small", {}, ` ${article.id} · ${sentences} sentence${sentences === 1 ? "" : "s"}`), drop);
    const entry = { article, html, title, box, row };
    box.addEventListener("change", () => change(chosen()));
    open.addEventListener("click", () => show(entry));
    drop.addEventListener("click", () => remove(entry));
    entries.push(entry);
    list.append(row);
    home.hidden = false;
    if (entries.length > MOST) remove(entries[0]);
    return entry;
  };

  const listen = (shown, changed) => {
    show = shown;
    change = changed;
  };

  return { add, free, known, chosen, listen };
})();
