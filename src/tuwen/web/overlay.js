// Draws the parts of a reading over the picture as SVG, and lights some of them up.
// Sizes follow the picture as shown, not its pixels.

import { h, svg } from "./dom.js";
import { t } from "./words.js";
import { LAYERS, placed } from "./reading.js";

const boxed = ([x0, y0, x1, y1], attributes) =>
  svg("rect", { x: x0, y: y0, width: x1 - x0, height: y1 - y0, ...attributes });

const line = (path) => path.map(([x, y], i) => `${i ? "L" : "M"}${x} ${y}`).join("");

// An arrow head at the end of `path`, as a triangle of the given length.
function head(path, length) {
  const [x, y] = path.at(-1);
  let [px, py] = path.at(-2);
  for (let i = path.length - 2; i >= 0; i -= 1) {
    [px, py] = path[i];
    if (Math.hypot(x - px, y - py) >= length / 2) break; // a traced line ends in tiny steps
  }
  const angle = Math.atan2(y - py, x - px);
  const corner = (turn) =>
    `${x - length * Math.cos(angle + turn)} ${y - length * Math.sin(angle + turn)}`;
  return svg("path", { class: "head", d: `M${x} ${y}L${corner(0.42)}L${corner(-0.42)}Z` });
}

const long = (path) =>
  path.slice(1).reduce((sum, [x, y], i) => sum + Math.hypot(x - path[i][0], y - path[i][1]), 0);

function drawEdge(part, unit) {
  const d = line(part.path);
  const size = Math.min(11 * unit, long(part.path) * 0.45);
  const marks = [svg("path", { class: "hit", d }), svg("path", { class: "halo", d }), svg("path", { class: "mark", d })];
  if (part.heads !== "none") marks.push(head(part.path, size));
  if (part.heads === "both") marks.push(head([...part.path].reverse(), size));
  return marks;
}

function drawBox(part, unit) {
  if (part.shape === "diamond") {
    const [x0, y0, x1, y1] = part.box;
    const [x, y] = [(x0 + x1) / 2, (y0 + y1) / 2];
    const d = `M${x} ${y0}L${x1} ${y}L${x} ${y1}L${x0} ${y}Z`;
    return [svg("path", { class: "halo", d }), svg("path", { class: "mark", d })];
  }
  const rx = (part.layer === "group" ? 8 : 4) * unit;
  const round = { ellipse: true, circle: true, start: true, end: true }[part.shape];
  const radius = round ? Math.min(part.box[2] - part.box[0], part.box[3] - part.box[1]) / 2 : rx;
  return [boxed(part.box, { class: "halo", rx: radius }), boxed(part.box, { class: "mark", rx: radius })];
}

// Whether a picture is dark on the whole: what is not lit then fades to black, not to white.
function isDark(image) {
  const [width, height] = [24, 24];
  const sample = h("canvas", { width, height }).getContext("2d", { willReadFrequently: true });
  sample.fillStyle = "#fff";
  sample.fillRect(0, 0, width, height);
  sample.drawImage(image, 0, 0, width, height);
  const { data } = sample.getImageData(0, 0, width, height);
  let sum = 0;
  for (let i = 0; i < data.length; i += 4) sum += 0.3 * data[i] + 0.59 * data[i + 1] + 0.11 * data[i + 2];
  return sum / (width * height) < 110;
}

const contains = (outer, inner) =>
  inner.box && inner !== outer && outer.box.every((v, i) => (i < 2 ? v <= inner.box[i] : v >= inner.box[i]));

// Where the picture shows through the veil. A frame around other lit parts shows its border
// only, or everything in it would be lit.
function hole(part, bright, unit) {
  const band = { fill: "none", stroke: "black", "stroke-width": 16 * unit, "stroke-linejoin": "round" };
  if (part.path) return svg("path", { d: line(part.path), ...band });
  const frame = part.layer === "group" && bright.some((other) => contains(part, other));
  return boxed(part.box.map((v, i) => v + (i < 2 ? -4 : 4) * unit), { rx: 6 * unit, ...(frame ? band : {}) });
}

