// Search as you type: a combobox with a list of hits. In: what is typed; out: hits, of which one can be gone to.
import { announce, el, shape, visible } from "./dom.js";
import { get, stale } from "./api.js";
import { go, link, now, on } from "./state.js";
import { count, t, typeName } from "./words.js";

const WAIT = 90;
const LONGEST = 60;        // so much of what finds nothing is said back
const $ = (id) => document.getElementById(id);
let running = new AbortController();
let waiting = 0;
let hits = [];             // what can be gone to: states of the explorer
let chosen = -1;
let whole = null;          // answers of the search for what stands typed, or null while it is asked

export function start() {
  const field = $("search");
  field.addEventListener("input", () => later());
  field.addEventListener("focus", () => field.value.trim() && later(0));
  field.addEventListener("keydown", keys);
  document.addEventListener("pointerdown", (event) => $("searcher").contains(event.target) || close());
  $("searcher").addEventListener("focusout", (event) => event.relatedTarget && !$("searcher").contains(event.relatedTarget) && close());
  on((_, how) => how.fresh && leave());
}

function later(wait = WAIT) {
  clearTimeout(waiting);
  running.abort();
  whole = null;
  if (!$("search").value.trim()) return close();
  waiting = setTimeout(ask, wait);
  return undefined;
}

async function ask() {
  running = new AbortController();
  const { signal } = running;
  const query = $("search").value.trim();
  whole = get("search", { q: query, limit: 12 }, signal);
  try {
    show(query, await whole);
  } catch (error) {
    if (!stale(error) && !signal.aborted) open([el("li", { class: "none" }, error.message)], []);
  }
}

function show(query, answer) {
  const found = [...answer.hits.map((hit) => named(query, hit)), ...answer.types.map(typed)];
  const ordered = [...found.filter(({ meant }) => meant(query)), ...found.filter(({ meant }) => !meant(query))];
  const options = ordered.map(option);
  const more = answer.more ? [el("li", { class: "none", role: "presentation" }, el("a", { href: link({ view: "entities", q: query }), tabindex: "-1" }, t("more_found", { count: count(answer.more) })))] : [];
  const none = options.length ? [] : nothing(query);
  open([...options, ...more, ...none], ordered.map(({ state }) => state));
  announce(options.length ? t("results", { count: options.length + answer.more }) : t("nothing", { query: short(query) }));
}

// What was typed, where it is said back.
const short = (query) => (query.length > LONGEST ? `${query.slice(0, LONGEST)}…` : query);

// Where there is nothing: that, and what else to try.
const nothing = (query) => [el("li", { class: "none", role: "presentation" }, el("span", { class: "both" }, el("span", null, t("nothing", { query: short(query) })), el("span", { class: "about" }, t("nothing_hint"))))];

function open(items, found) {
  hits = found;
  chosen = found.length ? 0 : -1;
  $("results").replaceChildren(...items);
  $("results").hidden = false;
  $("search").setAttribute("aria-expanded", "true");
  mark();
}

function close() {
  hits = [];
  chosen = -1;
  $("results").hidden = true;
  $("search").setAttribute("aria-expanded", "false");
  $("search").removeAttribute("aria-activedescendant");
}

function leave() {
  clearTimeout(waiting);
  running.abort();
  $("search").value = "";
  close();
}

function option({ sign, parts }, index) {
  return el("li", { id: `hit-${index}`, role: "option", "aria-selected": "false", onclick: () => take(index) }, shape(sign), el("span", { class: "both" }, parts));
}

// A thing or an article that is called so: where it leads, and how it is shown.
function named(query, { ref, name, where, facts }) {
  const also = name && name !== ref.label ? el("span", { class: "also" }, "（", marked(name, query), "）") : null;
  const side = [typeName(ref.type), where && el("bdi", null, where), facts ? t("fact_count", { count: count(facts) }) : null].filter(Boolean);
  const label = el("span", { class: "name" }, el("bdi", null, marked(ref.label, query)), also);
  const rest = el("span", { class: "about" }, side.flatMap((part, at) => (at ? [" · ", part] : [part])));
  return { state: { view: ref.kind === "Article" ? "article" : "entity", iri: ref.iri }, sign: ref.kind, parts: [label, rest], meant: () => false };
}

// All facts of a kind that is called so; first where just its name was typed.
function typed({ type, facts }) {
  const parts = [el("span", { class: "name" }, typeName(type)), el("span", { class: "about" }, t("all_of_type"), " · ", t("fact_count", { count: count(facts) }))];
  return { state: { view: "facts", type }, sign: "Action", parts, meant: (query) => query.toLowerCase() === typeName(type).toLowerCase() };
}

// The part of a name that was typed, marked; nothing is where it was found by initials or in the other script.
function marked(name, query) {
  const text = visible(name);
  for (const word of query.split(/\s+/)) {
    const at = text.toLowerCase().indexOf(word.toLowerCase());
    if (word && at >= 0) return [text.slice(0, at), el("mark", null, text.slice(at, at + word.length)), text.slice(at + word.length)];
  }
  return text;
}

function mark() {
  for (const [index, item] of [...$("results").querySelectorAll("[role=option]")].entries()) item.setAttribute("aria-selected", String(index === chosen));
  const item = chosen < 0 ? null : $(`hit-${chosen}`);
  if (!item) return $("search").removeAttribute("aria-activedescendant");
  $("search").setAttribute("aria-activedescendant", item.id);
  return item.scrollIntoView({ block: "nearest" });
}

function take(index) {
  const state = hits[index];
  leave();
  $("search").blur();
  go(state);
}

async function keys(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (event.isComposing) return;             // the keys belong to the input method
  if (step && hits.length) {
    event.preventDefault();
    chosen = (chosen + step + hits.length) % hits.length;
    mark();
  } else if (event.key === "Enter") {
    event.preventDefault();
    await enter();
  } else if (event.key === "Escape") {
    if ($("results").hidden) $("search").blur();
    close();
  }
}

// Enter may come before the answer does; then the first hit is taken when it is there.
async function enter() {
  const state = JSON.stringify(now());
  if (!$("search").value.trim()) return;
  if (!whole) {
    clearTimeout(waiting);
    await ask();
  } else await whole.catch(() => null);
  if (chosen >= 0 && JSON.stringify(now()) === state) take(chosen);
}
