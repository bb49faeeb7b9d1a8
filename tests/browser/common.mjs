// Helpers shared by the tests of all pages.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const { CHROMIUM, SCREENSHOTS } = process.env;
export const WIDE = { width: 1280, height: 900 };
export const PHONE = { width: 390, height: 844 };

export const launch = () => chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox", "--disable-gpu"] });

// Opens a page; anything that it loads from outside `home`, logs or throws is an error.
export const visit = async (browser, home, { place = "", viewport = WIDE, colorScheme = "light" } = {}) => {
  const context = await browser.newContext({ viewport, colorScheme, reducedMotion: "reduce" });
  // A slow, busy machine must not fail the tests.
  context.setDefaultTimeout(120_000);
  const page = await context.newPage();
  const wrong = [];
  page.on("console", (message) => wrong.push(message.text()));
  page.on("pageerror", (error) => wrong.push(String(error)));
  page.on("dialog", (dialog) => wrong.push(`dialog: ${dialog.message()}`) && dialog.dismiss());
  page.on("request", (request) => request.url().startsWith(home) || wrong.push(`request: ${request.url()}`));
  await page.goto(home + place);
  return { page, wrong, close: () => context.close() };
};

// The violations of WCAG 2.2 level AA that axe-core finds. It is injected from outside, because the page's policy
// blocks scripts.
export const violations = async (page) => {
  // Sizes can be measured only in what is laid out, and a page may leave out what is off the screen.
  await page.evaluate(() => {
    for (const section of document.querySelectorAll("main > section")) section.style.contentVisibility = "visible";
  });
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() =>
    globalThis.axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).slice(0, 3).join(" ")}`);
};

export const shot = async (page, name) => SCREENSHOTS && page.screenshot({ path: `${SCREENSHOTS}/${name}.png` });
export const focused = (page) => page.evaluate(() => document.activeElement.outerHTML.slice(0, 200));
export const overflow = (page) => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
