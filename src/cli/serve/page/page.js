"use strict";

const byId = (id) => document.getElementById(id);
const classes = { reported_fact: "fact", quote: "quote", opinion: "opinion" };
const letters = { reported_fact: "F", quote: "Q", opinion: "O" };
let address = null;

/** An element with text. Nothing of an article ever becomes markup. */
function element(name, text, className) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  if (className) made.className = className;
  return made;
}

function say(message, wrong = false) {
  byId("status").textContent = message;
  byId("status").classList.toggle("wrong", wrong);
}

async function label() {
  const text = byId("text").value;
  const started = performance.now();
  say("labelling…");
  try {
    const answer = await fetch("/v1/extract", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ id: "page", text }),
    });
    const record = await answer.json();
    if (!answer.ok) throw new Error(record.error.reason);
    show(record, Array.from(text));
    say(`labelled in ${((performance.now() - started) / 1000).toFixed(2)} s`);
  } catch (error) {
    byId("result").hidden = true;
    say(error.message, true);
  }
}

/** Draws a record; `points` are the code points of the text, which offsets count. */
function show(record, points) {
  const article = byId("article");
  article.replaceChildren();
  const slice = (start, end) => points.slice(start, end).join("");
  const names = new Map(record.sources.map((source) => [source.id, source.name]));
  const mentions = record.attributions.filter((one) => one.source).map((one) => one.source);
  mentions.sort((one, other) => one.start - other.start || other.end - one.end);
  let at = 0;
  for (const sentence of record.sentences) {
    article.append(slice(at, sentence.start));
    article.append(drawn(sentence, mentions, names, slice));
    at = sentence.end;
  }
  article.append(slice(at, points.length));

  for (const box of byId("legend").querySelectorAll("input")) {
    const count = record.sentences.filter((sentence) => sentence.label === box.value).length;
    box.parentElement.querySelector(".count").textContent = `(${count})`;
  }
  const list = byId("sources");
  list.replaceChildren();
  for (const source of record.sources) {
    const claims = record.claims.filter((claim) => claim.source === source.id).length;
    list.append(element("li", `${source.name} (${claims === 1 ? "1 claim" : `${claims} claims`})`));
  }
  if (!record.sources.length) list.append(element("li", "nobody is quoted"));
  if (address) URL.revokeObjectURL(address);
  address = URL.createObjectURL(new Blob([JSON.stringify(record, null, 2)], { type: "application/json" }));
  byId("download").href = address;
  byId("result").hidden = false;
  filter();
}

function drawn(sentence, mentions, names, slice) {
  if (!sentence.label) return element("span", sentence.text);
  const mark = element("mark", undefined, classes[sentence.label]);
  mark.dataset.label = sentence.label;
  mark.append(element("b", letters[sentence.label]));
  const who = sentence.source ? `, by ${names.get(sentence.source)}` : "";
  mark.title = `${sentence.label.replace("_", " ")}${who} (${Math.round(100 * sentence.confidence)} %)`;
  let at = sentence.start;
  for (const mention of mentions) {
    if (mention.start < at || mention.end > sentence.end) continue;
    mark.append(slice(at, mention.start), element("span", mention.text, "source"));
    at = mention.end;
  }
  mark.append(slice(at, sentence.end));
  if (sentence.source) mark.append(element("span", ` [${names.get(sentence.source)}]`, "who"));
  return mark;
}

function filter() {
  for (const box of byId("legend").querySelectorAll("input")) {
    for (const mark of document.querySelectorAll(`mark.${classes[box.value]}`)) mark.classList.toggle("off", !box.checked);
  }
}

async function open(file) {
  if (!file) return;
  byId("text").value = await file.text();
  await label();
}

byId("form").addEventListener("submit", (event) => {
  event.preventDefault();
  label();
});
byId("text").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) label();
});
byId("legend").addEventListener("change", filter);
byId("file").addEventListener("change", (event) => open(event.target.files[0]));
for (const kind of ["dragover", "dragleave", "drop"]) {
  byId("text").addEventListener(kind, (event) => {
    // Dropped words go into the box as words do.
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    byId("text").classList.toggle("over", kind === "dragover");
    if (kind === "drop") open(event.dataTransfer.files[0]);
  });
}
