// The page of `saidso serve` in a real browser. tests/browser.rs starts the server and passes its address in an
// environment variable.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { PHONE, WIDE, focused, launch, overflow, shot, violations, visit } from "./common.mjs";

const { ADDRESS, WITH_TOKEN, SAMPLE, ACCOUNTS, HOSTILE } = process.env;
const ARTICLE = readFileSync(SAMPLE, "utf8");

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

const open = (options) => visit(browser, ADDRESS, { place: "/", ...options });

// What the page finally says about an article.
const said = async (page, act) => {
  await page.evaluate(() => (document.querySelector("#status").textContent = ""));
  await act();
  await page.waitForFunction(() => /^(Labelled|Not labelled)/.test(document.querySelector("#status").textContent));
  return page.locator("#status").textContent();
};
const paste = async (page, text) => {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.evaluate((text) => {
    document.querySelector("#text").select();
    return navigator.clipboard.writeText(text);
  }, text);
  await page.keyboard.press("Control+V");
};
const label = (page, text) =>
  said(page, async () => {
    await paste(page, text);
    await page.getByRole("button", { name: "Label", exact: true }).click();
  });
const entries = (page) => page.locator("#session li");
const choose = (page, text) =>
  said(page, () => page.locator("#file").setInputFiles({ name: "a file.txt", mimeType: "text/plain", buffer: Buffer.from(text) }));

for (const colorScheme of ["light", "dark"]) {
  for (const [size, viewport] of Object.entries({ wide: WIDE, phone: PHONE })) {
    test(`everybody can use it: ${colorScheme}, ${size}`, async () => {
      const { page, wrong, close } = await open({ viewport, colorScheme });
      assert.deepEqual(await violations(page), []);
      await page.getByRole("button", { name: "Try an example" }).click();
      await page.waitForSelector("#labelled .sentence");
      const box = await page.locator("#labelled h1").boundingBox();
      assert.ok(box.y > 0 && box.y < viewport.height, "the article is not on the screen");
      assert.deepEqual(await violations(page), []);
      assert.ok((await overflow(page)) <= 0, "the page is wider than the screen");
      if (size === "wide") await page.locator(".sentence.quote [data-parts$='c']").first().hover();
      await page.evaluate(() => scrollTo(0, 0));
      await shot(page, `serve-${colorScheme}-${size}`);
      assert.deepEqual(wrong, []);
      await close();
    });
  }
}

test("a pasted article is shown with its labels, and saved as JSON", async () => {
  const { page, wrong, close } = await open();
  assert.match(await label(page, ARTICLE), /^Labelled in \d+\.\d s\.$/);
  const shown = await page.evaluate(() => {
    const copy = document.querySelector("#labelled .text").cloneNode(true);
    copy.querySelectorAll(".letter, .unseen").forEach((mark) => mark.remove());
    return copy.textContent;
  });
  const plain = (text) => text.replace(/\s+/g, "");
  assert.equal(plain(shown), plain(ARTICLE));
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Save as JSON" }).click();
  const saved = await download;
  assert.equal(saved.suggestedFilename(), "pasted.json");
  const record = JSON.parse(readFileSync(await saved.path(), "utf8"));
  assert.equal(record.sentences.length, await page.locator("#labelled .sentence").count());
  const points = [...ARTICLE];
  for (const { start, end, text } of record.sentences) assert.equal(points.slice(start, end).join(""), text);
  const quotes = record.sentences.filter((sentence) => sentence.label === "quote").length;
  assert.ok(quotes > 0);
  assert.equal(await page.locator("#labelled .sentence.quote").count(), quotes);

  await page.locator("#labelled .sentence.quote [data-parts$='c']").first().hover();
  assert.match(await page.locator(".detail").textContent(), /Cue.*speech.*Content.*Confidence/s);
  await page.getByRole("checkbox", { name: "Quote" }).uncheck();
  const ground = await page.locator(".sentence.quote").first().evaluate((node) => getComputedStyle(node).backgroundColor);
  assert.equal(ground, "rgba(0, 0, 0, 0)");
  assert.deepEqual(wrong, []);
  await close();
});

test("a file is opened, or dropped anywhere, and labelled as it is", async () => {
  const { page, wrong, close } = await open();
  const name = page.locator("#labelled .over");
  await page.locator("#file").setInputFiles(SAMPLE);
  await page.waitForSelector("#labelled .sentence");
  assert.equal(await name.textContent(), "01-ferry-wire");
  assert.equal(await page.locator("#text").inputValue(), ARTICLE);
  await page.evaluate(() => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File(["“It is over,” said Anna Larsen."], "dropped.txt", { type: "text/plain" }));
    for (const kind of ["dragover", "drop"]) document.body.dispatchEvent(new DragEvent(kind, { dataTransfer, bubbles: true, cancelable: true }));
  });
  await page.waitForFunction(() => document.querySelector("#labelled .over").textContent === "dropped");

  const windows = "It rained.\r\n\r\n“It is over,” said Anna Larsen.\r\n";
  await choose(page, windows);
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Save as JSON" }).click();
  const saved = await download;
  assert.equal(saved.suggestedFilename(), "a file.json");
  const { sentences } = JSON.parse(readFileSync(await saved.path(), "utf8"));
  assert.equal(sentences.length, 2);
  for (const { start, end, text } of sentences) assert.equal(windows.slice(start, end), text);
  assert.deepEqual(wrong, []);
  await close();
});

