"use strict";
// Reading works without this script. With it: advice while writing, undo of a crash, live changes.
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const one = (selector, root = document) => root.querySelector(selector);
const csrf = one("meta[name=csrf]").content;
const memory = {
  get: (key) => { try { return JSON.parse(sessionStorage.getItem(key)); } catch { return null; } },
  set: (key, value) => { try { sessionStorage.setItem(key, JSON.stringify(value)); } catch { /* full or forbidden */ } },
  drop: (key) => { try { sessionStorage.removeItem(key); } catch { /* forbidden */ } },
};
const WAIT = 300; // milliseconds after the last key
let timer = 0, round = 0, composing = false;

const writer = () => one("form[data-write-to]");
const keyOf = (form) => `report:${form.dataset.writeTo}:${form.dataset.key || ""}`;
const values = (form) => Object.fromEntries(all("textarea[name], input[name]:not([type=hidden]):not([name^=why-]), select[name]", form).map((field) => [field.name, field.value]));
const isChanged = (form) => all("textarea[name], input[name]:not([type=hidden]):not([name^=why-])", form).some((field) => field.value !== field.defaultValue);
const sent = async (path, form) => {
  const answer = await fetch(path, { method: "POST", body: new URLSearchParams(new FormData(form)), headers: { "x-csrf-token": csrf } });
  return answer.ok ? answer.json() : null;
};

// Texts: their height, the underlined places, what the rules say.
function grow(area) {
  area.rows = 2;
  area.style.height = "auto";
  area.style.height = `${area.scrollHeight + 4}px`;
}
function paint(area, marks) {
  const mirror = one(`[data-marks="${area.id}"]`);
  if (!mirror) return;
  mirror.replaceChildren();
  let done = 0;
  for (const [start, end, severity] of marks) {
    mirror.append(area.value.slice(done, start));
    const mark = document.createElement("mark");
    mark.className = severity;
    mark.textContent = area.value.slice(start, end);
    mirror.append(mark);
    done = end;
  }
  mirror.append(`${area.value.slice(done)}\n`);
}
async function advise() {
  const form = writer(), mine = ++round;
  if (!form || !form.dataset.check) return;
  const open = new Set(all("details[open]", form).map((item) => one("input[name^=why-]", item)?.name));
  const reasons = Object.fromEntries(all("input[name^=why-]", form).map((field) => [field.name, field.value]));
  const answer = await sent(form.dataset.check, form).catch(() => null);
  if (!answer || mine !== round || composing) return;
  for (const area of all("textarea[data-write]", form)) {
    const said = (answer.texts || {})[area.name.replace("text-", "")] || { marks: [], html: "" };
    paint(area, said.marks);
    const list = one(`[data-advice="${area.id}"]`);
    if (list && list.innerHTML !== said.html && !list.contains(document.activeElement)) list.innerHTML = said.html;
    const spoken = one(`[data-spoken="${area.id}"]`), words = (said.spoken || []).join("\n");
    if (spoken && spoken.textContent !== words) spoken.textContent = words;
  }
  for (const [name, value] of Object.entries(reasons)) {
    const field = form.elements[name];
    if (field && value) field.value = value;
    if (field && open.has(name)) field.closest("details").open = true;
  }
  const cell = one("[data-cell]", form), changes = one("[data-changes]", form), problem = one("[data-problem]", form);
  if (cell && answer.cell) cell.replaceChildren(...answer.cell.map((texts) => {
    const box = document.createElement("div");
    box.append(...texts.map((text) => Object.assign(document.createElement("p"), { textContent: text })));
    return box;
  }));
  if (changes && answer.changes) changes.replaceChildren(...answer.changes.map(([mark, text]) => {
    const piece = document.createElement({ added: "ins", dropped: "del" }[mark] || "span");
    piece.textContent = text;
    return piece;
  }));
  if (problem) {
    problem.innerHTML = answer.problem || "";
    const above = one("main > .error");  // what a refused save says already
    problem.hidden = !answer.problem || problem.textContent.trim() === above?.textContent.trim();
  }
  const preview = one("iframe[data-preview]");
  if (preview && answer.preview && preview.closest("details").open) preview.src = answer.preview;
}
function written(form) {
  for (const area of all("textarea[data-write]", form)) {
    grow(area);
    paint(area, []);
  }
  const changed = isChanged(form);
  if (changed) memory.set(keyOf(form), { base: form.elements.base.value, values: values(form) });
  else memory.drop(keyOf(form));
  all("[data-unsaved]", form).forEach((item) => { item.hidden = !changed; });
  clearTimeout(timer);
  if (!composing) timer = setTimeout(advise, WAIT);
}
function put(area, start, end, text) {
  area.focus();
  area.setSelectionRange(start, end);
  // as if it were typed, so that Ctrl+Z takes it back
  if (document.execCommand(text ? "insertText" : "delete", false, text)) return;
  area.setRangeText(text, start, end, "end");
  written(area.form);
}

