// One request of the journal, whole, in a dialog. All of it goes in as text.

import { $, h } from "./dom.js";

const HIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;
const pad = (number) => String(number).padStart(2, "0");

/** Spell out what cannot be seen or turns the direction of text: \u202e, \u001b. */
export const shown = (text) =>
  text.replace(HIDDEN, (sign) => `\\u${sign.codePointAt(0).toString(16).padStart(4, "0")}`);

const lines = (text) => text.split(/\r?\n/).map(shown).join("\n");

/** A time in seconds as people here write it. */
export function when(seconds) {
  const at = new Date(seconds * 1000);
  const day = `${at.getFullYear()}-${pad(at.getMonth() + 1)}-${pad(at.getDate())}`;
  return `${day} ${pad(at.getHours())}:${pad(at.getMinutes())}:${pad(at.getSeconds())}`;
}

function facts(entry) {
  const time = (name) => `${Math.round(entry[`${name}_ms`])} ms`;
  return [
    ["时间", when(entry.at)],
    ["接口", entry.route],
    ["密钥", entry.key],
    ["图片", entry.bytes ? `${entry.width}×${entry.height} 像素，${entry.bytes} 字节，${entry.kind || "未读"}` : ""],
    ["摘要值", entry.digest],
    ["任务", entry.task],
    ["引擎", `${entry.engine} ${entry.model}`.trim()],
    ["用时", `总计 ${time("total")}，排队 ${time("queue")}，读图 ${time("read")}，成文 ${time("write")}`],
    ["词元", `提示 ${entry.prompt_tokens}，回答 ${entry.completion_tokens}`],
    ["核对分", entry.score === null ? "" : entry.score.toFixed(3)],
    ["缓存", entry.cached ? "是" : "否"],
    ["错误", entry.error],
    ["审核", entry.verdicts.length ? JSON.stringify(entry.verdicts) : ""],
    ["追踪", entry.trace],
  ].filter(([, value]) => value);
}

/** Open the dialog on an entry. */
export function showEntry(entry) {
  const text = (title, value) => [
    h("h3", { class: "eyebrow" }, title),
    h("pre", { tabindex: "0", role: "group", "aria-label": title }, value === null ? "（未保存）" : lines(value || "（空）")),
  ];
  $("#whole-title").textContent = `请求 ${shown(entry.id)}`;
  $("#entry").replaceChildren(
    h("dl", {}, ...facts(entry).flatMap(([name, value]) => [h("dt", {}, name), h("dd", {}, shown(value))])),
    ...text("提示词", entry.prompt), ...text("回答", entry.output));
  $("#whole").showModal();
}
