// The page: wires composer, answer and evidence together. All that is remembered is the
// language and a key; pictures and texts live as long as the page.

import { $, $$, still } from "./dom.js";
import { answerPanel } from "./answer.js";
import { copy, figure, markdown } from "./copy.js";
import { evidenceView } from "./evidence.js";
import { forgetKey, showForget } from "./key.js";
import { listen, MAX_BYTES, Refused, size, take } from "./picture.js";
import { amount } from "./reading.js";
import { Failure, streamed, whole } from "./stream.js";
import { tabList } from "./tabs.js";
import { switchLanguage, t, translate } from "./words.js";

const CAPTIONS = ["summary", "describe", "explain"]; // answers that can stand below a picture

const form = $("#composer");
const panel = answerPanel();
const views = tabList($(".views"));
const evidence = evidenceView({ announceCopy });
const state = { picture: null, answer: null, running: null, others: new Map(), taking: null };

const task = () => form.elements.task.value;

// -- words ---------------------------------------------------------------

function complain(words, code = "") {
  $("#problem").textContent = words && code ? `${words}（${t("code", { code })}）` : words ?? "";
}

function writeWords() {
  translate();
  $("#zone-hint").textContent = t("formats", { mb: MAX_BYTES / 1024 / 1024 });
  writePicture();
  writeTask();
  panel.words();
  evidence.words();
}

function writeTask() {
  const asking = task() === "ask";
  $("#prompt-label").textContent = t(asking ? "questionLabel" : "promptLabel");
  $("#prompt").placeholder = t(asking ? "questionHint" : "promptHint");
  $("#submit span").textContent = t(`submit_${task()}`);
}

function writePicture() {
  if (!state.picture) return;
  const { name, width, height, file } = state.picture;
  $("#picture").alt = t("pictureAlt", { name });
  $(".paper").hidden = !width; // the browser cannot show it; the server will say why
  $("#picture-facts").textContent = t(width ? "pictureFacts" : "damagedFacts", { name, width, height, size: size(file.size) });
}

// -- the picture -----------------------------------------------------------

function forget() {
  state.running?.abort();
  state.answer = null;
  state.others.clear();
  panel.clear();
  $("#tab-evidence").setAttribute("aria-disabled", "true");
  views.select("tab-write");
}

async function offered(file, many) {
  complain(null);
  if (!file) return complain(t("noFile"));
  let picture;
  try {
    picture = await take(file);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return complain(error.message);
  }
  if (state.picture) URL.revokeObjectURL(state.picture.url);
  state.picture = picture;
  forget();
  $("#picture").src = picture.url;
  $(".preview").hidden = false;
  $("#zone").classList.add("filled");
  writePicture();
  evidence.show(picture);
  if (many) panel.say(() => t("firstOnly"));
}

// -- the answer -------------------------------------------------------------

// A prompt under 摘要 is free: the server finds out what it asks for.
function fields() {
  const prompt = $("#prompt").value.trim();
  const free = prompt && task() === "summary";
  return { ...surroundings(), prompt, task: free ? "" : task() };
}

function surroundings() {
  const { file, name } = state.picture;
  const image = file.name ? file : new File([file], name, { type: file.type });
  return { image, title: $("#title").value.trim(), context: $("#context").value.trim() };
}

function busy(on) {
  $("#submit").setAttribute("aria-disabled", String(on));
  if (!on && document.activeElement === $("#cancel")) $("#submit").focus();
  $("#cancel").hidden = !on;
}

function missing() {
  if (!state.picture) return ["noPicture", "#file"];
  if (task() === "ask" && !$("#prompt").value.trim()) return ["noQuestion", "#prompt"];
  return null;
}

function showReading(reading) {
  evidence.read(reading);
  $("#tab-evidence").setAttribute("aria-disabled", "false");
  const what = amount(reading);
  panel.say(() => (what ? t("writingAfter", { what: amount(reading) }) : t("writing")));
}