// What was typed survives a crash: it comes back with what it began from, so that a save compares.
function restore(form) {
  const kept = memory.get(keyOf(form));
  if (!kept || one(".conflict, main > .error")) return;
  for (const [name, value] of Object.entries(kept.values)) {
    const field = form.elements[name];
    if (field && "value" in field && field.value !== value) field.value = value;
  }
  if (!isChanged(form)) return;
  form.elements.base.value = kept.base;
  all("[data-restored]", form).forEach((item) => { item.hidden = false; });
}

function prepare() {
  const pending = memory.get("report:pending");
  if (pending && new URLSearchParams(location.search).get("notice") === "saved") memory.drop(pending);
  memory.drop("report:pending");
  const form = writer();
  if (!form) return;
  restore(form);
  for (const area of all("textarea[data-write]", form)) grow(area);
  all("[data-unsaved]", form).forEach((item) => { item.hidden = !isChanged(form); });
  const line = Number(form.dataset.line);
  if (line) {
    const area = one("textarea[data-write]", form), lines = area.value.split("\n");
    const start = lines.slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
    area.focus();
    area.setSelectionRange(start, start + (lines[line - 1] || "").length);
  }
  advise();
}

document.addEventListener("compositionstart", () => { composing = true; clearTimeout(timer); });
document.addEventListener("compositionend", (event) => {
  composing = false;
  if (event.target.form && event.target.form === writer()) written(event.target.form);
});
document.addEventListener("input", (event) => {
  const form = writer();
  if (form && event.target.form === form && !event.target.name.startsWith("why-")) written(form);
});
document.addEventListener("change", (event) => {
  if (event.target.matches("select[data-submit]")) event.target.form.requestSubmit();
});
document.addEventListener("toggle", (event) => { if (event.target.matches("[data-preview-box][open]")) advise(); }, true);
document.addEventListener("submit", (event) => {
  if (event.target === writer()) memory.set("report:pending", keyOf(event.target));
  all("button:not([type=button])", event.target).forEach((button) => setTimeout(() => { button.disabled = true; setTimeout(() => { button.disabled = false; }, 3000); }));
});
document.addEventListener("click", (event) => {
  const button = event.target.closest("button"), form = writer();
  if (!button || !form) return;
  const { text, start, end, by } = button.dataset;
  const area = text && document.getElementById(text);
  if ("cure" in button.dataset) put(area, Number(start), Number(end), by);
  if ("place" in button.dataset) {
    area.focus();
    area.setSelectionRange(Number(start), Number(end));
  }
  if ("discard" in button.dataset) {
    memory.drop(keyOf(form));
    location.assign(form.dataset.here);
  }
});
document.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  const save = (event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "s";
  if (save && writer()) {
    event.preventDefault();
    const button = one("[data-save]", writer());
    if (button) writer().requestSubmit(button);
  }
  const next = one("[data-next]");
  if (event.key === "F9" && next) {
    event.preventDefault();
    next.click();
  }
});

// A change on the disk is shown at once, unless something is being typed: then it is announced.
async function follow() {
  const form = writer(), bar = one("[data-changed]");
  if (one(".conflict, main > .error") || (form && isChanged(form)) || all("form[data-typing]").some(isChanged)) {
    bar.hidden = false;
    return;
  }
  const answer = await fetch(location.href).catch(() => null);
  if (!answer || (form && (isChanged(form) || composing))) return;
  const html = (await answer.text()).replace(/<[s]tyle[^]*?<.style>/, ""); // its nonce is of another answer
  const page = new DOMParser().parseFromString(html, "text/html");
  const main = one("main"), focus = document.activeElement?.id, top = scrollY;
  const caret = document.activeElement?.selectionStart;
  if (main.innerHTML === one("main", page).innerHTML) return;
  main.replaceChildren(...one("main", page).childNodes);
  document.title = page.title;
  prepare();
  const again = focus && document.getElementById(focus);
  if (again) again.focus();
  if (again && caret !== undefined && again.setSelectionRange && again.matches("textarea")) again.setSelectionRange(caret, caret);
  scrollTo(0, top);
}
prepare();
const events = new EventSource("/events");
let lost = 0;
events.addEventListener("open", () => { clearTimeout(lost); lost = 0; one("[data-lost]").hidden = true; });
events.addEventListener("error", () => { lost = lost || setTimeout(() => { one("[data-lost]").hidden = false; }, 1500); });
events.addEventListener("changed", follow);
addEventListener("pagehide", () => events.close());
