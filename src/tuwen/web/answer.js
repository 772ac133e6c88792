// Shows one answer as it comes: status, text, keywords, warnings, timing.

import { $, h } from "./dom.js";
import { has, t } from "./words.js";

const duration = (ms) => (ms < 1000 ? `${Math.max(1, Math.round(ms))}\u00a0ms` : `${(ms / 1000).toFixed(1)}\u00a0s`);

/** How many of the picture's labels the text uses, in words. */
export function coverage(check) {
  if (typeof check?.labels === "number" && check.labels > 0) {
    return t("coverage", { total: check.labels, used: check.used ?? Math.round(check.coverage * check.labels) });
  }
  return typeof check?.coverage === "number" ? t("coveragePercent", { percent: Math.round(check.coverage * 100) }) : "";
}

function facts({ check, reading: read, timing_ms: timing = {}, cached, engine }) {
  const reading = read?.elapsed_ms;
  const total = timing.total ?? Object.values(timing).reduce((sum, ms) => sum + ms, 0);
  return [
    check ? coverage(check) : "",
    total ? t("time", { total: duration(total) }) : "",
    reading ? t("timeRead", { read: duration(reading) }) : "",
    cached ? t("cached") : "",
    engine ? t("engine", { engine }) : "",
  ].filter(Boolean).join(" · ");
}

/** A titled part of an answer; `body` is where its text goes. */
export function part(task, body, ...beside) {
  const title = h("h3", { "data-i18n": `task_${task}` }, t(`task_${task}`));
  return h("section", { class: "part" }, h("div", { class: "part-head" }, title, ...beside), body);
}

const copyPart = (task) =>
  h("button", { type: "button", class: "link", "data-part": task, "data-copy": "text", "data-i18n": "copyPart" }, t("copyPart"));

const items = (list) => (list ?? []).map((text) => h("li", {}, text));

/** The panel on the right of the composer. */
export function answerPanel() {
  const [text, status, after] = [$("#text"), $("#status"), $("#after")];
  const [empty, waiting, title] = [$("#empty"), $("#waiting"), $("#result-title")];
  let saying = null; // how to say the status again in another language
  let result = null;
  let writing = text; // the part under way, or the whole

  function say(words) {
    saying = words;
    status.textContent = words?.() ?? "";
  }

  function words() {
    title.textContent = has(`task_${result?.task}`) ? t(`task_${result.task}`) : t("result");
    $("#facts").textContent = result ? facts(result) : "";
    status.textContent = saying?.() ?? "";
  }

  function reset() {
    result = null;
    writing = text;
    text.replaceChildren();
    after.hidden = true;
    waiting.hidden = true;
    text.setAttribute("aria-busy", "false");
    say(null);
    words();
  }

  return {
    say,
    words,
    clear() {
      reset();
      empty.hidden = false;
    },
    begin() {
      reset();
      empty.hidden = true;
      waiting.hidden = false;
      text.setAttribute("aria-busy", "true"); // read out once, when it is whole
    },
    section(task) {
      waiting.hidden = true;
      $(`#text [data-task=${task}]`)?.closest(".part").remove(); // it is begun again
      writing = h("div", { "data-task": task });
      text.append(part(task, writing));
    },
    add(piece) {
      waiting.hidden = true;
      writing.append(piece);
    },
    finish(answer) {
      result = answer;
      waiting.hidden = true;
      if (answer.texts) {
        const written = Object.entries(answer.texts).filter(([, said]) => said);
        text.replaceChildren(...written.map(([task, said]) => part(task, h("div", {}, said), copyPart(task))));
      } else if (text.textContent !== answer.text) text.textContent = answer.text;
      text.setAttribute("aria-busy", "false");
      $("#ai-label").textContent = answer.provenance?.forms.text ?? "";
      $("#ai-label").hidden = !answer.provenance;
      $("#keywords").replaceChildren(...items(answer.keywords));
      $("#warnings").replaceChildren(...items(answer.warnings));
      $("#keywords").hidden = !answer.keywords?.length || Boolean(answer.texts?.keywords);
      $("#warnings").hidden = !answer.warnings?.length;
      $("#to-evidence").hidden = !answer.reading;
      after.hidden = false;
      words();
    },
    stop() {
      waiting.hidden = true;
      text.setAttribute("aria-busy", "false");
      empty.hidden = Boolean(text.textContent);
    },
  };
}