/** An overlay in `canvas`, which holds an <img>. `pointed(id|null)`, `chosen(id)` report the user. */
export function overlay(canvas, toggles, { pointed, chosen }) {
  let drawing = null;
  let shown = { parts: new Map(), width: 1, height: 1 };
  let lit = new Set();
  const hidden = new Set(["text"]);

  function veil({ width, height }) {
    const holes = svg("g", { fill: "black" });
    const mask = svg("mask", { id: "holes" }, boxed([0, 0, width, height], { fill: "white" }), holes);
    const cover = boxed([0, 0, width, height], { class: "veil", mask: "url(#holes)" });
    return { holes, nodes: [mask, cover] };
  }

  function draw() {
    drawing?.root.remove();
    const { width, height } = shown;
    const across = Math.max(canvas.clientWidth, 1);
    const unit = (width / across) * Math.min(1, Math.max(0.55, across / 640)); // finer when small
    const { holes, nodes } = veil(shown);
    const root = svg("svg", { viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" }, ...nodes);
    root.style.setProperty("--unit", unit);
    const shapes = new Map();
    for (const part of placed(shown.parts)) {
      const marks = part.path ? drawEdge(part, unit) : drawBox(part, unit);
      const shape = svg("g", { class: `shape ${part.layer}`, "data-id": part.id }, ...marks);
      shapes.set(part.id, shape);
      root.append(shape);
    }
    canvas.append(root);
    drawing = { root, shapes, holes, unit };
    apply();
  }

  function apply() {
    const { root, shapes, holes, unit } = drawing;
    for (const layer of LAYERS) root.classList.toggle(`no-${layer}`, hidden.has(layer));
    for (const [id, shape] of shapes) shape.classList.toggle("lit", lit.has(id));
    const bright = placed(shown.parts).filter((part) => lit.has(part.id));
    holes.replaceChildren(...bright.map((part) => hole(part, bright, unit)));
    root.classList.toggle("lighting", holes.childElementCount > 0);
  }

  function offerToggles() {
    const counted = [...LAYERS].reverse()
      .map((layer) => [layer, placed(shown.parts).filter((part) => part.layer === layer).length])
      .filter(([, count]) => count);
    toggles.replaceChildren(...counted.map(([layer, count]) => {
      const button = h("button", { type: "button", class: `layer ${layer}`, "aria-pressed": String(!hidden.has(layer)) },
        h("i", { "aria-hidden": "true" }), `${t(`layer_${layer}`)} ${count}`);
      button.addEventListener("click", () => {
        if (!hidden.delete(layer)) hidden.add(layer);
        button.setAttribute("aria-pressed", String(!hidden.has(layer)));
        apply();
      });
      return button;
    }));
  }

  const image = canvas.querySelector("img");
  image.addEventListener("load", () => canvas.classList.toggle("night", isDark(image)));

  const idAt = (event) => event.target.closest?.(".shape")?.dataset.id ?? null;
  canvas.addEventListener("pointerover", (event) => {
    if (event.pointerType !== "touch") pointed(idAt(event));
  });
  canvas.addEventListener("pointerleave", (event) => {
    if (event.pointerType !== "touch") pointed(null);
  });
  canvas.addEventListener("click", (event) => chosen(idAt(event)));
  new ResizeObserver(() => drawing && canvas.clientWidth && draw()).observe(canvas);

  return {
    show(all, { width, height }) {
      shown = { parts: all, width, height };
      const structured = placed(all).some((part) => part.layer !== "text");
      if (structured) hidden.add("text");
      else hidden.delete("text");
      offerToggles();
      draw();
    },
    light(ids) {
      lit = new Set(ids);
      if (drawing) apply();
    },
    clear() {
      drawing?.root.remove();
      drawing = null;
      toggles.replaceChildren();
    },
  };
}
