// Draws the pictures whose tools run in a browser or in Node: draw.io, Mermaid, Excalidraw,
// D2, ECharts, Pygments and HTML pages. Sources in sources/, pictures beside this file.
//
//   node draw.mjs                      all of them
//   node draw.mjs order-flow code      only these
//
// CHROMIUM names the browser (default /usr/bin/chromium), PYTHON the Python with Pygments
// (default python3), MODULES the folder that holds node_modules (default: this one).
// draw.sh runs this file and draw.py.

import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { createRequire } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";
import { bundleExcalidraw, excalidrawSvg, renderDrawio, serve } from "./pages.mjs";

const here = path.dirname(fileURLToPath(import.meta.url));
const modulesAt = path.resolve(process.env.MODULES ?? here);
const require = createRequire(path.join(modulesAt, "package.json"));
const FONT = '"Noto Sans CJK SC", "Noto Sans SC", "PingFang SC", "Microsoft YaHei", sans-serif';
const BORDER = 12; // pixels of white around a draw.io drawing
const source = (name) => fs.readFileSync(path.join(here, "sources", name), "utf-8");
const out = (name) => path.join(here, `${name}.png`);

// name -> [how it is drawn, source file, settings]
const pictures = {
  "k8s-microservices": [drawio, "k8s-microservices.drawio"],
  "layered-architecture": [drawio, "layered-architecture.drawio"],
  "order-flow": [mermaid, "order-flow.mmd", { theme: "default", scale: 1.3 }],
  "login-sequence": [mermaid, "login-sequence.mmd", { theme: "default", scale: 1.1 }],
  "rag-pipeline": [mermaid, "rag-pipeline.mmd", { theme: "dark", background: "#1e1e1e", scale: 0.9 }],
  "shop-er": [mermaid, "shop-er.mmd", { theme: "neutral", scale: 1.2 }],
  "mysql-mindmap": [mermaid, "mysql-mindmap.mmd", { theme: "forest", scale: 1.2 }],
  "observability": [d2, "observability.d2", { theme: 0 }],
  "cache-aside": [excalidraw, "cache-aside.excalidraw"],
  "qps-line": [echarts, "qps-line.json", { width: 1100, height: 560 }],
  "traffic-share": [echarts, "traffic-share.json", { width: 900, height: 600 }],
  "code": [code, "distributed_lock.py"],
  "admin-ui": [page, "admin-ui.html"],
  "mq-comparison": [page, "mq-comparison.html"],
  "terminal": [page, "terminal.html"],
  "data-pipeline": [page, "data-pipeline.html"],
};

async function drawio(tab, name, file) {
  await tab.setViewport({ width: 1600, height: 1200 });
  const size = await renderDrawio(tab, address, source(file), { border: BORDER });
  await tab.screenshot({ path: out(name), clip: { x: 0, y: 0, ...size } });
}

// Puts an SVG alone on a blank tab and takes its picture.
async function shoot(tab, name, svg, { scale = 1, background = "white", width, padding = 16 } = {}) {
  await tab.goto(`${address}/blank.html`);
  await tab.evaluate((svg, background, width, padding) => {
    document.body.style.cssText = `margin:0;display:inline-block;padding:${padding}px;background:${background}`;
    document.body.innerHTML = svg;
    const drawn = document.querySelector("svg");
    const box = drawn.viewBox.baseVal;
    const factor = width ? width / box.width : 1;
    drawn.style.cssText = `display:block;max-width:none;width:${box.width * factor}px;height:${box.height * factor}px`;
  }, svg, background, width, padding);
  const box = await (await tab.$("body")).boundingBox();
  await tab.setViewport({ width: Math.ceil(box.width), height: Math.ceil(box.height), deviceScaleFactor: scale });
  await tab.evaluate(() => document.fonts.ready);
  await (await tab.$("body")).screenshot({ path: out(name) });
}

