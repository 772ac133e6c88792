// Draws pages of user interfaces in a real browser, and says what their DOM says is on them.
//
//   node training/screens/draw.mjs FOLDER SEED COUNT     writes FOLDER/NAME.png and FOLDER/truth.jsonl
//
// CHROMIUM names the browser (default /usr/bin/chromium), MODULES the folder with node_modules
// (default this one: `npm install --ignore-scripts` makes it). Four UI kits, Chinese and English, light and dark, desktop and
// mobile; a quarter of the pages with red frames that an author drew on top.

import fs from "node:fs";
import path from "node:path";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { dice, plan } from "./plans.mjs";

const here = path.dirname(fileURLToPath(import.meta.url));
const modules = path.resolve(process.env.MODULES ?? here);
const require = createRequire(path.join(modules, "package.json"));
const file = (name) => path.join(modules, "node_modules", name);
const vue = ["vue/dist/vue.global.prod.js"];
const KITS = {
  element: { css: ["element-plus/dist/index.css", "element-plus/theme-chalk/dark/css-vars.css"], js: [...vue, "element-plus/dist/index.full.min.js"] },
  vant: { css: ["vant/lib/index.css"], js: [...vue, "vant/lib/vant.min.js"] },
  bootstrap: { css: ["bootstrap/dist/css/bootstrap.min.css"], js: [] },
  antd: { css: ["antd/dist/reset.css"], js: ["react/umd/react.production.min.js", "react-dom/umd/react-dom.production.min.js", "dayjs/dayjs.min.js", "antd/dist/antd.min.js"] },
};
const MARKABLE = new Set(["button", "input", "select", "tab", "menuitem", "switch", "link", "row", "listitem"]);
const STILL = "*,*::before,*::after{transition:none!important;animation-duration:0s!important;caret-color:transparent!important}";

async function draw(browser, page, name, folder) {
  const tab = await browser.newPage();
  try {
    await tab.setViewport({ width: page.width, height: page.height, deviceScaleFactor: page.scale });
    await tab.setContent(`<!doctype html><html lang="${page.lang}"><head><meta charset="utf-8"></head><body></body></html>`);
    for (const css of KITS[page.kit].css) await tab.addStyleTag({ path: file(css) });
    await tab.addStyleTag({ content: STILL });
    for (const js of KITS[page.kit].js) await tab.addScriptTag({ path: file(js) });
    for (const js of ["kits.js", "truth.js"]) await tab.addScriptTag({ path: path.join(here, js) });
    await tab.evaluate((given) => window.drawPlan(given), page);
    await new Promise((done) => setTimeout(done, 350));
    const opens = await tab.$(".opens");
    if (opens) await opens.click().then(() => new Promise((done) => setTimeout(done, 500)));
    await tab.evaluate(() => document.fonts.ready);
    const widgets = await tab.evaluate(() => window.readTruth());
    const d = dice(page.seed);
    const free = widgets.filter((w) => MARKABLE.has(w.role) && w.label);
    const numbered = d.chance(0.5);
    let number = 0;
    for (const target of d.some(free, page.marks)) widgets.push(await tab.evaluate((...all) => window.mark(...all), target, target.label, d.whole(3, 7), numbered ? ++number : 0));
    await tab.screenshot({ path: path.join(folder, `${name}.png`) });
    const scaled = widgets.map((w) => ({ ...w, box: w.box.map((v) => Math.round(v * page.scale)) }));
    const { kit, lang, dark, kind, mobile } = page;
    return { name, kit, lang, dark, kind, mobile, widgets: scaled };
  } finally {
    await tab.close();
  }
}

const [folder, seed, count] = [process.argv[2], +process.argv[3], +process.argv[4]];
fs.mkdirSync(folder, { recursive: true });
const browser = await require("puppeteer-core").launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--no-first-run", "--disable-sync", "--disable-background-networking",
    "--disable-component-update", "--font-render-hinting=none", "--hide-scrollbars"],
});
const rows = [];
for (let i = 0; i < count; i++) {
  const name = `page_${seed}_${String(i).padStart(3, "0")}`;
  try {
    rows.push(JSON.stringify(await draw(browser, plan(seed, i), name, folder)));
  } catch (error) {
    console.error(name, String(error.message ?? error).slice(0, 300));
  }
}
fs.writeFileSync(path.join(folder, "truth.jsonl"), rows.join("\n") + "\n");
console.log(`${rows.length} of ${count} pages drawn`);
await browser.close();
