// How many requests there were, as bars: answered, from the cache, failed.

import { h, svg } from "./dom.js";
import { when } from "./operator_entry.js";

const [HEIGHT, FOOT, HEAD] = [200, 22, 18];
const KINDS = [["sound", "写出"], ["cached", "缓存"], ["error", "出错"]];
const LABEL = 100; // pixels that a time takes

const label = (bucket, size) => (size < 86_400 ? when(bucket.start).slice(5, 16) : when(bucket.start).slice(0, 10));

function bar(bucket, at, width, tall, size) {
  const parts = [bucket.count - bucket.cached - bucket.errors, bucket.cached, bucket.errors];
  let top = HEIGHT - FOOT;
  const drawn = parts.map((part, kind) => {
    const height = Math.max(0, part) * tall;
    top -= height;
    return height > 0 && svg("rect", { class: KINDS[kind][0], x: at + width * 0.1, y: top, width: width * 0.8, height });
  });
  const said = `${label(bucket, size)}：${bucket.count} 次，缓存 ${bucket.cached}，出错 ${bucket.errors}`;
  const hit = svg("rect", { class: "hit", x: at, y: HEAD, width, height: HEIGHT - FOOT - HEAD }, svg("title", {}, said));
  return [...drawn.filter(Boolean), hit];
}

/** Draw buckets of `size` seconds, `across` pixels wide. */
export function draw(buckets, size, across) {
  if (!buckets.length) return h("p", { class: "status" }, "这段时间没有请求。");
  const most = Math.max(...buckets.map((bucket) => bucket.count), 1);
  const width = across / buckets.length;
  const tall = (HEIGHT - FOOT - HEAD) / most;
  const each = Math.ceil(LABEL / width);
  const names = buckets.flatMap((bucket, n) =>
    (n % each || n * width + LABEL > across ? [] : [svg("text", { x: n * width, y: HEIGHT - 5 }, label(bucket, size))]));
  const unit = size < 86_400 ? "每小时" : size < 2 * 86_400 ? "每天" : `每 ${size / 86_400} 天`;
  const total = buckets.reduce((sum, bucket) => sum + bucket.count, 0);
  const picture = svg("svg",
    { width: across, height: HEIGHT, role: "img", "aria-label": `${unit}的请求数，共 ${total} 次，最多 ${most} 次` },
    svg("text", { x: 0, y: 12 }, `${unit}，最多 ${most} 次`),
    svg("line", { x1: 0, x2: across, y1: HEIGHT - FOOT, y2: HEIGHT - FOOT }),
    ...buckets.flatMap((bucket, n) => bar(bucket, n * width, width, tall, size)),
    ...names);
  const legend = KINDS.map(([kind, name]) =>
    h("span", {}, svg("svg", { viewBox: "0 0 12 12", "aria-hidden": "true" }, svg("rect", { class: kind, width: 12, height: 12 })), name));
  return h("div", {}, picture, h("div", { class: "legend facts" }, ...legend));
}
