// Bars and columns made of parts; a part is a class and a number.
saidso.charts = (() => {
  const { element, drawn } = saidso;

  const key = (name, words) => element("span", { class: `key ${name}` }, element("i", {}), words);
  const keys = (...names) => element("span", { class: "keys" }, ...names.map(([name, words]) => key(name, words)));

  // A bar of length `whole`; whatever the parts do not fill stays empty.
  const bar = (parts, whole, told) => {
    const svg = drawn("svg", { class: "shares", viewBox: "0 0 100 10", preserveAspectRatio: "none", role: "img", "aria-label": told });
    let x = 0;
    for (const [name, count] of parts) {
      const width = whole ? (100 * count) / whole : 0;
      if (count) svg.append(drawn("rect", { class: name, x, width, height: 10 }));
      x += width;
    }
    return svg;
  };

  const HEIGHT = 150;
  const FOOT = 22;
  const LEFT = 46;

  // Columns side by side, drawn in the pixels available so that letters keep their size. A column has a `name`, its
  // `parts`, the `whole` that a full column would represent, and `told()`, the text of its tooltip.
  const columns = (figure, told) => {
    const svg = drawn("svg", { class: "chart", role: "img", "aria-label": told });
    figure.append(svg);
    let shown = [];
    let isShare = true;
    let width = 0;

    const draw = () => {
      svg.replaceChildren();
      if (!width || !shown.length) return;
      svg.setAttribute("viewBox", `0 0 ${width} ${HEIGHT + FOOT + 8}`);
      const text = (content, attributes) => {
        const made = drawn("text", attributes);
        made.textContent = content;
        svg.append(made);
      };
      const y = (share) => 8 + HEIGHT * (1 - share);
      for (const share of isShare ? [0, 0.5, 1] : [0]) {
        svg.append(drawn("path", { class: "grid", d: `M${LEFT} ${y(share)}H${width}` }));
        if (isShare) text(`${100 * share} %`, { class: "y", x: LEFT - 6, y: y(share) });
      }
      const step = (width - LEFT) / shown.length;
      const wide = Math.min(0.86 * step, 56);
      // Show as many names as fit side by side.
      const half = 3.6 * Math.max(...shown.map(({ name }) => name.length));
      const every = Math.ceil((2 * half + 10) / step);
      shown.forEach(({ name, parts, whole, told: words }, index) => {
        const group = drawn("g", {});
        const title = drawn("title", {});
        group.append(title);
        group.addEventListener("pointerenter", () => (title.textContent = words()), { once: true });
        const x = LEFT + index * step + (step - wide) / 2;
        let below = 0;
        for (const [part, count] of parts) {
          const share = whole ? count / whole : 0;
          if (count) group.append(drawn("rect", { class: part, x, width: wide, y: y(below + share), height: HEIGHT * share }));
          below += share;
        }
        svg.append(group);
        // Keep the first and the last name inside the chart.
        const middle = Math.min(Math.max(x + wide / 2, LEFT + half), width - half);
        if (index % every === 0) text(name, { class: "x", x: middle, y: HEIGHT + FOOT });
      });
    };

    new ResizeObserver(([{ contentRect }]) => {
      if (Math.round(contentRect.width) === width) return;
      width = Math.round(contentRect.width);
      draw();
    }).observe(figure);
    return (next, share) => {
      shown = next;
      isShare = share;
      figure.hidden = !shown.length;
      draw();
    };
  };

  return { bar, keys, columns };
})();
