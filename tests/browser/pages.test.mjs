// The pages of `saidso report` in a real browser, as a reader and as somebody without a mouse would use them.
// tests/browser.rs makes the pages and says in the environment where they are.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { PHONE, WIDE, focused, launch, overflow, shot, violations, visit } from "./common.mjs";

const { CORPUS, ARTICLE, HOSTILE, THOUSAND } = process.env;

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

const open = async (file, options) => {
  const opened = await visit(browser, pathToFileURL(file).href, options);
  if (file !== ARTICLE && file !== HOSTILE) await opened.page.waitForSelector("#claims:not([hidden]) tr.row");
  return opened;
};

for (const colorScheme of ["light", "dark"]) {
  for (const [size, viewport] of Object.entries({ wide: WIDE, phone: PHONE })) {
    test(`everybody can read it: ${colorScheme}, ${size}`, async () => {
      const { page, wrong, close } = await open(CORPUS, { viewport, colorScheme });
      await shot(page, `report-${colorScheme}-${size}`);
      assert.deepEqual(await violations(page), []);
      assert.ok((await overflow(page)) <= 0, "the page is wider than the screen");
      await page.locator("tr.row:has(b.quote) a").first().click();
      await page.waitForSelector("#reader .article.active");
      await shot(page, `article-${colorScheme}-${size}`);
      assert.deepEqual(await violations(page), []);
      assert.ok((await overflow(page)) <= 0, "the article is wider than the screen");
      assert.deepEqual(wrong, []);
      await close();
    });
  }
}

