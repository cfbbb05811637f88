// The page works without this script; it adds the theme switch, the menu on small screens,
// the mark on the section being read, and the search. It is loaded before the body, so that
// the chosen theme is there at the first paint.
"use strict";

const store = {
  get(key) { try { return localStorage.getItem(key); } catch { return null; } },
  set(key, value) { try { localStorage.setItem(key, value); } catch { /* private window */ } },
};
const html = document.documentElement;
html.classList.add("js");
if (["light", "dark"].includes(store.get("theme"))) html.dataset.theme = store.get("theme");

function switchTheme(button) {
  const system = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (html.dataset.theme ?? (system.matches ? "dark" : "light")) === "dark";
  const label = () => {
    button.textContent = isDark() ? "Light" : "Dark";
    button.setAttribute("aria-label", `${button.textContent} theme`);
  };
  button.addEventListener("click", () => {
    html.dataset.theme = isDark() ? "light" : "dark";
    store.set("theme", html.dataset.theme);
    label();
  });
  system.addEventListener("change", label);
  label();
}

function openMenu(button, menu) {
  const show = (open) => {
    button.setAttribute("aria-expanded", open);
    menu.classList.toggle("open", open);
  };
  button.addEventListener("click", () => show(button.getAttribute("aria-expanded") !== "true"));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || button.getAttribute("aria-expanded") !== "true") return;
    show(false);
    button.focus();
  });
}

function markSection(contents) {
  const wide = matchMedia("(min-width: 78rem)");
  const details = contents.querySelector("details");
  const unfold = () => { details.open = wide.matches; };
  wide.addEventListener("change", unfold);
  unfold();

  const links = new Map();
  for (const link of contents.querySelectorAll("a[href^='#']")) {
    const target = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (target) links.set(target, link);
  }
  const mark = () => {
    let current = null;
    for (const target of links.keys()) {
      if (target.getBoundingClientRect().top < innerHeight / 4) current = target;
    }
    for (const [target, link] of links) {
      if (target === current) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  };
  let waiting = false;
  addEventListener("scroll", () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => { waiting = false; mark(); });
  }, { passive: true });
  mark();
}

// A formula too long for the screen scrolls; the keyboard must reach it.
function reachFormulas() {
  for (const formula of document.querySelectorAll("math[display='block']")) {
    if (formula.scrollWidth > formula.clientWidth) formula.setAttribute("tabindex", "0");
  }
}

// scrollIntoView would let the Tab key begin there, and pass over the link to the text.
function showCurrent(chapters) {
  const below = chapters.querySelector("[aria-current]")?.getBoundingClientRect().bottom
    - Math.min(chapters.getBoundingClientRect().bottom, innerHeight);
  if (below > 0) chapters.scrollTop += below;
}

// On paper the notice stands in the margin of every sheet (base.css).
function printNotice(notice) {
  html.style.setProperty("--notice-text", JSON.stringify(notice.textContent.trim().replace(/\s+/g, " ")));
}

addEventListener("DOMContentLoaded", () => {
  const find = (selector) => document.querySelector(selector);
  if (find(".demonstration")) printNotice(find(".demonstration"));
  switchTheme(find(".theme-button"));
  openMenu(find(".menu-button"), find("#chapters"));
  showCurrent(find("#chapters"));
  if (find(".contents")) markSection(find(".contents"));
  reachFormulas();
  addEventListener("resize", reachFormulas);
  search(find(".search"), document.body.dataset.root);
});
