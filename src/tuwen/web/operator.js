// The operators' page: asks the journal and shows what it says. Whatever strangers wrote goes
// in as text; the key, if one is needed, is kept in this page and nowhere else.

import { $, h } from "./dom.js";
import { showEntry, shown, when } from "./operator_entry.js";
import { draw } from "./operator_traffic.js";

const STAGES = { total: "总计", queue: "排队", read: "读图", write: "成文" };
const TASKS = {
  summary: "摘要", alt: "替代文本", describe: "长描述", explain: "新手讲解", keywords: "关键词",
  ask: "提问", all: "一次写齐",
};
const EXCERPT = 120;
const state = { key: "", next: null, stats: null };

const count = (number) => number.toLocaleString("zh-CN");
const share = (part, whole) => (whole ? `${((100 * part) / whole).toFixed(1)}%` : "–");
const ms = (number) => (number < 10_000 ? `${count(Math.round(number))} ms` : `${(number / 1000).toFixed(1)} s`);
const score = (number) => (number === null ? "" : number.toFixed(2));
const short = (text) => {
  const signs = [...(text ?? "")];
  return shown(signs.length > EXCERPT ? `${signs.slice(0, EXCERPT).join("")}…` : signs.join(""));
};

class Failure extends Error {}

// -- asking ----------------------------------------------------------------

async function ask(path) {
  const headers = state.key ? { authorization: `Bearer ${state.key}` } : {};
  let answer;
  try {
    answer = await fetch(`v1/journal${path}`, { headers });
  } catch {
    throw new Failure("连不上服务；请确认它仍在运行。");
  }
  const found = await answer.json().catch(() => null);
  if (answer.status === 401 || answer.status === 403) $("#ask-key").hidden = false;
  if (!answer.ok || !found) throw new Failure(found?.error?.message ?? `服务的回答无法理解（${answer.status}）。`);
  return found;
}

async function attempt(work) {
  $("#problem").textContent = "";
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    $("#problem").textContent = error.message;
    return null;
  }
}

// -- tables ----------------------------------------------------------------

// Columns are [title, class, value(record)]; a value is a text or a node.
function table(caption, columns, records) {
  if (!records.length) return h("p", { class: "status" }, "没有。");
  const head = columns.map(([title, kind]) => h("th", { scope: "col", class: kind }, title));
  const rows = records.map((record) =>
    h("tr", {}, ...columns.map(([, kind, value]) => h("td", { class: kind }, value(record)))));
  return h("div", { class: "rows", tabindex: "0", role: "group", "aria-label": caption },
    h("table", {}, h("caption", {}, caption), h("thead", {}, h("tr", {}, ...head)), h("tbody", {}, ...rows)));
}

function opener(record) {
  const button = h("button", { type: "button", class: "link" }, record.id);
  button.addEventListener("click", () => attempt(async () => showEntry(await ask(`/${encodeURIComponent(record.id)}`))));
  return button;
}

const WHEN = ["时间", "fact", (r) => when(r.at)];
const ID = ["编号", "fact", opener];
const TASK = ["任务", "fact", (r) => TASKS[r.task] ?? shown(r.task)];
const ENGINE = ["引擎", "fact", (r) => shown(r.engine)];
const TOTAL = ["总计", "number", (r) => ms(r.total_ms)];
const SCORE = ["核对分", "number", (r) => score(r.score)];
const PROMPT = ["提示词", "said", (r) => short(r.prompt)];
const OUTCOME = ["结果", "fact", (r) =>
  (r.error ? h("span", { class: "failed" }, shown(r.error)) : r.cached ? "缓存" : "完成")];
const SLOWEST = [WHEN, ID, TASK, ENGINE, TOTAL, ["排队", "number", (r) => ms(r.queue_ms)],
  ["读图", "number", (r) => ms(r.read_ms)], ["成文", "number", (r) => ms(r.write_ms)], OUTCOME];
const WORST = [SCORE, ID, TASK, ENGINE, ["回答", "said", (r) => (r.output === null ? "（未保存）" : short(r.output))]];
const LATEST = [WHEN, ID, TASK, ENGINE, TOTAL, SCORE, OUTCOME, PROMPT];
const STAGE = [["引擎", "fact", (row) => shown(row.engine || "–")], ...Object.entries(STAGES).map(([stage, name]) =>
  [name, "number", ({ [stage]: found }) => (found ? `${ms(found.p50)} / ${ms(found.p95)}` : "–")])];
