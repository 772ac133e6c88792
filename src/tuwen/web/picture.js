// Gets one picture from the user: dropped, pasted or chosen. Refuses at once, in words,
// what the server would refuse anyway. Limits are those of the server (tests hold them equal).

import { $ } from "./dom.js";
import { t } from "./words.js";

export const MAX_BYTES = 20 * 1024 * 1024;
export const MAX_PIXELS = 50_000_000;

/** A picture that cannot be taken; the message is for the user. */
export class Refused extends Error {}

export function size(bytes) {
  if (bytes < 1024 * 1024) return `${Math.max(1, Math.round(bytes / 1024))} KB`;
  return `${(Math.ceil((bytes / 1024 / 1024) * 10) / 10).toFixed(1)} MB`;
}

const ascii = (bytes, from, to) => String.fromCharCode(...bytes.slice(from, to));

function format(bytes) {
  if (ascii(bytes, 1, 4) === "PNG") return "png";
  if (bytes[0] === 0xff && bytes[1] === 0xd8) return "jpeg";
  if (ascii(bytes, 0, 4) === "GIF8") return "gif";
  if (ascii(bytes, 0, 2) === "BM") return "bmp";
  if (ascii(bytes, 0, 4) === "RIFF" && ascii(bytes, 8, 12) === "WEBP") return "webp";
  if (ascii(bytes, 4, 8) === "ftyp" && /avi[fs]|mif1|msf1/.test(ascii(bytes, 8, 32))) return "avif";
  return null;
}

// Reads the header only: a picture that is not painted is not decoded.
function dimensions(url) {
  return new Promise((resolve) => {
    const image = new Image();
    image.onload = () => resolve([image.naturalWidth, image.naturalHeight]);
    image.onerror = () => resolve([0, 0]); // damaged: the server says how
    image.src = url;
  });
}

/** Check a file and return {file, url, name, width, height}; throws Refused. */
export async function take(file) {
  const name = file.name || "image.png";
  if (file.size === 0) throw new Refused(t("empty", { name }));
  if (file.size > MAX_BYTES) {
    throw new Refused(t("tooBig", { name, size: size(file.size), mb: MAX_BYTES / 1024 / 1024 }));
  }
  const head = new Uint8Array(await file.slice(0, 64).arrayBuffer());
  if (!format(head)) {
    const vector = file.type === "image/svg+xml" || /\.svg$/i.test(name);
    throw new Refused(t(vector ? "vector" : "notPicture", { name }));
  }
  const url = URL.createObjectURL(file);
  const [width, height] = await dimensions(url);
  if (width * height > MAX_PIXELS) {
    URL.revokeObjectURL(url);
    const limits = { wan: MAX_PIXELS / 1e4, limit: MAX_PIXELS / 1e6 };
    throw new Refused(t("tooManyPixels", { name, width, height, ...limits }));
  }
  return { file, url, name, width, height };
}

const files = (transfer) => [...(transfer?.files ?? [])];
const looksLikePicture = (file) => file.type.startsWith("image/");

// The first picture of several files; a lone file is taken whatever it claims to be.
function choose(list) {
  return list.find(looksLikePicture) ?? list[0];
}

/** Listen for drops, pastes and choices; `offered(file, many)`, with no file if there was none. */
export function listen(offered) {
  const offer = (list) => offered(choose(list), list.length > 1);
  const input = $("#file");
  input.addEventListener("change", () => {
    const list = [...input.files];
    input.value = ""; // the same file may be chosen again
    if (list.length) offer(list);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.ctrlKey || event.metaKey) return;
    event.preventDefault(); // would submit the form
    input.click();
  });

  document.addEventListener("paste", (event) => {
    const list = files(event.clipboardData);
    const typing = event.target.closest?.("input, textarea");
    if (!list.length && typing) return;
    event.preventDefault();
    offer(list);
  });

  let depth = 0; // dragenter and dragleave come for every child as well
  const over = (on) => document.body.classList.toggle("dropping", on);
  const carriesFile = (event) => [...event.dataTransfer.types].some((type) => type !== "text/plain");
  addEventListener("dragenter", (event) => {
    if (!carriesFile(event)) return;
    depth += 1;
    over(true);
  });
  addEventListener("dragleave", () => {
    depth = Math.max(0, depth - 1);
    if (!depth) over(false);
  });
  addEventListener("dragover", (event) => {
    if (carriesFile(event)) event.preventDefault();
  });
  addEventListener("drop", (event) => {
    depth = 0;
    over(false);
    if (!carriesFile(event)) return;
    event.preventDefault();
    offer(files(event.dataTransfer));
  });
}
