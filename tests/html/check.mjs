// What a browser makes of the pages in a folder. Prints each check that fails; see tests/html_test.
//     node tests/html/check.mjs FOLDER
import { chromium } from "playwright-core";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const folder = process.argv[2];
let passed = 0;
let failed = 0;
function check(holds, what, seen = "") {
  if (holds) {
    passed += 1;
  } else {
    failed += 1;
    console.log(`FAILED ${what}${seen === "" ? "" : `: ${JSON.stringify(seen)}`}`);
  }
}

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--headless"],
});

// A page, with everything that it should not do written down.
async function open(name, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  const page = await context.newPage();
  const misdeeds = [];
  page.on("dialog", (dialog) => {
    misdeeds.push(`dialog ${dialog.message()}`);
    dialog.dismiss();
  });
  page.on("request", (request) => {
    if (!request.url().endsWith(`/${name}.html`)) misdeeds.push(`request ${request.url()}`);
  });
  page.on("console", (message) => misdeeds.push(`console ${message.text()}`));
  page.on("pageerror", (error) => misdeeds.push(`error ${error.message}`));
  await page.goto(pathToFileURL(join(folder, `${name}.html`)).href);
  return { page, misdeeds, close: () => context.close() };
}

const firstColumn = (page) => page.locator("tbody tr > :first-child").allTextContents();
const column = async (page, index) =>
  (await page.locator(`tbody tr > :nth-child(${index + 1})`).allTextContents()).map((text) =>
    Number(text.replace(/[,%]/g, "")),
  );
const isSorted = (numbers, sign) => {
  const known = numbers.filter((number) => !Number.isNaN(number));
  const emptyLast = numbers.slice(0, known.length).every((number) => !Number.isNaN(number));
  return emptyLast && known.every((number, i) => i === 0 || sign * (number - known[i - 1]) >= 0);
};

