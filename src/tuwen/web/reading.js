// Makes one list of everything that was read off a picture, whatever subset the server
// could fill: each part has an id, a layer, a name and, where known, a place.

import { has, t } from "./words.js";

export const LAYERS = ["group", "series", "widget", "text", "edge", "node"]; // bottom to top

const ARROWS = { end: "→", both: "↔", none: "—" };

const size = (box) => (box ? (box[2] - box[0]) * (box[3] - box[1]) : 0);
const middle = ([x0, y0, x1, y1]) => [(x0 + x1) / 2, (y0 + y1) / 2];

export const heads = (edge) => edge.heads ?? (edge.directed === false ? "none" : "end");

// Where the line from the middle of `box` towards `to` leaves the box.
function border(box, to) {
  const [cx, cy] = middle(box);
  const [dx, dy] = [to[0] - cx, to[1] - cy];
  const reach = Math.min(
    dx ? Math.abs((box[2] - box[0]) / 2 / dx) : Infinity,
    dy ? Math.abs((box[3] - box[1]) / 2 / dy) : Infinity,
    1,
  );
  return [cx + dx * reach, cy + dy * reach];
}

function straight(from, to) {
  if (!from?.box || !to?.box) return null;
  return [border(from.box, middle(to.box)), border(to.box, middle(from.box))];
}

const roleOf = (role) => (has(`role_${role}`) ? t(`role_${role}`) : role);

const numbered = (letter) => (item, index) => ({ ...item, id: item.id ?? `${letter}${index + 1}` });

function edgePart(edge, byId) {
  const [from, to] = [byId.get(edge.source), byId.get(edge.target)];
  const name = (part, id) => part?.name ?? id;
  const label = edge.label ? ` (${edge.label})` : "";
  return {
    ...edge,
    layer: "edge",
    heads: heads(edge),
    path: edge.path?.length > 1 ? edge.path : straight(from, to),
    from: name(from, edge.source),
    to: name(to, edge.target),
    name: `${name(from, edge.source)} ${ARROWS[heads(edge)]} ${name(to, edge.target)}${label}`,
  };
}

/** All parts of a reading as a Map from id to part. */
export function parts(reading) {
  const byId = new Map();
  const add = (part) => byId.set(part.id, part);
  const boxed = (layer, items, letter, name) =>
    (items ?? []).map(numbered(letter)).forEach((item) =>
      add({ ...item, layer, name: name(item).trim().replace(/\s+/g, " ") || t("unnamed") }));

  boxed("group", [...(reading.groups ?? [])], "g", (group) => group.label ?? "");
  boxed("series", reading.chart?.series, "s", (series) => series.name ?? "");
  boxed("widget", reading.screen?.widgets, "w", (widget) => widget.label || roleOf(widget.role));
  boxed("text", reading.texts, "t", (text) => text.text ?? "");
  boxed("node", reading.nodes, "n", (node) => node.label ?? "");
  (reading.edges ?? []).map(numbered("e")).forEach((edge) => add(edgePart(edge, byId)));

  return byId;
}

const drawable = (part) =>
  part.path || (part.box && part.box[2] > part.box[0] && part.box[3] > part.box[1]);

/** The parts that have a place, from the bottom to the top: the smaller lie on the larger. */
export const placed = (all) =>
  [...all.values()].filter(drawable).sort(
    (a, b) => LAYERS.indexOf(a.layer) - LAYERS.indexOf(b.layer) || size(b.box) - size(a.box));

/** The names of parts by id; a node that a named connector ends at is not said again. */
export function names(all, ids) {
  const named = ids.map((id) => all.get(id)).filter(Boolean);
  const edges = named.filter((part) => part.layer === "edge");
  const ends = new Set(edges.flatMap((edge) => [edge.source, edge.target]));
  const rest = named.filter((part) => part.layer !== "edge" && !ends.has(part.id));
  return [...new Set([...rest, ...edges].map((part) => part.name))].join(t("join"));
}

/** How much was read, in words: 「9 个形状、11 条连线」. */
export function amount(reading) {
  const counts = [
    ["nodes", reading.nodes], ["edges", reading.edges], ["groups", reading.groups],
    ["series", reading.chart?.series], ["widgets", reading.screen?.widgets], ["texts", reading.texts],
  ];
  return counts
    .filter(([, list]) => list?.length)
    .slice(0, 3)
    .map(([key, list]) => t(key, { n: list.length }))
    .join(t("join"));
}