const CODE = [["错误码", "fact", ([code]) => shown(code)], ["次数", "number", ([, number]) => count(number)]];
const KEY = [["密钥", "fact", (k) => (k.key ? shown(k.name || k.key) : "（无）")],
  ["请求", "number", (k) => count(k.count)], ["出错", "number", (k) => count(k.errors)],
  ["缓存", "number", (k) => share(k.cached, k.count)], ["词元", "number", (k) => count(k.tokens)]];

// -- the board ---------------------------------------------------------------

function writeNumbers(stats) {
  const tokens = stats.prompt_tokens + stats.completion_tokens;
  const numbers = [
    ["请求", count(stats.count), ""],
    ["出错", share(stats.errors, stats.count), `${count(stats.errors)} 次`],
    ["命中缓存", share(stats.cached, stats.count), `${count(stats.cached)} 次`],
    ["词元", count(tokens), tokens ? `提示 ${count(stats.prompt_tokens)}，回答 ${count(stats.completion_tokens)}` : ""],
  ];
  $("#numbers").replaceChildren(...numbers.map(([name, value, more]) =>
    h("div", {}, h("dt", {}, name), h("dd", {}, value, " ", h("small", {}, more)))));
}

function byEngine(stages) {
  const rows = new Map();
  for (const found of stages) {
    rows.set(found.engine, { ...rows.get(found.engine), engine: found.engine, [found.stage]: found });
  }
  return [...rows.values()];
}

function writeTraffic(stats) {
  $("#traffic").replaceChildren(draw(stats.buckets, stats.bucket_s, $("#traffic").clientWidth));
}

function writeStats(stats) {
  writeNumbers(stats);
  writeTraffic(stats);
  const sampled = stats.sampled > 1 ? `；由每 ${stats.sampled} 条中的 1 条算出` : "";
  $("#sampled").textContent = `中位数 / 95% 的请求不超过，出错的不计${sampled}`;
  $("#stages").replaceChildren(table("各引擎各阶段的用时", STAGE, byEngine(stats.stages)));
  $("#codes").replaceChildren(table("错误码", CODE, Object.entries(stats.by_code)));
  $("#keys").replaceChildren(table("密钥", KEY, stats.by_key));
  $("#slowest").replaceChildren(table("最慢的请求", SLOWEST, stats.slowest));
  $("#worst").replaceChildren(table("核对分最低的回答", WORST, stats.worst));
}

function filters() {
  const found = new URLSearchParams({ since: $("#since").value });
  if ($("#errors").checked) found.set("errors", "true");
  return found;
}

async function latest(further = false) {
  const wanted = filters();
  if (further) wanted.set("before", state.next);
  const page = await ask(`?${wanted}`);
  const made = table("最近的请求", LATEST, page.entries);
  const body = further && $("#latest tbody");
  if (body) body.append(...made.querySelectorAll("tbody tr"));
  else $("#latest").replaceChildren(made);
  state.next = page.next;
  $("#more").hidden = !page.next;
}

async function load() {
  $("#state").textContent = "正在读取……";
  await attempt(async () => {
    const [stats] = await Promise.all([ask(`/stats?since=${$("#since").value}`), latest()]);
    $("#board").hidden = false;
    state.stats = stats;
    writeStats(stats);
    $("#ask-key").hidden = true;
  });
  $("#state").textContent = $("#problem").textContent ? "" : `${when(Date.now() / 1000)} 更新`;
}

$("#since").addEventListener("change", load);
addEventListener("resize", () => state.stats && writeTraffic(state.stats));
$("#refresh").addEventListener("click", load);
$("#errors").addEventListener("change", () => attempt(() => latest()));
$("#more").addEventListener("click", () => attempt(() => latest(true)));
$("#close").addEventListener("click", () => $("#whole").close());
$("#ask-key").addEventListener("submit", (event) => {
  event.preventDefault();
  state.key = $("#key").value.trim();
  load();
});
load();
