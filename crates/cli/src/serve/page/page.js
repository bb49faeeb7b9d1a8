"use strict";
// The server labels and draws; the page asks, and shows what comes.
(() => {
  const byId = (id) => document.getElementById(id);
  const [form, text, controls, file, example, save, status, labelled] =
    ["form", "text", "controls", "file", "example", "save", "status", "labelled"].map(byId);
  // What is shown, to be asked for again as JSON.
  let article = null;
  // A file as it is, and as the box shows it.
  let opened = null;
  let asked = 0;

  const say = (message, wrong = false) => {
    status.textContent = message;
    status.classList.toggle("wrong", wrong);
  };

  const post = async (article, accept) => {
    const answer = await fetch("/v1/extract", {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: accept },
      body: JSON.stringify(article),
    }).catch(() => {
      throw new Error("the server does not answer; has it been stopped?");
    });
    const body = await answer.text();
    if (!answer.ok) throw new Error(JSON.parse(body).error.reason);
    return body;
  };

  // Browsers take minutes to draw a letter with a million marks.
  const PILE = /(\p{M}{8})\p{M}+/gu;
  const drawable = (words) => words.replace(PILE, "$1");

  const label = async () => {
    const wanted = text.value === opened?.shown ? opened.article : { id: "pasted", text: text.value };
    const began = performance.now();
    asked += 1;
    const turn = asked;
    say("Labelling…");
    try {
      const html = await post(wanted, "text/html");
      // A later question may have been answered first.
      if (turn !== asked) return;
      // All of the article in it is text: the server has escaped it.
      labelled.innerHTML = html;
      labelled.hidden = save.hidden = false;
      example.hidden = true;
      saidso.article(labelled.firstElementChild);
      article = wanted;
      text.rows = 4;
      say(`Labelled in ${((performance.now() - began) / 1000).toFixed(1)} s.`);
      labelled.focus({ preventScroll: true });
      controls.scrollIntoView();
    } catch (error) {
      if (turn === asked) say(`Not labelled: ${error.message}`, true);
    }
  };

  const show = (article) => {
    text.value = drawable(article.text);
    opened = { shown: text.value, article };
    return label();
  };
  const open = async (chosen) => {
    if (chosen) await show({ id: chosen.name.replace(/\.[^.]*$/, ""), text: await chosen.text() });
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
  text.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });
  example.addEventListener("click", async () => {
    const answer = await fetch("/example.txt").catch(() => null);
    if (!answer?.ok) return say("The example does not come; has the server been stopped?", true);
    await show({ id: "example", text: await answer.text() });
  });
  file.addEventListener("change", () => {
    open(file.files[0]);
    // So that the same file can be chosen again.
    file.value = "";
  });
  save.addEventListener("click", async () => {
    try {
      const json = await post(article, "application/json");
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
  for (const kind of ["dragover", "dragleave", "drop"]) {
    addEventListener(kind, (event) => {
      // Dropped words go into the box as words do.
      if (!event.dataTransfer.types.includes("Files")) return;
      event.preventDefault();
      form.classList.toggle("over", kind === "dragover");
      if (kind === "drop") open(event.dataTransfer.files[0]);
    });
  }
})();