test("claims are filtered by label, words and source", async () => {
  const { page, wrong, close } = await open(CORPUS);
  const rows = page.locator("tr.row");
  const total = await page.locator("#claims output").textContent();
  for (const [name, letter] of [["Quote", "Q"], ["Opinion", "O"], ["Reported fact", "F"]]) {
    await page.getByRole("button", { name }).click();
    await page.waitForFunction((wanted) => document.querySelector("tr.row b").textContent === wanted, letter);
    assert.deepEqual([...new Set(await rows.locator("td:first-child b").allTextContents())], [letter]);
    assert.notEqual(await page.locator("#claims output").textContent(), total);
  }
  await page.getByRole("button", { name: "All" }).click();
  await page.getByLabel("Words").fill("ferry");
  await page.waitForFunction(() => [...document.querySelectorAll("tr.row td:nth-child(2)")].every((cell) => /ferry/i.test(cell.textContent)));
  assert.ok((await rows.count()) > 0);
  assert.match(page.url(), /#claims\?text=ferry$/);
  await page.reload();
  await page.waitForFunction(() => document.querySelector("#claim-text").value === "ferry");
  assert.deepEqual(wrong, []);
  await close();
});

test("a claim leads to its place and says whose it is", async () => {
  const { page, wrong, close } = await open(CORPUS, { place: "#claims?label=Q" });
  const row = page.locator("tr.row").nth(2);
  const claim = (await row.locator("td").nth(1).textContent()).trim();
  const source = (await row.locator("td").nth(2).textContent()).trim();
  await row.locator("a").first().click();
  const content = page.locator("#reader .content.on");
  await content.first().waitFor();
  const marked = (await content.allTextContents()).join("");
  assert.ok(marked.includes(claim.split(" … ")[0].slice(0, 30)), `${marked} is not ${claim}`);
  const box = await content.first().boundingBox();
  assert.ok(box.y >= 0 && box.y < WIDE.height, "the place is not on the screen");
  const detail = await page.locator(".detail").textContent();
  assert.ok(detail.includes(source), `${detail} does not name ${source}`);
  assert.match(detail, /Cue.*speech.*Content.*Confidence/s);
  await page.goBack();
  await page.waitForSelector("#corpus:not([hidden]) tr.row");
  assert.deepEqual(wrong, []);
  await close();
});

test("pointing at a quote draws the line from source to cue to content", async () => {
  const { page, wrong, close } = await open(ARTICLE);
  const content = page.locator(".sentence.quote [data-parts$='c']").first();
  await content.hover();
  assert.equal(await page.locator(".links path").count(), 2);
  const [cue, end] = await page.evaluate(() => {
    const box = document.querySelector(".cue.on").getBoundingClientRect();
    const dot = document.querySelectorAll(".links .from")[1].getBoundingClientRect();
    return [box, dot].map(({ left, right }) => ({ left, right }));
  });
  assert.ok(end.left >= cue.left - 4 && end.right <= cue.right + 4, "the second line does not begin at the cue");
  const { y } = await content.boundingBox();
  await page.mouse.move(2, y);
  assert.equal(await page.locator(".links path").count(), 0);
  assert.deepEqual(wrong, []);
  await close();
});

test("the legend takes labels away", async () => {
  const { page, wrong, close } = await open(ARTICLE);
  const ground = () => page.locator(".sentence.quote").first().evaluate((node) => getComputedStyle(node).backgroundColor);
  const before = await ground();
  const quotes = page.getByRole("checkbox", { name: "Quote" });
  await quotes.uncheck();
  assert.notEqual(before, await ground());
  assert.equal(await ground(), "rgba(0, 0, 0, 0)");
  await quotes.check();
  assert.equal(await ground(), before);
  assert.deepEqual(wrong, []);
  await close();
});

test("keys go through the article in the order of reading", async () => {
  const { page, wrong, close } = await open(ARTICLE);
  const tab = async () => (await page.keyboard.press("Tab"), focused(page));
  assert.match(await tab(), /class="skip"/);
  for (const label of ["fact", "quote", "opinion"]) assert.match(await tab(), new RegExp(`type="checkbox".*value="${label}"`));
  assert.match(await tab(), /class="sentence/);
  const first = await page.evaluate(() => document.activeElement.id);
  await page.keyboard.press("ArrowDown");
  const second = await page.evaluate(() => document.activeElement.id);
  assert.notEqual(first, second);
  assert.equal(await page.locator(".sentence[tabindex='0']").count(), 1);
  assert.match(await page.locator(".detail").textContent(), /Confidence/);
  assert.match(await tab(), /<summary>/);
  for (let tries = 0; !(await focused(page)).startsWith("<button"); tries += 1) {
    assert.ok(tries < 5, "there is no claim to go to");
    await tab();
  }
  const claim = await page.evaluate(() => document.activeElement.dataset.claim);
  await page.keyboard.press("Enter");
  assert.equal(await page.locator("[aria-current='true']").getAttribute("data-claim"), claim);
  assert.match(await focused(page), /class="sentence/);
  await page.keyboard.press("Escape");
  assert.equal(await page.locator(".on").count(), 0);
  assert.deepEqual(wrong, []);
  await close();
});

test("hostile articles neither run nor break the page", async () => {
  for (const viewport of [WIDE, PHONE]) {
    const { page, wrong, close } = await open(HOSTILE, { viewport });
    await page.waitForSelector("#articles:not([hidden]) #article-rows tr");
    const articles = await page.locator("#article-rows tr").count();
    assert.ok(articles >= 4, `there are ${articles} articles`);
    assert.ok((await overflow(page)) <= 0, "the page is wider than the screen");
    let seen = "";
    for (let index = 0; index < articles; index += 1) {
      await page.goto(`${pathToFileURL(HOSTILE).href}#article=${index}`);
      await page.waitForFunction(() => document.querySelector("#reader:not([hidden]) .sentence"));
      await page.waitForTimeout(50);
      if (viewport === WIDE) await shot(page, `hostile-${index}`);
      seen += await page.locator("#reader-main").textContent();
      assert.ok((await overflow(page)) <= 0, `article ${index} is wider than the screen`);
      assert.deepEqual(await violations(page), []);
    }
    assert.equal(await page.evaluate(() => globalThis.harm), undefined);
    assert.equal(await page.locator("#reader-main :is(script, img, iframe, style, link, form)").count(), 0);
    assert.ok(seen.includes("<script>"), "the text of the hostile article is there");
    assert.ok(seen.includes("⟨U+202E⟩") && seen.includes("more marks⟩") && seen.includes("👩‍👩‍👧"));
    assert.deepEqual(wrong, []);
    await close();
  }
});

test("nothing but the page's own script may run", async () => {
  const { page, wrong, close } = await open(ARTICLE);
  await page.evaluate(() => {
    document.querySelector(".text").innerHTML = '<img src="x:" onerror="globalThis.harm = 1">';
    const script = document.createElement("script");
    script.textContent = "globalThis.harm = 2";
    document.body.append(script);
  });
  await page.waitForTimeout(100);
  assert.equal(await page.evaluate(() => globalThis.harm), undefined);
  assert.ok(wrong.some((message) => message.includes("Content Security Policy")), wrong.join("\n"));
  await close();
});

// In seconds of the page's own processor time, which other work on the machine does not change.
test("a thousand articles open in less than three seconds", async () => {
  const context = await browser.newContext({ viewport: WIDE });
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  const begun = performance.now();
  await page.goto(pathToFileURL(THOUSAND).href);
  await page.waitForSelector("#claims:not([hidden]) tr.row");
  const { metrics } = await session.send("Performance.getMetrics");
  const spent = metrics.find(({ name }) => name === "TaskDuration").value;
  console.log(`a thousand articles: ${spent.toFixed(2)} s of processor time, ${((performance.now() - begun) / 1000).toFixed(2)} s`);
  assert.ok(spent > 0 && spent < 3, `${spent} s`);
  assert.match(await page.locator("#articles output").textContent(), /of 1,000 articles/);
  await context.close();
});
