// The key that a server may ask for: kept in this browser, sent with every request, asked of
// the user in a dialog when the server refuses, and forgotten on a click.

import { $, h } from "./dom.js";
import { t } from "./words.js";

const NAME = "tuwen.key";

let kept = ""; // where storage is switched off, the key lasts as long as the page

function inStorages(work) {
  try {
    return work([sessionStorage, localStorage]);
  } catch {
    return null;
  }
}

const stored = () =>
  kept || inStorages((all) => all.map((storage) => storage.getItem(NAME)).find(Boolean)) || "";

function keep(key, remember) {
  kept = key;
  inStorages(([session, local]) => {
    session.removeItem(NAME);
    local.removeItem(NAME);
    if (key) (remember ? local : session).setItem(NAME, key);
  });
  showForget();
}

/** Show the button that forgets the key, where there is one to forget. */
export function showForget() {
  $("#forget-key").hidden = !stored();
}

/** Forget the key, here and in this browser. */
export const forgetKey = () => keep("", false);

/** Fetch with the key; where the server wants another one, ask for it and try again. */
export async function fetchWithKey(url, options) {
  for (;;) {
    const key = stored();
    const headers = key ? { ...options.headers, authorization: `Bearer ${key}` } : options.headers;
    const response = await fetch(url, { ...options, headers });
    if (response.status !== 401) return response;
    const changed = stored() !== key; // another request has asked meanwhile
    if (!changed && !(await ask(response.clone(), options.signal))) return response;
  }
}

let asking = null; // several requests ask once

function ask(response, signal) {
  asking ??= dialog(response, signal).finally(() => (asking = null));
  return asking;
}

async function dialog(response, signal) {
  const body = await response.json().catch(() => null);
  const input = h("input", {
    id: "key", type: "password", required: true, pattern: "\\s*[!-~]+\\s*", title: t("keyLabel"),
    autocomplete: "off", spellcheck: "false", "aria-describedby": "key-problem",
  });
  const remember = h("input", { id: "key-remember", type: "checkbox" });
  const cancel = h("button", { type: "button", class: "plain" }, t("cancel"));
  const form = h("form", { method: "dialog" },
    h("h2", { id: "key-title" }, t("keyTitle")),
    h("p", { id: "key-problem", class: "problem", role: "alert" }, body?.error?.message ?? ""),
    h("div", { class: "field" }, h("label", { for: "key" }, t("keyLabel")), input),
    h("label", { class: "remember" }, remember, t("keyRemember")),
    h("div", { class: "go" }, h("button", { type: "submit", class: "primary" }, t("keyUse")), cancel));
  const box = h("dialog", { id: "key-dialog", class: "key", "aria-labelledby": "key-title" }, form);
  document.body.append(box);
  box.showModal();
  const given = await new Promise((resolve) => {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      keep(input.value.trim(), remember.checked);
      resolve(true);
    });
    cancel.addEventListener("click", () => resolve(false));
    box.addEventListener("close", () => resolve(false)); // by the Escape key
    signal?.addEventListener("abort", () => resolve(false));
  });
  box.close();
  box.remove();
  return given;
}
