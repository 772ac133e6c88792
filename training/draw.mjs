// Draws jobs in a real browser and says where every line ends and with which mark.
//
//   node draw.mjs FOLDER     reads FOLDER/jobs.jsonl, writes FOLDER/NAME.png and FOLDER/ends.jsonl
//
// CHROMIUM names the browser (default /usr/bin/chromium), MODULES the folder with node_modules,
// MERMAID the script of Mermaid. A job: {name, tool: "mermaid" | "d2" | "svg" | "drawio" |
// "excalidraw", source, options, scale, paper, ends?}; ends where the planner knows them.

import fs from "node:fs";
import path from "node:path";
import { createRequire } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";
import { bundleExcalidraw, excalidrawSvg, renderDrawio, serve } from "../examples/pages.mjs";

const here = path.dirname(fileURLToPath(import.meta.url));
const modulesAt = path.resolve(process.env.MODULES ?? here);
const require = createRequire(path.join(modulesAt, "package.json"));
const mermaidAt = process.env.MERMAID ?? path.join(here, "../src/tuwen/web/vendor/mermaid.min.js");
const folder = process.argv[2];
const { D2 } = await import(pathToFileURL(path.join(modulesAt, "node_modules/@terrastruct/d2/dist/node-esm/index.js")));
const compiler = new D2();

async function svgOf(job) {
  if (job.tool === "svg") return job.source.replace(/^[\s\S]*?(?=<svg)/, "");
  if (job.tool === "d2") {
    const result = await compiler.compile(job.source, job.options);
    const svg = await compiler.render(result.diagram, { ...result.renderOptions, ...job.options, pad: 16 });
    return svg.replace(/^<\?xml[^>]*\?>/, "");
  }
  if (job.tool === "excalidraw") return excalidrawSvg(await tabOf("excalidraw"), server.address, excalidrawAt, job.source);
  return (await tabOf("mermaid")).evaluate(async (text, options) => {
    window.mermaid.initialize({ startOnLoad: false, ...options });
    return (await window.mermaid.render("drawn", text)).svg;
  }, job.source, job.options);
}