async function write() {
  await state.taking; // Ctrl+Enter may follow hard upon Ctrl+V
  if (state.running) return;
  const lacking = missing();
  complain(lacking && t(lacking[0]));
  if (lacking) return $(lacking[1]).focus();

  const running = new AbortController();
  state.running = running;
  state.others.clear();
  busy(true);
  views.select("tab-write");
  panel.begin();
  panel.say(() => t("reading"));
  if (innerWidth < 900) $("#result").scrollIntoView({ behavior: still() ? "auto" : "smooth" });
  try {
    const answer = await streamed(fields(), {
      signal: running.signal, reading: showReading, section: panel.section,
      delta: panel.add, restart: panel.begin,
    });
    state.answer = answer;
    panel.finish(answer);
    evidence.answered(answer);
    if (answer.reading) $("#tab-evidence").setAttribute("aria-disabled", "false");
    panel.say(() => t("done"));
  } catch (error) {
    failed(error, running);
  } finally {
    if (state.running === running) {
      state.running = null;
      busy(false);
    }
  }
}

function failed(error, running) {
  if (state.running !== running) return; // another picture has taken its place
  panel.stop();
  panel.say(error.name === "AbortError" ? () => t("cancelled") : null);
  if (error.name === "AbortError") return;
  if (!(error instanceof Failure)) throw error;
  complain(error.message, error.code);
}

// -- copying ------------------------------------------------------------------

// The answer of another task for the same picture, asked for once.
function other(name) {
  if (state.answer.task === name) return Promise.resolve(state.answer);
  if (state.answer.texts?.[name]) return Promise.resolve({ ...state.answer, text: state.answer.texts[name] });
  if (!state.others.has(name)) {
    const coming = whole({ ...surroundings(), task: name });
    coming.catch(() => state.others.delete(name));
    state.others.set(name, coming);
  }
  return state.others.get(name);
}

const caption = () =>
  CAPTIONS.includes(state.answer.task) ? Promise.resolve(state.answer) : other("summary");

const together = (texts) =>
  Object.entries(texts).filter(([, said]) => said).map(([task, said]) => `## ${t(`task_${task}`)}\n\n${said}`).join("\n\n");

const labelled = (text, form, { provenance }) => (provenance ? `${text}\n\n${provenance.forms[form]}` : text);
const plain = (text, task) => (task === "alt" ? text : labelled(text, "text", state.answer)); // alt goes into an attribute

const COPIES = {
  text: async () => plain(state.answer.texts ? together(state.answer.texts) : state.answer.text, state.answer.task),
  alt: async () => (await other("alt")).text,
  async markdown() {
    const alt = await other("alt");
    return labelled(markdown(alt.text, state.picture.name), "markdown", alt);
  },
  async html() {
    const [alt, below] = [await other("alt"), await caption()];
    return labelled(figure(alt.text, below.text, state.picture), "html", below);
  },
};

async function announceCopy(button, copying) {
  const before = button.textContent;
  button.textContent = t("preparing");
  try {
    await copying;
    button.textContent = t("copied");
    panel.say(() => t(`copied_${button.dataset.copy}`));
  } catch (error) {
    button.textContent = before;
    complain(error instanceof Failure ? error.message : t("copyFailed"));
  }
  setTimeout(() => (button.textContent = t(button.dataset.i18n)), 1600);
}

// -- start ------------------------------------------------------------------

listen((file, many) => {
  state.taking = offered(file, many);
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  write();
});
form.addEventListener("change", (event) => event.target.name === "task" && writeTask());
$("#cancel").addEventListener("click", () => state.running?.abort());
$("#forget-key").addEventListener("click", () => {
  forgetKey();
  panel.say(() => t("keyForgotten"));
  $("#submit").focus();
});
$("#to-evidence").addEventListener("click", () => views.select("tab-evidence", { focus: true }));
for (const button of $$(".copies [data-copy]")) {
  button.addEventListener("click", () => announceCopy(button, copy(COPIES[button.dataset.copy]())));
}
$("#text").addEventListener("click", ({ target }) => {
  const task = target.dataset.part;
  if (task) announceCopy(target, copy(plain(state.answer.texts[task], task)));
});
$("#language").addEventListener("click", () => {
  switchLanguage();
  complain(null);
  writeWords();
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    write();
  } else if (event.key === "Escape") {
    state.running?.abort();
  }
});
writeWords();
showForget();
