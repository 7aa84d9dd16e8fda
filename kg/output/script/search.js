"use strict";
// Search. In: what is typed. Out: entities and facts whose names hold it, in either script, best first.

// One character for one, so that places in the text stay: width, case and script (traditional to simplified).
const fold = (text) => Array.from({ length: text.length }, (_, at) => {
  const code = text.charCodeAt(at);
  const char = code >= 0xff01 && code <= 0xff5e ? String.fromCharCode(code - 0xfee0) : text[at];
  const low = char.toLowerCase();
  return words.folds[char] || (low.length === 1 ? low : char);
}).join("");
const key = (text) => fold(text).replace(/[\s·・.,,。、“”"'《》()()-]/g, "");
const index = scene.entities.map((entity) => [entity.label, ...entity.aliases].map((name) => [key(name), name]));

// 0 the name itself, 1 its beginning, 2 a part, 3 its characters in order with others between; null for no match.
function rank(name, query) {
  if (name === query) return 0;
  if (name.startsWith(query)) return 1;
  if (name.includes(query)) return 2;
  if (query.length < 2) return null;
  let at = -1;
  return [...query].every((char) => (at = name.indexOf(char, at + 1)) >= 0) ? 3 : null;
}

// What of a list of names fits a query best: its rank, and the name's place.
const bestOf = (names, query) =>
  names.map(([name], place) => [rank(name, query), place]).filter(([value]) => value !== null).sort((a, b) => a[0] - b[0] || a[1] - b[1])[0];

// The rank of a list of names in which every word is found, whatever the order of the words; else null.
function rankAll(names, asked) {
  const found = asked.map((one) => bestOf(names, one));
  return found.every(Boolean) ? found.reduce((sum, [value]) => sum + value, 0) : null;
}

// What a fact can be found by: its word and what its class is called, and the names of those who take part.
const actWords = scene.facts.map((fact) => [fact.word, ...Object.values(words.types[fact.type])].filter(Boolean).map((name) => [key(name)]));
const actNames = scene.facts.map((fact) => fact.roles.flatMap(([, ref]) => (typeof ref === "string" ? [[key(ref)]] : index[ref])));

function findEntities(query, asked) {
  return index.flatMap((names, entity) => {
    const whole = bestOf(names, query);
    if (whole) return [{ rank: whole[0], entity, alias: whole[1] ? names[whole[1]][1] : "" }];
    const value = asked.length > 1 ? rankAll(names, asked) : null;
    return value === null ? [] : [{ rank: value, entity, alias: "" }];
  });
}

// One word alone has to be the fact's own; the participants alone would find what their panels list anyway.
function findFacts(asked) {
  return scene.facts.flatMap((_, fact) => {
    const own = asked.some((one) => bestOf(actWords[fact], one));
    if (asked.length < 2 && !own) return [];
    const value = rankAll([...actWords[fact], ...actNames[fact]], asked);
    return value === null ? [] : [{ rank: value + (own ? 0 : 1), fact }];
  });
}

const weight = (hit) => (hit.fact === undefined ? around[hit.entity].length : scene.facts[hit.fact].roles.length);

function find(text) {
  const asked = text.split(/\s+/).map(key).filter(Boolean);
  if (!asked.length) return [];
  const hits = [...findEntities(key(text), asked), ...findFacts(asked)];
  return hits.sort((a, b) => a.rank - b.rank || (a.fact === undefined ? 0 : 1) - (b.fact === undefined ? 0 : 1) || weight(b) - weight(a) || (a.entity ?? a.fact) - (b.entity ?? b.fact));
}

const MOST = 20;           // results listed

let active = -1;
let shownHits = [];

function option(hit, place) {
  const it = hit.fact === undefined ? scene.entities[hit.entity] : scene.facts[hit.fact];
  const name = hit.fact === undefined ? it.label : plain(it) || named(it.type);
  return el("li", { role: "option", id: `r-${place}`, onclick: () => take(hit) }, shape(it.kind === "Tenure" ? "Action" : it.kind),
    el("span", { class: "name" }, el("bdi", {}, name), hit.alias ? el("span", { class: "quiet" }, el("bdi", {}, ` ${hit.alias}`)) : null),
    el("span", { class: "quiet" }, named(it.type)));
}

function suggest() {
  const text = $("search").value;
  const hits = find(text);
  shownHits = hits.slice(0, MOST);
  active = hits.length ? 0 : -1;
  const items = shownHits.map(option);
  if (hits.length > MOST) items.push(el("li", { class: "none" }, t("more_results", { count: hits.length - MOST })));
  if (!items.length && text.trim()) items.push(el("li", { class: "none" }, t("nothing", { query: text })));
  $("results").replaceChildren(...items);
  open(items.length > 0);
  mark();
  if (text.trim()) $("said").textContent = hits.length ? t("results", { count: hits.length }) : t("nothing", { query: text });
}

function open(on) {
  $("results").hidden = !on;
  $("search").setAttribute("aria-expanded", String(on));
}

function mark() {
  const options = [...$("results").querySelectorAll("[role=option]")];
  options.forEach((option, place) => option.setAttribute("aria-selected", String(place === active)));
  if (options[active]) {
    $("search").setAttribute("aria-activedescendant", options[active].id);
    options[active].scrollIntoView({ block: "nearest" });
  } else $("search").removeAttribute("aria-activedescendant");
}

function take(hit) {
  open(false);
  if (narrow.matches) $("search").blur();
  if (hit.fact === undefined) choose(hit.entity);
  else showFact(hit.fact);
}

$("search").addEventListener("input", suggest);
$("search").addEventListener("focus", () => { $("search").select(); if ($("search").value.trim()) suggest(); });
$("search").addEventListener("blur", () => setTimeout(() => open(false), 150));
$("results").addEventListener("mousedown", (event) => event.preventDefault());
$("search").addEventListener("keydown", (event) => {
  const options = [...$("results").querySelectorAll("[role=option]")];
  if ((event.key === "ArrowDown" || event.key === "ArrowUp") && options.length) {
    active = (active + (event.key === "ArrowDown" ? 1 : options.length - 1)) % options.length;
    mark();
    event.preventDefault();
  } else if (event.key === "Enter" && options[active]) take(shownHits[active]);
  else if (event.key === "Escape") {
    if ($("results").hidden) $("search").blur();
    open(false);
    event.stopPropagation();
  }
});