// Runs in the page: the two ends of every line, with the way out of it and the mark there.
function endsInPage() {
  const NAMES = [[/crossEnd|crossStart|-cross/i, "cross"], [/circle|lollipop/i, "circle"],
    [/extension/i, "triangle"], [/composition|aggregation/i, "diamond"], [/dependency/i, "arrow"],
    [/only_?one|zero_?or|one_?or|onlyOne|zeroOr|oneOr/i, "crow"], [/point|barb|arrow/i, "arrow"]];
  const corners = (e) => {
    const n = (e.getAttribute("points") ?? "").match(/-?[\d.]+(?:e-?\d+)?/g)?.map(Number) ?? [];
    const out = [];
    for (let i = 0; i + 1 < n.length; i += 2) {
      const last = out.at(-1);
      if (!last || Math.hypot(n[i] - last[0], n[i + 1] - last[1]) > 0.05) out.push([n[i], n[i + 1]]);
    }
    if (out.length > 1 && Math.hypot(out[0][0] - out.at(-1)[0], out[0][1] - out.at(-1)[1]) < 0.05) out.pop();
    return out;
  };
  const concave = (p) => new Set(p.map((b, i) => {
    const a = p[(i + p.length - 1) % p.length], c = p[(i + 1) % p.length];
    return Math.sign((b[0] - a[0]) * (c[1] - b[1]) - (b[1] - a[1]) * (c[0] - b[0]));
  }).filter(Boolean)).size > 1;
  const luma = (colour) => {
    const [r, g, b, a] = (colour.match(/[\d.]+/g) ?? []).map(Number);
    return colour === "none" || a === 0 ? null : 0.3 * r + 0.59 * g + 0.11 * b;
  };
  const hollow = (e) => {
    const look = getComputedStyle(e), fill = luma(look.fill), stroke = luma(look.stroke);
    return fill === null || (stroke !== null && Math.abs(fill - stroke) > 60);
  };
  const markOf = (parts) => { // the geometry of a mark: from the shapes that it is made of
    const polygons = parts.filter((e) => e.tagName === "polygon").map((e) => [corners(e), e]);
    const round = parts.filter((e) => /circle|ellipse/.test(e.tagName));
    const lines = parts.filter((e) => /^(line|polyline|path)$/.test(e.tagName));
    if (!polygons.length && !round.length && !lines.length) return "none";
    if (lines.length && round.length) return lines.length === 2 && +round[0].getAttribute("r") > 5 ? "circle" : "crow";
    if (polygons.length + lines.length + round.length > 1 || (lines.length && !polygons.length)) return "crow";
    if (round.length) return "circle";
    const [points, element] = polygons[0];
    if (points.length === 3) return hollow(element) ? "triangle" : "arrow";
    if (points.length >= 4 && concave(points)) return points.length > 6 ? "crow" : "arrow";
    return points.length === 4 ? "diamond" : "other";
  };
  const markerMark = (url) => {
    const id = url?.match(/#([^")]+)/)?.[1];
    const marker = id && document.getElementById(id);
    if (!marker) return "none";
    if (!/^mk-/.test(id)) return NAMES.find(([pattern]) => pattern.test(id))?.[1] ?? "other";
    const parts = [...marker.querySelectorAll("polygon,circle,ellipse,line,polyline,path")];
    const cross = parts.length === 1 && parts[0].tagName === "path" && /cross/.test(marker.innerHTML);
    return cross ? "cross" : markOf(parts);
  };
  const svg = document.querySelector("svg");
  const base = svg.getBoundingClientRect();
  const at = (element, t) => {
    const p = element.getPointAtLength(t).matrixTransform(element.getScreenCTM());
    return [p.x, p.y];
  };
  const pair = (element) => {
    const total = element.getTotalLength();
    const step = Math.min(10, total / 3);
    return [[0, step], [total, total - step]].map(([end, back]) => {
      const tip = at(element, end), inner = at(element, back);
      const norm = Math.hypot(tip[0] - inner[0], tip[1] - inner[1]) || 1;
      return { at: tip, out: [(tip[0] - inner[0]) / norm, (tip[1] - inner[1]) / norm] };
    });
  };
  const found = [];
  const drawnBeside = (path, parts) => { // Graphviz, PlantUML: marks are shapes beside the path
    const ends = pair(path), near = [[], []];
    for (const part of parts) {
      const box = part.getBoundingClientRect();
      const middle = [box.x + box.width / 2, box.y + box.height / 2];
      const far = ends.map((e) => Math.hypot(e.at[0] - middle[0], e.at[1] - middle[1]));
      if (Math.min(...far) < 40) near[far[0] < far[1] ? 0 : 1].push(part);
    }
    ends.forEach((end, k) => {
      const mark = markOf(near[k]);
      if (near[k].length) { // the mark goes on beyond the path
        const boxes = near[k].map((p) => p.getBoundingClientRect());
        end.at[0] = boxes.reduce((s, b) => s + b.x + b.width / 2, 0) / boxes.length;
        end.at[1] = boxes.reduce((s, b) => s + b.y + b.height / 2, 0) / boxes.length;
      }
      found.push({ ...end, mark });
    });
  };
  for (const group of svg.querySelectorAll("g.edge")) { // Graphviz
    const path = group.querySelector("path");
    if (path) drawnBeside(path, [...group.querySelectorAll("polygon,ellipse,polyline")]);
  }
  if (!found.length) for (const path of svg.querySelectorAll("path[id]")) { // PlantUML
    if (!/^\S+?-\S+$|->|<-/.test(path.id) || path.closest("marker") || path.classList.length) continue;
    const parts = [];
    for (let next = path.nextElementSibling; next && !next.id && next.tagName !== "text"; next = next.nextElementSibling)
      if (/^(polygon|ellipse|line|path|rect)$/.test(next.tagName)) parts.push(next);
    drawnBeside(path, parts);
  }
  if (!found.length) for (const path of svg.querySelectorAll("path")) { // Mermaid, D2
    const marks = ["markerStart", "markerEnd"].map((k) => getComputedStyle(path)[k]);
    const line = marks.some((m) => m && m !== "none") || /flowchart-link|relation|transition|connection|relationshipLine/.test(path.getAttribute("class") ?? "");
    if (!line || path.closest("marker,defs")) continue;
    pair(path).forEach((end, k) => found.push({ ...end, mark: markerMark(marks[k]) }));
  }
  return { ends: found.map((e) => ({ ...e, at: [e.at[0] - base.x, e.at[1] - base.y] })), width: base.width, height: base.height };
}

// Runs in draw.io's page: the ends of its lines, with the marks that their styles name.
function drawioEnds() {
  const NAMES = { none: "none", block: "arrow", blockThin: "arrow", classic: "arrow", open: "arrow",
    diamondThin: "diamond", oval: "circle", cross: "cross" };
  const ends = [];
  for (const state of window.drawn.view.getStates().getValues()) {
    const points = state.absolutePoints?.filter(Boolean);
    if (!state.cell.edge || !points || points.length < 2) continue;
    for (const [tip, inner, end] of [[points[0], points[1], "start"], [points.at(-1), points.at(-2), "end"]]) {
      const far = Math.hypot(tip.x - inner.x, tip.y - inner.y) || 1;
      const name = state.style[`${end}Arrow`] ?? "none";
      const mark = name === "block" && +state.style[`${end}Fill`] === 0 ? "triangle" : NAMES[name] ?? "other";
      ends.push({ at: [tip.x, tip.y], out: [(tip.x - inner.x) / far, (tip.y - inner.y) / far], mark });
    }
  }
  return ends;
}

const LARGEST = 3.2e6; // px

async function drawDrawio(job) {
  const tab = await tabOf("drawio");
  const { width, height } = await renderDrawio(tab, server.address, job.source, { paper: job.paper });
  if (width * height * job.scale ** 2 > LARGEST) return null;
  await tab.setViewport({ width, height, deviceScaleFactor: job.scale });
  await tab.screenshot({ path: path.join(folder, `${job.name}.png`), clip: { x: 0, y: 0, width, height } });
  return tab.evaluate(drawioEnds);
}

async function drawSvg(job) {
  const svg = await svgOf(job);
  const tab = await tabOf("mermaid");
  await tab.evaluate((svg, paper) => {
    document.body.style.cssText = `margin:0;display:inline-block;background:${paper}`;
    document.body.innerHTML = svg;
    const drawn = document.querySelector("svg"), box = drawn.viewBox.baseVal;
    drawn.removeAttribute("preserveAspectRatio");
    drawn.style.cssText += `;display:block;max-width:none;width:${box.width}px;height:${box.height}px`;
  }, svg, job.paper);
  const size = await tab.evaluate(() => { const b = document.querySelector("svg").getBoundingClientRect(); return [b.width, b.height]; });
  const [width, height] = size.map((s) => Math.ceil(s));
  if (width * height * job.scale ** 2 > LARGEST || width < 60) return null;
  await tab.setViewport({ width: Math.max(width, 200), height: Math.max(height, 100), deviceScaleFactor: job.scale });
  await tab.evaluate(() => document.fonts.ready);
  const ends = job.ends ?? (await tab.evaluate(endsInPage)).ends;
  await tab.screenshot({ path: path.join(folder, `${job.name}.png`), clip: { x: 0, y: 0, width, height } });
  return ends;
}

async function draw(job) {
  const ends = await (job.tool === "drawio" ? drawDrawio(job) : drawSvg(job));
  return ends && { name: job.name, ends: ends.map((e) => ({ ...e, at: e.at.map((v) => v * job.scale) })) };
}

const server = await serve(here, modulesAt);
const excalidrawAt = await bundleExcalidraw(modulesAt, server.address);
const browser = await require("puppeteer-core").launch({
  protocolTimeout: 30000,
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--font-render-hinting=none"],
});
const tabs = {};
async function tabOf(name) {
  if (tabs[name]) await tabs[name].bringToFront(); // else it never paints
  if (tabs[name]) return tabs[name];
  const tab = (tabs[name] = await browser.newPage());
  await tab.setViewport({ width: 1600, height: 1200 });
  await tab.goto(`${server.address}/blank.html`);
  if (name === "mermaid") await tab.addScriptTag({ content: fs.readFileSync(mermaidAt, "utf-8") });
  return tab;
}
const jobs = fs.readFileSync(path.join(folder, "jobs.jsonl"), "utf-8").split("\n").filter(Boolean).map((l) => JSON.parse(l));
const out = fs.createWriteStream(path.join(folder, "ends.jsonl"));
let failed = 0;
for (const job of jobs) {
  try {
    const truth = await draw(job);
    if (truth) out.write(JSON.stringify(truth) + "\n");
  } catch (error) {
    failed++;
    if (process.env.VERBOSE) console.error(job.name, job.tool, String(error.message ?? error).slice(0, 200));
    for (const name of Object.keys(tabs)) await tabs[name].close().catch(() => {}).then(() => delete tabs[name]);
  }
}
out.end(() => console.log(`${jobs.length} jobs, ${failed} not drawn`));
await new Promise((done) => out.on("close", done));
await browser.close();
process.exit(0); // D2 keeps a worker
