// Pictures of a page in light, dark and on a phone, to be looked at.
//     node tests/html/shots.mjs PAGE.html FOLDER
import { chromium } from "playwright-core";
import { pathToFileURL } from "node:url";

const [page_file, folder] = process.argv.slice(2);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--headless"],
});
const looks = [
  ["light", "light", 1200],
  ["dark", "dark", 1200],
  ["phone", "light", 375],
];
for (const [name, colorScheme, width] of looks) {
  const page = await browser.newPage({ colorScheme, viewport: { width, height: 800 } });
  await page.goto(pathToFileURL(page_file).href);
  await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
}
await browser.close();