test("keys are enough", async () => {
  const { page, wrong, close } = await open();
  const tab = async () => (await page.keyboard.press("Tab"), focused(page));
  assert.match(await tab(), /^<textarea/);
  await page.keyboard.insertText(ARTICLE);
  assert.match(await tab(), /id="title"/);
  assert.match(await tab(), /id="link"/);
  assert.match(await tab(), /type="submit"/);
  assert.match(await tab(), /type="file"/);
  assert.match(await tab(), /id="example"/);
  await page.locator("#text").focus();
  await page.keyboard.press("Control+Enter");
  await page.waitForSelector("#labelled .sentence");
  assert.match(await focused(page), /id="labelled"/);
  for (const name of ["fact", "quote", "opinion"]) assert.match(await tab(), new RegExp(`type="checkbox".*value="${name}"`));
  assert.match(await tab(), /class="sentence/);
  await page.keyboard.press("ArrowDown");
  assert.match(await focused(page), /class="sentence/);
  assert.match(await page.locator(".detail").textContent(), /Confidence/);
  assert.match(await tab(), /<summary>/);
  assert.deepEqual(wrong, []);
  await close();
});

test("title and link go with the text", async () => {
  const { page, wrong, close } = await open();
  await paste(page, "“It is over,” said Anna Larsen. She left.");
  await page.getByLabel("Title").fill("The end");
  await page.getByLabel("Link").fill("javascript:alert(1)");
  await page.getByRole("button", { name: "Label", exact: true }).click();
  assert.equal(await page.locator("#link:invalid").count(), 1);
  assert.equal(await page.locator("#labelled").isHidden(), true);
  await page.getByLabel("Link").fill("https://gull.example/end");
  await said(page, () => page.keyboard.press("Control+Enter"));
  assert.match(await page.locator("#labelled h1").textContent(), /The end$/);
  assert.equal(await page.getByRole("link", { name: "as published" }).getAttribute("href"), "https://gull.example/end");
  assert.deepEqual(wrong, []);
  await close();
});

test("the page keeps what it labelled, until it is forgotten", async () => {
  const { page, wrong, close } = await open();
  await label(page, "“It is over,” said Anna Larsen. She left.");
  await label(page, ARTICLE);
  assert.equal(await entries(page).count(), 2);
  assert.match(await label(page, ARTICLE), /^Labelled before/);
  assert.equal(await entries(page).count(), 2);
  await entries(page).first().locator(".open").click();
  assert.match(await page.locator("#text").inputValue(), /^“It is over/);
  assert.equal(await page.locator("#labelled .sentence").count(), 2);
  await entries(page).first().getByRole("button", { name: /^Forget/ }).click();
  assert.equal(await entries(page).count(), 1);
  assert.deepEqual(wrong, []);
  await close();
});

for (const [size, viewport] of Object.entries({ wide: WIDE, phone: PHONE })) {
  test(`accounts of one story are compared side by side: ${size}`, async () => {
    const { page, wrong, close } = await open({ viewport });
    await said(page, () => page.locator("#file").setInputFiles(JSON.parse(ACCOUNTS)));
    await page.waitForFunction(() => document.querySelectorAll("#session li").length === 2);
    const button = page.locator("#compare");
    assert.equal(await button.isDisabled(), true);
    for (const box of await page.locator("#session input").all()) await box.check();
    await button.click();
    await page.waitForFunction(() => /^(Compared|Not compared)/.test(document.querySelector("#compared").textContent));
    assert.match(await page.locator("#compared").textContent(), /^Compared in/);
    assert.equal(await page.locator("#comparison .column").count(), 2);
    assert.deepEqual(await violations(page), []);
    assert.ok((await overflow(page)) <= 0, "the page is wider than the screen");
    const link = page.locator("#comparison a[data-claim][data-article='2']").first();
    await link.click();
    assert.equal(await page.locator(".column:nth-child(2) .active .on").count() > 0, true);
    assert.equal(await page.locator(".column:nth-child(1) .active").count(), 0);
    await page.locator("#comparison").evaluate((node) => node.scrollIntoView());
    await shot(page, `compare-${size}`);
    assert.deepEqual(wrong, []);
    await close();
  });
}

test("a token is asked for, and kept in memory only", async () => {
  for (const viewport of [WIDE, PHONE]) {
    const { page, wrong, close } = await visit(browser, WITH_TOKEN, { place: "/", viewport });
    const dialog = page.getByRole("dialog", { name: "Token" });
    const begin = async () => {
      await page.locator("#text").fill("“It is over,” said Anna Larsen. She left.");
      await page.keyboard.press("Control+Enter");
      await dialog.waitFor();
    };
    await begin();
    assert.deepEqual(await violations(page), []);
    assert.ok((await overflow(page)) <= 0, "the page is wider than the screen");
    assert.match(await said(page, () => page.keyboard.press("Escape")), /^Not labelled: this server needs a token/);
    await begin();
    await dialog.getByLabel("Token").fill("guess");
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => /does not accept/.test(document.querySelector("#token [role=alert]").textContent));
    await dialog.getByLabel("Token").fill("s3cret");
    assert.match(await said(page, () => page.keyboard.press("Enter")), /^Labelled in/);
    assert.match(await label(page, ARTICLE), /^Labelled in/);
    assert.equal(await dialog.isVisible(), false);
    const stored = await page.evaluate(() => [localStorage.length, sessionStorage.length, document.cookie, location.href]);
    assert.deepEqual(stored, [0, 0, "", `${WITH_TOKEN}/`]);
    assert.equal(await page.locator("#token input").inputValue(), "");
    await page.reload();
    await begin();
    assert.ok(wrong.every((message) => /status of 401/.test(message)), wrong.join("\n"));
    await close();
  }
});

test("what cannot be compared is said", async () => {
  const { page, close } = await open();
  await label(page, "“It is over,” said Anna Larsen. She left.");
  await label(page, ARTICLE);
  for (const box of await page.locator("#session input").all()) await box.check();
  await page.route("**/v1/compare", (route) => route.fulfill({ status: 501, body: '{"error": {"reason": "this server has no sentence encoder"}}' }));
  await page.locator("#compare").click();
  await page.waitForFunction(() => document.querySelector("#compared").textContent.startsWith("Not compared"));
  assert.equal(await page.locator("#compared").textContent(), "Not compared: this server has no sentence encoder");
  assert.equal(await page.locator("#labelled").isVisible(), true);
  await close();
});

test("what cannot be labelled is said", async () => {
  const { page, wrong, close } = await open();
  assert.match(await label(page, " \n"), /^Not labelled: no text\. Paste an article first, or open a text file\.$/);
  assert.match(await choose(page, "a".repeat(4_000_001)), /^Not labelled: more than 4000000 bytes.*Take a part of the text/);
  assert.equal(await page.locator("#labelled").isHidden(), true);
  const file = { name: "story.pdf", mimeType: "application/pdf", buffer: Buffer.from([37, 80, 68, 70, 255, 254, 0, 0]) };
  assert.match(await said(page, () => page.locator("#file").setInputFiles(file)), /^Not labelled: story\.pdf is no text in UTF-8\. Copy its text/);
  // The browser itself logs error responses.
  assert.ok(wrong.every((message) => /status of (422|413)/.test(message)), wrong.join("\n"));
  await page.route("**/v1/extract", (route) => route.abort());
  assert.match(await label(page, ARTICLE), /the server does not answer.*Start saidso serve again/);
  await close();
});

test("hostile articles neither run nor break the page", async () => {
  for (const viewport of [WIDE, PHONE]) {
    const { page, wrong, close } = await open({ viewport });
    let seen = "";
    for (const [index, text] of JSON.parse(readFileSync(HOSTILE, "utf8")).entries()) {
      for (const give of [choose, label]) {
        assert.match(await give(page, text), /^Labelled/, `article ${index}`);
        await page.waitForTimeout(50);
        seen += await page.locator("#labelled").textContent();
        assert.ok((await overflow(page)) <= 0, `article ${index} is wider than the screen`);
        assert.equal(await page.locator("#labelled :is(script, img, iframe, style, link, form)").count(), 0);
      }
      assert.deepEqual(await violations(page), []);
    }
    assert.equal(await page.evaluate(() => globalThis.harm), undefined);
    assert.ok(seen.includes("<script>"), "the text of the hostile article is there");
    assert.ok(seen.includes("⟨U+202E⟩") && seen.includes("more marks⟩") && seen.includes("👩‍👩‍👧"));
    assert.deepEqual(wrong, []);
    await close();
  }
});

test("nothing but the page's own scripts may run", async () => {
  const { page, wrong, close } = await open();
  await page.evaluate(() => {
    document.querySelector("#labelled").innerHTML = '<img src="x:" onerror="globalThis.harm = 1">';
    const script = document.createElement("script");
    script.textContent = "globalThis.harm = 2";
    document.body.append(script);
    for (const src of ["/example.txt", "/openapi.json", "data:text/javascript,globalThis.harm = 3"]) {
      document.body.append(Object.assign(document.createElement("script"), { src }));
    }
  });
  await page.waitForTimeout(200);
  assert.equal(await page.evaluate(() => globalThis.harm), undefined);
  for (const expected of [/inline script/, /MIME type/, /data:text\/javascript/]) {
    assert.ok(wrong.some((message) => expected.test(message)), `${expected}: ${wrong.join("\n")}`);
  }
  await close();
});