async function mermaid(tab, name, file, { theme, scale, background = "white" }) {
  await tab.setViewport({ width: 1600, height: 1200 });
  await tab.goto(`${address}/blank.html`);
  await tab.addScriptTag({ url: `${address}/node_modules/mermaid/dist/mermaid.min.js` });
  const svg = await tab.evaluate(async (text, theme, font) => {
    window.mermaid.initialize({ startOnLoad: false, theme, fontFamily: font, themeVariables: { fontFamily: font },
      flowchart: { wrappingWidth: 300 } });
    return (await window.mermaid.render("drawn", text)).svg;
  }, source(file), theme, FONT);
  await shoot(tab, name, svg, { scale, background });
}

async function d2(tab, name, file, { theme }) {
  const { D2 } = await import(pathToFileURL(path.join(modulesAt, "node_modules/@terrastruct/d2/dist/node-esm/index.js")));
  const compiler = new D2();
  const result = await compiler.compile(source(file), { layout: "elk", themeID: theme });
  const svg = await compiler.render(result.diagram, { ...result.renderOptions, pad: 16 });
  await shoot(tab, name, svg.replace(/^<\?xml[^>]*\?>/, ""), { width: 1380, padding: 8 });
}

async function excalidraw(tab, name, file) {
  const script = await bundleExcalidraw(modulesAt, address);
  await shoot(tab, name, await excalidrawSvg(tab, address, script, source(file)), { padding: 0 });
}

async function echarts(tab, name, file, { width, height }) {
  await tab.setViewport({ width, height });
  await tab.goto(`${address}/blank.html`);
  await tab.addScriptTag({ url: `${address}/node_modules/echarts/dist/echarts.min.js` });
  await tab.evaluate((option, width, height, font) => {
    document.body.style.margin = 0;
    document.body.innerHTML = `<div style="width:${width}px;height:${height}px"></div>`;
    const chart = window.echarts.init(document.body.firstChild, null, { renderer: "svg" });
    chart.setOption({ ...option, animation: false, backgroundColor: "#fff", textStyle: { fontFamily: font, fontSize: 14 } });
  }, JSON.parse(source(file)), width, height, FONT);
  await tab.screenshot({ path: out(name) });
}

async function code(tab, name, file) {
  const options = "style=monokai,linenos=table,full=True,encoding=utf-8";
  const args = ["-m", "pygments", "-f", "html", "-O", options, path.join(here, "sources", file)];
  const html = execFileSync(process.env.PYTHON ?? "python3", args, { encoding: "utf-8" });
  const look = `<style>
    body { margin: 0; width: max-content; background: #272822; } h2 { display: none; }
    .highlighttable { padding: 18px 26px; } .linenos { padding-right: 18px; } .linenos pre { color: #75715e; }
    pre { margin: 0; font: 17px/27px "DejaVu Sans Mono", "Noto Sans Mono CJK SC", monospace; }
  </style>`;
  await tab.setContent(html.replace("</head>", `${look}</head>`));
  await tab.setViewport(await tab.evaluate(() => ({ width: document.body.offsetWidth, height: document.body.offsetHeight })));
  await tab.screenshot({ path: out(name) });
}

async function page(tab, name, file) {
  await tab.goto(`${address}/sources/${file}`);
  await tab.setViewport(await tab.evaluate(() => ({ width: document.body.offsetWidth, height: document.body.offsetHeight })));
  await tab.screenshot({ path: out(name) });
}

const server = await serve(here, modulesAt);
const { address } = server;
const puppeteer = require("puppeteer-core");
const browser = await puppeteer.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--font-render-hinting=none"],
});
const wanted = process.argv.slice(2);
for (const [name, [draw, file, settings]] of Object.entries(pictures)) {
  if (wanted.length && !wanted.includes(name)) continue;
  const tab = await browser.newPage();
  tab.on("pageerror", (error) => console.error(`${name}: ${error.message}`));
  await draw(tab, name, file, settings);
  await tab.close();
  console.log(`${name}.png`);
}
await browser.close();
server.close();
process.exit(0); // D2 keeps a worker