// Contrast as WCAG 2 has it, of texts against what is painted behind them.
function contrasts() {
  const luminance = (color) => {
    const [r, g, b] = color
      .match(/[\d.]+/g)
      .slice(0, 3)
      .map((value) => value / 255)
      .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (element) => {
    for (let at = element; at !== null; at = at.parentElement) {
      const color = getComputedStyle(at).backgroundColor;
      if (color !== "rgba(0, 0, 0, 0)") return color;
    }
    return "rgb(255, 255, 255)";
  };
  const texts = "h1, h2, p, dt, dd, th, td, li, summary, svg text, thead button";
  return Array.from(document.querySelectorAll(texts), (element) => {
    const style = getComputedStyle(element);
    const color = element instanceof SVGElement ? style.fill : style.color;
    const [light, dark] = [luminance(color), luminance(behind(element))].sort((a, b) => b - a);
    return { text: element.textContent.slice(0, 30), ratio: (light + 0.05) / (dark + 0.05) };
  });
}

for (const name of ["items", "overlap", "curve", "hostile"]) {
  for (const colorScheme of ["light", "dark"]) {
    const { page, misdeeds, close } = await open(name, { colorScheme });
    const weak = (await page.evaluate(contrasts)).filter((one) => one.ratio < 4.5);
    check(weak.length === 0, `${name} ${colorScheme}: contrast of at least 4.5`, weak.slice(0, 3));
    check(misdeeds.length === 0, `${name} ${colorScheme}: asks and says nothing`, misdeeds);
    await close();
  }

  const phone = await open(name, { viewport: { width: 375, height: 700 } });
  const width = await phone.page.evaluate(() => document.documentElement.scrollWidth);
  check(width <= 375, `${name}: fits a phone`, width);
  await phone.close();

  const plain = await open(name, { javaScriptEnabled: false });
  check((await firstColumn(plain.page)).length > 0, `${name}: has rows without scripts`);
  check(await plain.page.locator("h1").isVisible(), `${name}: is styled without scripts`);
  check((await plain.page.locator("button").count()) === 0, `${name}: no button without scripts`);
  await plain.close();
}

{
  const { page, misdeeds, close } = await open("items");
  check((await page.title()) === "Impressions and reach by content", "items: title");
  const named = await page.locator("svg[role=img]").evaluateAll((charts) =>
    charts.every((chart) =>
      chart
        .getAttribute("aria-labelledby")
        .split(" ")
        .every((id) => document.getElementById(id).textContent.length > 10),
    ),
  );
  check(named, "items: every chart has a title and a description");
  check((await page.locator("svg[role=img]").count()) === 3, "items: three charts");
  const before = await firstColumn(page);
  const heads = await page.locator("thead th").allTextContents();
  const ctr = heads.indexOf("ctr");
  const head = page.locator("thead th").nth(ctr);
  await head.locator("button").click();
  check((await head.getAttribute("aria-sort")) === "descending", "items: a click sorts down");
  check(isSorted(await column(page, ctr), -1), "items: in the order it says");
  await head.locator("button").focus();
  await page.keyboard.press("Enter");
  check((await head.getAttribute("aria-sort")) === "ascending", "items: Enter turns it around");
  check(isSorted(await column(page, ctr), 1), "items: and the rows");
  await page.keyboard.press("Space");
  check((await head.getAttribute("aria-sort")) === "descending", "items: so does the space bar");
  check((await page.locator("[aria-sort]").count()) === 1, "items: one column is sorted by");
  await page.locator("thead button").first().click();
  const names = await firstColumn(page);
  check(names.join() === [...names].sort().join(), "items: text sorts up");
  check([...before].sort().join() === names.join(), "items: no row is lost");
  check((await page.locator("tfoot tr").count()) === 1, "items: the total stays below");
  const said = await page.locator("[role=status]").textContent();
  check(said === "Sorted by content, ascending", "items: says so to a screen reader", said);
  check(misdeeds.length === 0, "items: sorting asks for nothing", misdeeds);
  await close();
}

{
  const { page, close } = await open("curve");
  check((await page.locator("polyline").count()) === 3, "curve: three lines over time");
  await close();
}

{
  const { page, misdeeds, close } = await open("hostile");
  const log = readFileSync(new URL("hostile.jsonl", import.meta.url), "utf8");
  const names = new Set(log.trim().split("\n").map((line) => JSON.parse(line).content_id));
  const hidden = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/;
  const shown = new Set(await firstColumn(page));
  for (const name of names) {
    if (!hidden.test(name)) check(shown.has(name), "hostile: is shown as it is", name);
  }
  check(!hidden.test([...shown].join("")), "hostile: nothing turns the text around");
  check(shown.size === names.size, "hostile: a row for each name", shown.size);
  const made = await page.evaluate(
    () => document.querySelectorAll("img, a, link, iframe, b, meta[http-equiv=refresh]").length,
  );
  check(made === 0, "hostile: makes no element", made);
  check((await page.locator("script").count()) === 1, "hostile: makes no script");
  check((await page.locator("style").count()) === 1, "hostile: makes no style");
  for (const cell of await page.locator("tbody th").all()) await cell.hover();
  for (const button of await page.locator("thead button").all()) await button.click();
  check(misdeeds.length === 0, "hostile: runs and loads nothing", misdeeds);
  // A check that nothing can fail is none: what the policy is for is refused.
  await page.evaluate(() => {
    const script = document.createElement("script");
    script.textContent = "alert(1)";
    document.body.append(script);
    document.body.insertAdjacentHTML("beforeend", '<img src="https://example.com/x.png">');
  });
  await page.waitForTimeout(200);
  check(misdeeds.some((one) => one.includes("Content Security Policy")), "policy: is in force");
  check(!misdeeds.some((one) => one.startsWith("dialog")), "policy: no foreign script", misdeeds);
  await close();
}

await browser.close();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
