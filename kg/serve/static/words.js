// The words of the interface. In: what /api/words says; out: words in the language that is read.
import { now } from "./state.js";

let known = { types: {}, roles: {}, links: {}, kinds: {}, words: {}, patterns: {}, arrival: { endings: [] } };

// Called once, before anything is shown.
export function learn(words) {
  known = { ...known, ...words };
}

// The language: as the address says, as was chosen before, as the browser prefers.
export function language() {
  const asked = now().lang || stored("language");
  if (asked === "zh" || asked === "en") return asked;
  return navigator.language.startsWith("zh") ? "zh" : "en";
}

export function stored(name) {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;           // storage may be forbidden
  }
}

export function store(name, value) {
  try {
    if (value === null) localStorage.removeItem(name);
    else localStorage.setItem(name, value);
  } catch {
    // then it is forgotten with the page
  }
}

// One of two words {zh, en}, with {…} filled in, and {count:fact|facts} by how many there are; lists of words stay lists.
export function said(pair, values = {}) {
  const text = typeof pair === "string" ? pair : pair?.[language()] || pair?.zh || "";
  if (Array.isArray(text)) return text;
  const fitting = text.replace(/\{(\w+):([^|}]*)\|([^}]*)\}/g, (_, name, one, many) => (String(values[name]) === "1" ? one : many));
  return fitting.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

// The words under `key`. A key that is not known shows itself, so that it is noticed.
export const t = (key, values = {}) => (known.words[key] ? said(known.words[key], values) : key);
export const has = (key) => key in known.words;
export const typeName = (type) => said(known.types[type]) || type;
// What several things of a root class are called: People, Places.
export const manyName = (kind) => (has(`many_${kind}`) ? t(`many_${kind}`) : typeName(kind));
export const typeNames = () => Object.keys(known.types);
export const roleName = (role) => said(known.roles[role]) || role;
export const kinds = () => known.kinds;
export const pattern = (kind) => known.patterns[kind] || [];
export const arrivals = () => known.arrival.endings;

// The name of a link between entities, read from its other end where `back`.
export function linkName(name, back = false) {
  const link = known.links[name];
  if (!link) return name;
  return back ? link[`${language()}_back`] || said(link) : said(link);
}

// A count, with the separators of the language.
export const count = (number) => Number(number).toLocaleString(language() === "zh" ? "zh-CN" : "en-GB");

// A value as the graph has it ("411000", "2.5"), made readable without losing a digit.
export function figure(value) {
  const [whole, part] = String(value).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ",");
  return part ? `${grouped}.${part}` : grouped;
}
