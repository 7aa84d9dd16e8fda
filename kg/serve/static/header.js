// The header: where to go, the language, light or dark, a link to what is shown, and the search. In: the state; out: the
// header in line with it.
import { announce, el } from "./dom.js";
import { go, link, now, visit } from "./state.js";
import { kinds, language, store, t } from "./words.js";
import * as search from "./search.js";

const NAV = ["home", "facts", "entities", "articles", "questions", "network", "whole", "timeline"];
const THEMES = ["auto", "light", "dark"];
const SIGNS = { auto: "◐", light: "☀", dark: "☾" };
const $ = (id) => document.getElementById(id);
const system = matchMedia("(prefers-color-scheme: dark)");

// Whether the page is dark now, however that was decided.
export const isDark = () => theme() === "dark" || (theme() === "auto" && system.matches);

const theme = () => document.documentElement.dataset.theme || "auto";

export function start() {
  document.addEventListener("click", follow);
  document.addEventListener("keydown", keys);
  $("language").addEventListener("click", otherLanguage);
  $("theme").addEventListener("click", otherTheme);
  $("copy").addEventListener("click", copy);
  system.addEventListener("change", colours);
  search.start();
  colours();
}

export function update(state) {
  $("views").replaceChildren(
    ...NAV.map((view) => el("a", { href: link({ view }), "aria-current": state.view === view ? "page" : null }, t(`view_${view}`))),
    el("a", { href: "/query" }, t("view_query")),
  );
  $("brand").href = link({ view: "home" });
  $("theme").textContent = SIGNS[theme()];
  label($("theme"), t(`theme_${theme()}`));
  label($("copy"), t("copy_link"));
  $("views").querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
}

function label(button, text) {
  button.setAttribute("aria-label", text);
  button.title = text;
}

// Our own links change the page without loading it anew.
function follow(event) {
  const anchor = event.target.closest?.("a[href]");
  if (!anchor || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  const target = new URL(anchor.href);
  if (anchor.getAttribute("href") === "#main") {
    event.preventDefault();
    return void $("main").focus();
  }
  if (anchor.target || anchor.hasAttribute("download") || target.origin !== location.origin || target.pathname !== "/") return;
  event.preventDefault();
  visit(anchor.href);
}

function keys(event) {
  const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    $("search").focus();
    $("search").select();
  }
}

function otherLanguage() {
  const other = language() === "zh" ? "en" : "zh";
  store("language", other);
  go({ ...now(), lang: other });
}

function otherTheme() {
  const next = THEMES[(THEMES.indexOf(theme()) + 1) % THEMES.length];
  store("theme", next === "auto" ? null : next);
  if (next === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = next;
  colours();
  update(now());
  announce(t(`theme_${next}`));
}

// The colours of the kinds, as the words' table has them, for every rule of the style sheet that wants them; views that
// draw hear of a change by the event "theme".
function colours() {
  const side = isDark() ? "dark" : "light";
  const style = document.documentElement.style;
  for (const [kind, look] of Object.entries(kinds())) style.setProperty(`--kind-${kind}`, look[side]);
  style.setProperty("--kind-Tenure", kinds().Person?.[side] || "");
  style.setProperty("--kind-Article", kinds().Matter?.[side] || "");
  document.documentElement.dispatchEvent(new CustomEvent("theme", { detail: { dark: isDark() } }));
}

async function copy() {
  const address = new URL(link({ ...now(), lang: language() }), location.href).href;
  const done = await copied(address);
  announce(t(done ? "copied" : "not_copied"));
  $("copy").classList.toggle("done", done);
  label($("copy"), t(done ? "copied" : "not_copied"));
  setTimeout(() => {
    $("copy").classList.remove("done");
    label($("copy"), t("copy_link"));
  }, 1600);
}

async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;            // no permission, or not a safe origin
  }
}
