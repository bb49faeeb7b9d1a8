"use strict";
// The server labels and draws; the page asks, and shows what comes.
(() => {
  const byId = (id) => document.getElementById(id);
  const [form, text, title, link, controls, file, example, save, status, labelled, compare, compared] =
    ["form", "text", "title", "link", "controls", "file", "example", "save", "status", "labelled", "compare", "compared"].map(byId);
  const { server, files, session, comparison } = saidso;
  // What is shown, to be asked for again as JSON.
  let article = null;
  // A file as it is, and as the box shows it.
  let opened = null;
  let asked = 0;

  const say = (message, wrong = false, where = status) => {
    where.textContent = message;
    where.classList.toggle("wrong", wrong);
  };
  const seconds = (began) => ((performance.now() - began) / 1000).toFixed(1);

  // Browsers take minutes to draw a letter with a million marks.
  const PILE = /(\p{M}{8})\p{M}+/gu;
  const drawable = (words) => words.replace(PILE, "$1");

  const draw = (entry) => {
    comparison.hide();
    labelled.innerHTML = entry.html;
    labelled.hidden = save.hidden = false;
    example.hidden = true;
    saidso.article(labelled.firstElementChild);
    article = entry.article;
    text.rows = 4;
    labelled.focus({ preventScroll: true });
    controls.scrollIntoView();
  };

  const wanted = () => {
    const given = text.value === opened?.shown ? opened.article : { id: "pasted", text: text.value };
    const [heading, url] = [title.value.trim(), link.value.trim()];
    return { ...given, ...(heading && { title: heading }), ...(url && { url }) };
  };

  const label = async () => {
    const given = wanted();
    const before = session.known(given);
    // The very same has the same labels.
    if (before) {
      asked += 1;
      draw(before);
      return say("Labelled before.");
    }
    const own = { ...given, id: session.free(given.id) };
    const began = performance.now();
    asked += 1;
    const turn = asked;
    say("Labelling…");
    try {
      const html = await server.post("/v1/extract", own, "text/html");
      const entry = session.add(own, html);
      // A later question may have been answered first.
      if (turn !== asked) return;
      draw(entry);
      say(`Labelled in ${seconds(began)} s.`);
    } catch (error) {
      if (turn === asked) say(`Not labelled: ${error.message}`, true);
    }
  };

  const show = (article) => {
    text.value = drawable(article.text);
    title.value = article.title ?? "";
    link.value = article.url ?? "";
    opened = { shown: text.value, article };
    return label();
  };
  // One after the other; the last one stays.
  const open = async (chosen) => {
    for (const one of chosen) {
      try {
        await show(await files.article(one));
      } catch (error) {
        say(`Not labelled: ${error.message}`, true);
        return;
      }
    }
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    label();
  });
  text.addEventListener("beforeinput", (event) => {
    const words = event.data ?? event.dataTransfer?.getData("text/plain") ?? "";
    if (drawable(words) === words) return;
    event.preventDefault();
    text.setRangeText(drawable(words), text.selectionStart, text.selectionEnd, "end");
    say("Of each pile of combining marks, eight were kept.");
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });
  example.addEventListener("click", async () => {
    const answer = await fetch("/example.txt").catch(() => null);
    if (!answer?.ok) return say("The example does not come. Has the server been stopped? Start saidso serve again.", true);
    await show({ id: "example", text: await answer.text() });
  });
  file.addEventListener("change", () => {
    open([...file.files]);
    // So that the same file can be chosen again.
    file.value = "";
  });
  files.dropped(open, (isOver) => form.classList.toggle("over", isOver));
  save.addEventListener("click", async () => {
    try {
      const json = await server.post("/v1/extract", article, "application/json");
      const address = URL.createObjectURL(new Blob([json, "\n"], { type: "application/json" }));
      const link = document.createElement("a");
      link.href = address;
      link.download = `${article.id}.json`;
      link.click();
      URL.revokeObjectURL(address);
    } catch (error) {
      say(`Not saved: ${error.message}`, true);
    }
  });

  session.listen(
    (entry) => {
      const { article: { text: words, title: heading = "", url = "" } } = entry;
      [text.value, title.value, link.value] = [drawable(words), heading, url];
      opened = { shown: text.value, article: entry.article };
      draw(entry);
      say("");
    },
    (chosen) => {
      compare.disabled = chosen.length < 2;
      compare.textContent = chosen.length < 2 ? "Compare" : `Compare ${chosen.length} articles`;
    },
  );
  compare.addEventListener("click", async () => {
    const began = performance.now();
    say("Comparing…", false, compared);
    try {
      await comparison.show(session.chosen());
      labelled.hidden = save.hidden = true;
      say(`Compared in ${seconds(began)} s.`, false, compared);
      comparison.home.focus({ preventScroll: true });
      comparison.home.scrollIntoView();
    } catch (error) {
      say(`Not compared: ${error.message}`, true, compared);
    }
  });
})();
