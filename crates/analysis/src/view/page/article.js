"use strict";
// Makes an article interactive: the legend filters, and a claim shows who says it, in which words, and with what
// confidence.
const saidso = (() => {
  const LABELS = { fact: "Reported fact", quote: "Quote", opinion: "Opinion" };
  const LETTERS = { fact: "F", quote: "Q", opinion: "O" };
  const NUMBERS = new Intl.NumberFormat("en", { style: "percent" });
  const SVG = "http://www.w3.org/2000/svg";

  const element = (name, attributes, ...children) => {
    const made = document.createElement(name);
    for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
    made.append(...children);
    return made;
  };
  const drawn = (name, attributes) => {
    const made = document.createElementNS(SVG, name);
    for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
    return made;
  };
  const labelOf = (node) => Object.keys(LABELS).find((label) => node.classList.contains(label));
  const words = (nodes) => {
    const copies = [...nodes].map((node) => {
      const copy = node.cloneNode(true);
      copy.querySelectorAll(".letter, .unseen").forEach((mark) => mark.remove());
      return copy.textContent.trim();
    });
    return copies.filter(Boolean).join(" ");
  };

  const meter = (share, label) => {
    const svg = drawn("svg", { class: `meter ${label}`, viewBox: "0 0 100 10", preserveAspectRatio: "none", "aria-hidden": "true" });
    svg.append(drawn("rect", { width: 100 * share, height: 10 }));
    return svg;
  };
  const percent = (share) => (share > 0.99 && share < 1 ? "> 99 %" : NUMBERS.format(share).replace("%", " %"));

  // Each article's handler for the arrow keys, which work wherever the focus is, unless the keys have another meaning
  // there.
  const walkers = new WeakMap();
  const TAKES_KEYS = "input:not([type=checkbox]), textarea, select, [contenteditable]";
  addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || event.target.closest?.(TAKES_KEYS)) return;
    const own = event.target.closest?.(".article");
    const isShown = (root) => root.checkVisibility();
    walkers.get(own ?? [...document.querySelectorAll(".article")].find(isShown))?.(event);
  });

  // Makes an article interactive. The returned `select(claim)` goes to a claim, given by its index in the record.
  const article = (root) => {
    const text = root.querySelector(".text");
    const detail = root.querySelector(".detail");
    const hint = [...detail.childNodes];
    const links = drawn("svg", { class: "links", "aria-hidden": "true" });
    text.append(links);
    const button = (claim) => root.querySelector(`button.claim[data-claim="${claim}"]`);
    let pinned = null;
    let shown = null;

    const parts = (attribution, kind) =>
      attribution === undefined ? [] : [...text.querySelectorAll(`[data-parts~="${attribution}${kind}"]`)];

    const clear = () => {
      text.querySelectorAll(".on").forEach((node) => node.classList.remove("on", "who", "cue", "content"));
      root.querySelectorAll('[aria-current="true"]').forEach((node) => node.removeAttribute("aria-current"));
      links.replaceChildren();
      shown = null;
    };

    // Boxes are measured from the top left corner of the text.
    const boxes = (nodes) => {
      const home = text.getBoundingClientRect();
      return nodes
        .flatMap((node) => [...node.getClientRects()])
        .filter((box) => box.width > 1)
        .map((box) => ({ left: box.left - home.left, right: box.right - home.left, top: box.top - home.top, bottom: box.bottom - home.top }));
    };
    const link = (from, to) => {
      const ends = boxes(to);
      const pairs = boxes(from).flatMap((one) => ends.map((other) => [one, other]));
      if (!pairs.length) return;
      // If either extends over several lines, link the two boxes that are closest together.
      const gap = ([one, other]) => 4 * Math.abs(one.top - other.top) + Math.max(one.left - other.right, other.left - one.right, 0);
      const [start, end] = pairs.reduce((best, pair) => (gap(pair) < gap(best) ? pair : best));
      const middle = (start.left + start.right) / 2;
      const x = Math.min(Math.max(middle, end.left + 12), end.right - 12);
      const level = Math.abs(end.top - start.top) < 8;
      const away = level && Math.abs(x - middle) < 24 ? (end.left > middle ? end.left + 8 : end.right - 8) : x;
      const rise = 16 + Math.min(22, Math.abs(away - middle) / 12);
      const below = end.top > start.top + 8;
      const y1 = below ? start.bottom : start.top;
      const y2 = below ? end.top : level ? end.top : end.bottom;
      const path = level
        ? `M${middle} ${y1}C${middle} ${y1 - rise} ${away} ${y2 - rise} ${away} ${y2}`
        : `M${middle} ${y1}C${middle} ${(y1 + y2) / 2} ${away} ${(y1 + y2) / 2} ${away} ${y2}`;
      links.append(
        drawn("path", { d: path }),
        drawn("circle", { class: "from", cx: middle, cy: y1, r: 2.5 }),
        drawn("circle", { class: "to", cx: away, cy: y2, r: 4 }),
      );
    };

    const describe = (source, sentence) => {
      const { attribution, speech } = source.dataset;
      const label = labelOf(source);
      const rows = [];
      const add = (term, ...value) => rows.push(element("dt", {}, term), element("dd", {}, ...value));
      if (attribution === undefined) {
        add("Source", "the author’s own words");
      } else {
        const name = source.closest(".voice").querySelector(".name").textContent;
        const inText = words(parts(attribution, "s"));
        add("Source", element("b", {}, name), ...(inText && inText !== name ? [` (“${inText}”)`] : []));
        add("Cue", element("i", {}, words(parts(attribution, "q"))), ` · ${speech} speech`);
        add("Content", element("span", { class: "said" }, source.querySelector(".words").textContent));
      }
      const mark = source.querySelector(".mark");
      if (mark) add("Assertion", element("b", { class: "mark" }, mark.textContent));
      add("Confidence", source.querySelector(".sure").textContent);
      const scores = sentence?.dataset.scores?.split(" ").map(Number);
      if (scores) {
        Object.entries(LABELS).forEach(([of, name], index) =>
          add(index ? "" : "Sentence", meter(scores[index], of), `${name.toLowerCase()} ${percent(scores[index])}`));
      }
      const letter = element("b", { class: `letter ${label}`, "aria-hidden": "true" }, LETTERS[label]);
      detail.replaceChildren(element("p", { class: "head" }, letter, LABELS[label]), element("dl", {}, ...rows));
    };

    const show = (claim, sentence) => {
      const source = button(claim);
      if (!source) return;
      clear();
      shown = { claim, sentence };
      root.classList.add("active");
      source.setAttribute("aria-current", "true");
      const { attribution } = source.dataset;
      const sentences = source.dataset.sentences.split(" ").filter(Boolean).map((index) => text.querySelector(`#s${index}`));
      if (attribution === undefined) {
        sentences.forEach((node) => node?.classList.add("on"));
      } else {
        const [who, cue, content] = ["s", "q", "c"].map((kind) => parts(attribution, kind));
        who.forEach((node) => node.classList.add("on", "who"));
        cue.forEach((node) => node.classList.add("on", "cue"));
        content.forEach((node) => node.classList.add("on", "content"));
        if (who.length) link(who, cue);
        link(cue, content);
      }
      describe(source, sentence ?? sentences[0]);
    };

    const rest = () => {
      if (pinned) return show(pinned.claim, pinned.sentence);
      clear();
      root.classList.remove("active");
      detail.replaceChildren(...hint);
    };

    const visit = (node) => {
      const sentence = node.closest(".sentence");
      const claim = node.closest("[data-claim]")?.dataset.claim;
      if (claim !== undefined) show(claim, sentence);
    };

    const enter = (sentence) => {
      text.querySelectorAll('.sentence[tabindex="0"]').forEach((node) => node.setAttribute("tabindex", "-1"));
      sentence.setAttribute("tabindex", "0");
    };

    // Not `pointerover`, which also fires when the text moves under a resting pointer.
    let pointed = null;
    const points = (event) => {
      if (event.pointerType !== "mouse" || event.target === pointed) return false;
      pointed = event.target;
      return true;
    };
    const leave = () => {
      pointed = null;
      rest();
    };
    text.addEventListener("pointermove", (event) => {
      if (points(event)) event.target.closest(".sentence") ? visit(event.target) : rest();
    });
    text.addEventListener("pointerleave", (event) => event.pointerType === "mouse" && pointed && leave());
    text.addEventListener("focusin", (event) => {
      const sentence = event.target.closest(".sentence");
      if (!sentence) return;
      enter(sentence);
      if (shown?.sentence !== sentence) visit(sentence);
    });
    text.addEventListener("focusout", (event) => {
      if (!text.contains(event.relatedTarget)) rest();
    });
    text.addEventListener("click", (event) => {
      const sentence = event.target.closest(".sentence");
      if (!sentence) return;
      visit(event.target);
      const same = pinned && pinned.claim === shown?.claim;
      pinned = same ? null : shown;
      enter(sentence);
    });
    // Continues from the sentence that has the focus, or had it last.
    walkers.set(root, (event) => {
      const all = [...text.querySelectorAll(".sentence:not(.none)")];
      const at = all.indexOf(document.activeElement);
      const last = Math.max(all.findIndex((node) => node.tabIndex === 0), 0);
      const [after, before] = at < 0 ? [last, last] : [at + 1, at - 1];
      const next = { ArrowDown: after, ArrowRight: after, ArrowUp: before, ArrowLeft: before, Home: 0, End: all.length - 1 }[event.key];
      if (all[next]) {
        event.preventDefault();
        all[next].focus();
      }
    });
    root.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      pinned = null;
      rest();
    });

    const select = (claim) => {
      const source = button(claim);
      if (!source) return false;
      source.closest("details").open = true;
      const { attribution, sentences } = source.dataset;
      const sentence = text.querySelector(`#s${sentences.trim().split(" ")[0]}`);
      const place = parts(attribution, "c")[0] ?? sentence;
      if (sentence) {
        enter(sentence);
        sentence.focus({ preventScroll: true });
      }
      show(claim, sentence);
      pinned = shown;
      place?.scrollIntoView({ block: "center" });
      return true;
    };
    const voices = root.querySelector(".voices");
    voices.addEventListener("pointermove", (event) => {
      const source = points(event) && event.target.closest("button.claim");
      if (source) show(source.dataset.claim);
    });
    voices.addEventListener("focusin", ({ target }) => target.matches("button.claim") && show(target.dataset.claim));
    voices.addEventListener("pointerleave", (event) => event.pointerType === "mouse" && pointed && leave());
    voices.addEventListener("click", (event) => {
      const source = event.target.closest("button.claim");
      if (source) select(source.dataset.claim);
    });

    root.querySelector(".legend").addEventListener("change", ({ target }) => {
      root.classList.toggle(`hide-${target.value}`, !target.checked);
    });
    const redraw = new ResizeObserver(() => shown && show(shown.claim, shown.sentence));
    redraw.observe(text);
    return { select };
  };

  return { article, element, drawn, percent, LABELS };
})();
