// Talks to the server: one completion, whole or as server-sent events. Throws Failure
// with words fit to show; knows nothing of the page.

import { fetchWithKey } from "./key.js";
import { t } from "./words.js";

const ENDPOINT = new URL("v1/multimodal/completion", document.baseURI);

/** Something went wrong; `message` is for the user, `code` for whoever helps them. */
export class Failure extends Error {
  constructor(message, code = "") {
    super(message);
    this.code = code;
  }
}

const fromBody = (body) => new Failure(body.error.message, body.error.code ?? body.error.type ?? "");

async function post(fields, signal) {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) {
    if (value instanceof File) form.append(name, value, value.name);
    else if (value) form.append(name, value);
  }
  let response;
  try {
    response = await fetchWithKey(ENDPOINT, { method: "POST", body: form, signal });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Failure(t("serverOff"), "unreachable");
  }
  if (response.ok) return response;
  const body = await response.json().catch(() => null);
  if (body?.error?.message) throw fromBody(body);
  throw new Failure(t("serverStatus", { status: response.status }), String(response.status));
}

/** Split a stream of text into server-sent events: [name, data]. */
export async function* events(chunks) {
  let rest = "";
  for await (const chunk of chunks) {
    rest = (rest + chunk).replace(/\r\n/g, "\n");
    const blocks = rest.split("\n\n");
    rest = blocks.pop();
    for (const block of blocks) {
      let name = "message";
      const data = [];
      for (const line of block.split("\n")) {
        if (line.startsWith("event:")) name = line.slice(6).trim();
        else if (line.startsWith("data:")) data.push(line.slice(5).replace(/^ /, ""));
      }
      if (data.length) yield [name, data.join("\n")];
    }
  }
}

async function* decoded(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Failure(t("broken"), "interrupted");
  }
}

/** Ask for an answer as it is written; calls back what comes, by its name, and returns the answer. */
export async function streamed(fields, { signal, reading, section, delta, restart }) {
  const response = await post({ ...fields, stream: "true", include: "reading,check" }, signal);
  for await (const [name, data] of events(decoded(response.body))) {
    const value = JSON.parse(data);
    if (name === "reading") reading(value);
    else if (name === "section") section(value.task);
    else if (name === "delta") delta(value.text);
    else if (name === "restart") restart();
    else if (name === "error") throw fromBody(value);
    else if (name === "done") return value;
  }
  throw new Failure(t("broken"), "interrupted");
}

/** Ask for a whole answer. */
export async function whole(fields, signal) {
  return (await post(fields, signal)).json();
}
