"use strict";
// The server labels and draws; the page asks, and shows what comes.
(() => {
  const byId = (id) => document.getElementById(id);
  const [form, text, file, save, status, labelled] = ["form", "text", "file", "save", "status", "labelled"].map(byId);
  // What is shown, to be asked for again as JSON.
  let article = null;
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

  const label = async (id) => {
    const wanted = { id, text: text.value };
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
      saidso.article(labelled.firstElementChild);
      article = wanted;
      text.rows = 4;
      say(`Labelled in ${((performance.now() - began) / 1000).toFixed(1)} s.`);
      labelled.focus({ preventScroll: true });
      labelled.scrollIntoView();
    } catch (error) {
      if (turn === asked) say(`Not labelled: ${error.message}`, true);
    }
  };

  const open = async (chosen) => {
    if (!chosen) return;
    text.value = await chosen.text();
    await label(chosen.name.replace(/\.[^.]*$/, ""));
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    label("pasted");
  });
  text.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
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
