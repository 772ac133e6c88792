// The second view: sentences on one side, the picture with what was read on the other.
// Pointing at either lights up its counterpart; a click or Enter keeps it lit.

import { $, h } from "./dom.js";
import { t } from "./words.js";
import { coverage, part } from "./answer.js";
import { copy } from "./copy.js";
import { drawDiagram } from "./diagram.js";
import { overlay } from "./overlay.js";
import { names, parts } from "./reading.js";
import { writeSentences } from "./sentences.js";
import { writeTables } from "./table.js";
import { tabList } from "./tabs.js";

const NOTHING = { ids: [], spans: [], words: "" };

export function evidenceView({ announceCopy }) {
  const state = { picture: null, reading: null, answer: null, all: new Map(), sentences: [], kept: null, drawn: "" };
  const because = $("#because");

  function ofSentence({ ids, span }) {
    const what = names(state.all, ids);
    return { key: span, ids, spans: [span], words: what ? t("because", { what }) : t("noBecause") };
  }

  function ofShape(id) {
    const spans = state.sentences.filter((one) => one.ids.includes(id)).map((one) => one.span);
    const words = t(spans.length ? "fromShape" : "fromShapeNone", { what: names(state.all, [id]) });
    return { key: id, ids: [id], spans, words };
  }

  function light({ ids, spans, words }) {
    picture.light(ids);
    for (const { span } of state.sentences) {
      span.classList.toggle("lit", spans.includes(span));
      span.setAttribute("aria-pressed", String(Boolean(state.kept?.spans.includes(span))));
    }
    because.textContent = words || (state.sentences.length ? t("hint") : "");
  }

  const point = (target) => light(target ?? state.kept ?? NOTHING);

  function keep(target) {
    state.kept = state.kept?.key === target?.key ? null : target;
    point(null);
  }

  const picture = overlay($("#canvas"), $("#layers"), {
    pointed: (id) => point(id === null ? null : ofShape(id)),
    chosen: (id) => keep(id === null ? null : ofShape(id)),
  });

  const tabs = tabList($(".subtabs"), (id) => id === "tab-mermaid" && showDiagram());

  function chosenInTable(id) {
    tabs.select("tab-overlay");
    keep(ofShape(id));
    $("#canvas").scrollIntoView({ block: "nearest" });
  }

  async function showDiagram() {
    const source = state.reading?.mermaid ?? "";
    const [drawing, words] = [$("#mermaid-drawing"), $("#mermaid-state")];
    if (source === state.drawn) return;
    state.drawn = source;
    drawing.replaceChildren();
    words.textContent = source ? t("drawing") : t("noMermaid");
    if (!source) return;
    try {
      await drawDiagram(drawing, source);
      words.textContent = "";
    } catch (error) {
      words.textContent = t("drawFailed", { why: error.message });
    }
  }

  function writeParts({ texts, checks }, hooks) {
    const written = Object.entries(texts).filter(([, said]) => said).map(([task, said]) => {
      const body = h("div");
      return { section: part(task, body), spans: writeSentences(body, said, checks?.[task]?.evidence, hooks) };
    });
    $("#sentences").replaceChildren(...written.map((one) => one.section));
    return written.flatMap((one) => one.spans);
  }

  function writeProof() {
    const { answer } = state;
    const hooks = {
      pointed: (one) => point(one && ofSentence(one)),
      chosen: (one) => keep(ofSentence(one)),
    };
    state.kept = null;
    state.sentences = answer?.texts ? writeParts(answer, hooks)
      : writeSentences($("#sentences"), answer?.text ?? "", answer?.check?.evidence, hooks);
    $("#coverage").textContent = answer?.check ? coverage(answer.check) : "";
    const checks = Object.values(answer?.checks ?? { text: answer?.check });
    const wrong = checks.flatMap((check) => check?.unsupported ?? []);
    $("#claims").replaceChildren(...(wrong.length
      ? [h("h3", {}, t("unsupportedClaims")), h("ul", { class: "warnings", lang: "zh-CN" }, ...wrong.map((claim) => h("li", {}, claim.text)))]
      : []));
    point(null);
    if (answer && !state.sentences.length) because.textContent = t("noSentences");
  }

  function writeReading() {
    const { reading } = state;
    state.all = parts(reading);
    picture.show(state.all, reading);
    writeTables($("#panel-table"), reading, state.all, chosenInTable);
    $("#mermaid-source").textContent = reading.mermaid ?? "";
    for (const part of [$("#mermaid-drawing"), $("#mermaid-source").parentElement, $("#panel-mermaid .bar")]) {
      part.hidden = !reading.mermaid;
    }
    if (tabs.selected() === "tab-mermaid") showDiagram();
  }

  $("#copy-mermaid").addEventListener("click", (event) =>
    announceCopy(event.currentTarget, copy(state.reading.mermaid)));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && state.kept) keep(null);
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    state.drawn = "";
    if (tabs.selected() === "tab-mermaid") showDiagram();
  });

  return {
    show(picture_) {
      state.picture = picture_;
      Object.assign(state, { reading: null, answer: null, sentences: [], kept: null, drawn: "" });
      $("#evidence-picture").src = picture_.url;
      picture.clear();
      this.words();
    },
    read(reading) {
      state.reading = reading;
      writeReading();
      state.answer = null;
      writeProof();
    },
    answered(answer) {
      state.answer = answer;
      if (answer.reading) state.reading = answer.reading;
      if (state.reading) writeReading();
      writeProof();
    },
    words() {
      if (!state.picture) return;
      $("#evidence-picture").alt = t("evidenceAlt", { name: state.picture.name });
      if (state.reading) writeReading();
      writeProof();
    },
  };
}
