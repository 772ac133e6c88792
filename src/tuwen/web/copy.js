// What goes to the clipboard, escaped for where it will be pasted.

// Every ASCII sign that could start something in Markdown's inline syntax.
const MARKDOWN = /[\\`*_[\]<>&|~$]/g;
const HTML = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

const oneLine = (text) => text.trim().replace(/\s+/g, " ");
const escapeHtml = (text) => text.replace(/[&<>"]/g, (sign) => HTML[sign]);

// A file name as a relative URL that stays readable: 汉字 are left as they are.
function address(name) {
  const leaf = name.split(/[\\/]/).pop();
  const kept = leaf.replace(/[\s%?#()<>[\]"'`&|*_~$\u0000-\u001f]/g, (sign) => {
    const code = sign.codePointAt(0);
    return code < 128 ? `%${code.toString(16).toUpperCase().padStart(2, "0")}` : encodeURIComponent(sign);
  });
  return kept.includes(":") ? `./${kept}` : kept; // never read as a scheme
}

export const markdown = (alt, name) =>
  `![${oneLine(alt).replace(MARKDOWN, (sign) => `\\${sign}`)}](${address(name)})`;

/** A <figure> whose caption is the text; paragraphs become line breaks. */
export function figure(alt, caption, { name, width, height }) {
  const dimensions = width && height ? ` width="${width}" height="${height}"` : "";
  const lines = caption.trim().split(/\n+/).map(escapeHtml).join("<br>\n    ");
  return [
    "<figure>",
    `  <img src="${escapeHtml(address(name))}" alt="${escapeHtml(oneLine(alt))}"${dimensions}>`,
    `  <figcaption>${lines}</figcaption>`,
    "</figure>",
  ].join("\n");
}

function byHand(text) {
  const area = document.createElement("textarea");
  area.value = text;
  area.className = "unseen";
  document.body.append(area);
  area.select();
  const worked = document.execCommand("copy");
  area.remove();
  if (!worked) throw new Error("the browser refused");
}

/** Copy a text that may still be on its way. The click's permission outlives the wait. */
export async function copy(promise) {
  const coming = Promise.resolve(promise);
  if (!navigator.clipboard) return byHand(await coming); // plain http on another host
  if (typeof ClipboardItem === "undefined") return navigator.clipboard.writeText(await coming);
  const blob = coming.then((text) => new Blob([text], { type: "text/plain" }));
  await Promise.all([coming, navigator.clipboard.write([new ClipboardItem({ "text/plain": blob })])]);
}
