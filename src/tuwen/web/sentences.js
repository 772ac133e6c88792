// Cuts a text into the sentences that the check has evidence for. Offsets count code
// points, as Python does; JavaScript counts UTF-16 units, so the text is cut as an array.

import { h } from "./dom.js";

/** [{text, ids}] that join to the whole text; `ids` is null where nothing was said. */
export function pieces(text, evidence) {
  const points = Array.from(text);
  const cut = (from, to) => points.slice(from, to).join("");
  const found = [];
  let at = 0;
  for (const { start, end, ids } of [...(evidence ?? [])].sort((a, b) => a.start - b.start)) {
    if (start < at || end <= start || end > points.length) continue; // overlaps: the first wins
    if (start > at) found.push({ text: cut(at, start), ids: null });
    found.push({ text: cut(start, end), ids });
    at = end;
  }
  if (at < points.length) found.push({ text: cut(at, points.length), ids: null });
  return found;
}

/** Write the text into `root` as sentences that can be pointed at, focused and pressed. */
export function writeSentences(root, text, evidence, { pointed, chosen }) {
  const spans = [];
  root.replaceChildren(...pieces(text, evidence).map((piece) => {
    if (!piece.ids) return document.createTextNode(piece.text);
    const span = h("span", { class: "sentence", role: "button", tabindex: "0", "aria-pressed": "false" }, piece.text);
    const it = { span, ids: piece.ids };
    spans.push(it);
    span.addEventListener("pointerenter", (event) => event.pointerType !== "touch" && pointed(it));
    span.addEventListener("pointerleave", (event) => event.pointerType !== "touch" && pointed(null));
    span.addEventListener("focus", () => span.matches(":focus-visible") && pointed(it));
    span.addEventListener("blur", () => pointed(null));
    span.addEventListener("click", () => chosen(it));
    span.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      if (!event.ctrlKey && !event.metaKey) chosen(it);
    });
    return span;
  }));
  return spans;
}
