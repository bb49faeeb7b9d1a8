"use strict";
// Several articles side by side, and what the server finds that they share: the number of an article leads to its place.
saidso.comparison = (() => {
  const { element } = saidso;
  const home = document.getElementById("comparison");

  const show = async (entries) => {
    const articles = entries.map(({ article }) => article);
    const html = await saidso.server.post("/v1/compare", { articles }, "text/html");
    const columns = entries.map(({ html: own, title }, index) => {
      const column = element("div", { class: "column", role: "group", tabindex: "0", "aria-label": `[${index + 1}] ${title}` });
      column.innerHTML = own;
      column.querySelector(".voices").setAttribute("aria-label", `Sources of [${index + 1}] and their claims`);
      return column;
    });
    const lined = element("div", { class: "lined-up" });
    // The server has escaped all that stands in the articles.
    lined.innerHTML = html;
    home.replaceChildren(element("div", { class: "columns" }, ...columns), lined);
    home.hidden = false;
    const views = columns.map((column) => saidso.article(column.firstElementChild));
    lined.addEventListener("click", (event) => {
      const link = event.target.closest("a[data-claim]");
      if (!link) return;
      event.preventDefault();
      views[Number(link.dataset.article) - 1].select(Number(link.dataset.claim));
    });
  };
  const hide = () => {
    home.hidden = true;
  };

  return { show, hide, home };
})();
