// Search in the report. The index is a script, because a page opened from a folder may not
// fetch files; it is loaded when the search field is first used.
"use strict";

const LIMIT = 12;

// One character for one, so that a hit's place in the folded text is its place in the text.
const fold = (text) => Array.from(text, (c) => c.normalize("NFD")[0].toLowerCase()[0]);

function hits(index, query) {
  const words = fold(query).join("").split(/\s+/).filter(Boolean);
  if (!words.length) return [];
  const found = [];
  for (const entry of index) {
    const title = fold(`${entry.chapter} ${entry.section}`).join("");
    const text = fold(entry.text).join("");
    let score = 0;
    for (const word of words) {
      if (title.includes(word)) score += 10;
      else if (text.includes(word)) score += 1;
      else { score = 0; break; }
    }
    if (score) found.push({ entry, score });
  }
  found.sort((a, b) => b.score - a.score);
  return found.map(({ entry }) => ({ entry, words }));
}

// Text nodes only: nothing from the index or the query is ever read as HTML.
function marked(element, text, words) {
  const characters = Array.from(text);
  const folded = fold(text);
  const plain = folded.join("");
  let done = 0;
  for (let at = 0; at < characters.length;) {
    const word = words.find((candidate) => plain.startsWith(candidate, at));
    if (!word) { at += 1; continue; }
    element.append(characters.slice(done, at).join(""));
    const mark = document.createElement("mark");
    mark.textContent = characters.slice(at, at + word.length).join("");
    element.append(mark);
    at += word.length;
    done = at;
  }
  element.append(characters.slice(done).join(""));
  return element;
}

function snippet(text, words) {
  const plain = fold(text).join("");
  const first = Math.min(...words.map((word) => plain.indexOf(word)).filter((at) => at >= 0));
  const from = Number.isFinite(first) ? Math.max(0, plain.lastIndexOf(" ", Math.max(0, first - 60))) : 0;
  const characters = Array.from(text);
  const part = characters.slice(from, from + 180).join("").trim();
  return (from ? "… " : "") + part + (from + 180 < characters.length ? " …" : "");
}

function result({ entry, words }, root) {
  const part = (name, text) => {
    const span = document.createElement("span");
    span.className = name;
    return marked(span, text, words);
  };
  const link = document.createElement("a");
  link.href = root + entry.href;
  const place = entry.section && entry.section !== entry.chapter
    ? `${entry.chapter}: ${entry.section}` : entry.chapter;
  link.append(part("where", place), part("snippet", snippet(entry.text, words)));
  const item = document.createElement("li");
  item.append(link);
  return item;
}

function search(form, root) {
  const input = form.querySelector("input");
  const panel = form.querySelector(".search-panel");
  const status = form.querySelector(".search-status");
  const list = form.querySelector(".search-results");

  const show = () => {
    const query = input.value.trim();
    panel.hidden = !query;
    if (!query) { list.replaceChildren(); status.textContent = ""; return; }
    if (!window.searchIndex) { status.textContent = "Loading the index"; return; }
    const found = hits(window.searchIndex, query);
    list.replaceChildren(...found.slice(0, LIMIT).map((hit) => result(hit, root)));
    status.textContent = found.length === 0 ? "Nothing found"
      : found.length === 1 ? "1 result"
      : found.length > LIMIT ? `${found.length} results, the first ${LIMIT} shown`
      : `${found.length} results`;
  };
  const load = () => {
    const script = document.createElement("script");
    script.src = `${root}assets/search-index.js`;
    script.addEventListener("load", show);
    script.addEventListener("error", () => { status.textContent = "The search index is missing"; });
    document.head.append(script);
  };
  const close = () => { panel.hidden = true; };

  input.addEventListener("focus", load, { once: true });
  input.addEventListener("focus", show);
  input.addEventListener("input", show);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    list.querySelector("a")?.focus();
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { event.preventDefault(); event.stopPropagation(); input.focus(); close(); return; }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const links = [...list.querySelectorAll("a")];
    if (!step || panel.hidden || !links.length) return;
    event.preventDefault();
    const next = links.indexOf(document.activeElement) + step;
    (next < 0 ? input : links[Math.min(next, links.length - 1)]).focus();
  });
  document.addEventListener("focusin", (event) => { if (!form.contains(event.target)) close(); });
  document.addEventListener("pointerdown", (event) => { if (!form.contains(event.target)) close(); });
}
