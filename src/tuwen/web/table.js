// The reading as tables: the same facts as the overlay, for eyes and for screen readers.

import { h } from "./dom.js";
import { has, t } from "./words.js";

const percent = (value) => (typeof value === "number" ? `${Math.round(value * 100)}%` : "");
const word = (prefix, value) => (has(`${prefix}_${value}`) ? t(`${prefix}_${value}`) : value ?? "");

function table(caption, columns, rows, chosen) {
  if (!rows.length) return null;
  const cell = (value, id) => {
    if (id === undefined) return h("td", {}, String(value ?? ""));
    const button = h("button", { type: "button", class: "link", "data-id": id }, id);
    button.addEventListener("click", () => chosen(id));
    return h("th", { scope: "row" }, button);
  };
  return h("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": caption },
    h("table", {},
      h("caption", {}, caption),
      h("thead", {}, h("tr", {}, ...columns.map((name) => h("th", { scope: "col" }, name)))),
      h("tbody", {}, ...rows.map(([id, ...values]) =>
        h("tr", {}, id === null ? null : cell(id, id), ...values.map((value) => cell(value)))))));
}

// A table of the picture as a table: its first rows name the columns.
function grid(caption, read) {
  if (!read?.rows.length) return null;
  const row = (cells, tag) => h("tr", {}, ...cells.map((cell) => h(tag, tag === "th" ? { scope: "col" } : {}, cell)));
  return h("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": caption },
    h("table", {},
      h("caption", {}, caption),
      h("thead", {}, ...read.rows.slice(0, read.headers).map((cells) => row(cells, "th"))),
      h("tbody", {}, ...read.rows.slice(read.headers).map((cells) => row(cells, "td")))));
}

// Source text and what stands in a terminal, line by line as it can be copied.
function listing(caption, code) {
  if (!code?.lines.length) return null;
  const lines = code.lines.map((line) => (line.prompt ? `${line.prompt} ${line.text}` : line.text));
  return h("figure", { class: "listing" },
    h("figcaption", {}, code.name ? `${caption} · ${code.name}` : caption),
    h("pre", { tabindex: "0", role: "group", "aria-label": caption }, lines.join("\n")));
}

/** Write the tables into `root`; `chosen(id)` when the user presses an id. */
export function writeTables(root, reading, parts, chosen) {
  const of = (layer) => [...parts.values()].filter((part) => part.layer === layer);
  const name = (id) => parts.get(id)?.name ?? id;
  const [id, label, sure] = [t("colId"), t("colLabel"), t("colSure")];
  const tables = [
    table(t("layer_node"), [id, label, t("colShape"), sure],
      of("node").map((n) => [n.id, n.name, word("shape", n.shape), percent(n.confidence)]), chosen),
    table(t("layer_edge"), [id, t("colFrom"), t("colTo"), label, sure],
      of("edge").map((e) => [e.id, e.from, `${e.heads === "both" ? "↔ " : ""}${e.to}`, e.label, percent(e.confidence)]), chosen),
    table(t("layer_group"), [id, label, t("colMembers")],
      of("group").map((g) => [g.id, g.name, (g.members ?? []).map(name).join(t("join"))]), chosen),
    table(t("layer_series"), [id, t("colSeries"), t("colX"), t("colY")],
      of("series").flatMap((s) => (s.points ?? []).map(([x, y]) => [s.id, s.name, x, y])), chosen),
    table(t("layer_widget"), [id, label, t("colRole")],
      of("widget").map((w) => [w.id, w.label, word("role", w.role)]), chosen),
    table(t("layer_text"), [id, t("colText"), sure],
      of("text").map((x) => [x.id, x.name, percent(x.confidence)]), chosen),
  ].filter(Boolean);
  const read = [grid(t("layer_table"), reading.table), listing(t("layer_code"), reading.code)];
  tables.unshift(...read.filter(Boolean));
  const kind = h("p", { class: "facts" }, t("kindIs", { kind: word("kind", reading.kind) }));
  const nothing = tables.length ? null : h("p", { class: "status" }, t("nothingRead"));
  root.replaceChildren(kind, ...tables, ...(nothing ? [nothing] : []));
}
