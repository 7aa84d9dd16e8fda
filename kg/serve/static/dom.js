// Building elements. In: words, references and texts; out: elements. Whatever comes from an article is set as text, never
// as markup, and what would act unseen in it (a change of the direction of writing, say) is spelt out.
import { link } from "./state.js";
import { kinds, t, typeName } from "./words.js";

const SVG = "http://www.w3.org/2000/svg";
const DROPPED = /[\u200b-\u200d\u2060\ufeff\u00ad]/g;
const SPACES = /[\t\n\v\f\r\u2028\u2029]/g;
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/gu;

// `text` without characters that act unseen: the same rules as those of the single-file page (kg/output/page.py).
export function visible(text) {
  const spelt = (char) => `[U+${char.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}]`;
  return String(text).replace(SPACES, " ").replace(DROPPED, "").replace(UNSEEN, spelt);
}

// An element. Attributes that are null or false are left out; `onclick` and the like are listeners; children are
// elements, texts, lists of such, or nothing.
export function el(tag, attributes, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) set(node, name, value);
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false).map(shown));
  return node;
}

function set(node, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
  else if (name.startsWith("style")) throw new TypeError("no inline styles: use a class, or tint()");
  else node.setAttribute(name, value === true ? "" : visible(value));
}

const shown = (child) => (child instanceof Node ? child : visible(child));

const OUTLINES = {
  dot: "M10 2.5a7.5 7.5 0 1 0 0 15a7.5 7.5 0 1 0 0-15z", square: "M3 3h14v14H3z", diamond: "M10 1.5 18.5 10 10 18.5 1.5 10z",
  triangle: "M10 2 18.5 17h-17z", triangleDown: "M1.5 3h17L10 18z", hexagon: "M5.5 2.5h9L19 10l-4.500 7.500h-9L1 10z",
  star: "M10 1l2.700 5.900 6.300.800-4.700 4.300 1.300 6.300L10 15.200l-5.600 3.100 1.300-6.300L1 7.700l6.300-.800z",
  ring: "M10 2.500a7.500 7.500 0 1 0 0 15a7.500 7.500 0 1 0 0-15zM10 6a4 4 0 1 1 0 8a4 4 0 1 1 0-8z",
  page: "M4 2h8l4 4v12H4zM12 2v4h4",
};
const SHORT = 5;           // characters of a name that is not broken at the end of a line
const OTHERS = { Tenure: "ring", Article: "page" };

// Gives an element the colour of a kind, as its --tint.
export function tint(node, kind) {
  node.style.setProperty("--tint", `var(--kind-${kind})`);
  return node;
}

// The sign of a kind: shape and colour say the same, for those who do not see one of the two.
export function shape(kind) {
  const svg = tint(document.createElementNS(SVG, "svg"), kind);
  const path = document.createElementNS(SVG, "path");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("class", "shape");
  svg.setAttribute("aria-hidden", "true");
  path.setAttribute("d", OUTLINES[OTHERS[kind] || kinds()[kind]?.shape || "dot"]);
  path.setAttribute("fill-rule", "evenodd");
  svg.append(path);
  return svg;
}

// A name as a link to its page, coloured by its kind.
export function refLink(ref, { sign = false } = {}) {
  const view = ref.kind === "Article" ? "article" : "entity";
  const short = [...(ref.label || "")].length <= SHORT;
  const name = el("a", { class: short ? "ref short" : "ref", href: link({ view, iri: ref.iri }), title: typeName(ref.type) }, sign && shape(ref.kind), el("bdi", null, ref.label || t("untitled")));
  return tint(name, ref.kind);
}

// Things one after the other, apart as the language has it; a line may end between them.
export const between = (items) => items.flatMap((item, index) => (index ? [t("joined"), el("wbr"), item] : [item]));

// Several names.
export const refs = (list) => between(list.map((ref) => refLink(ref)));

// A page of our own, as a link.
export const toView = (values, ...children) => el("a", { href: link(values) }, ...children);

// A link to somewhere else: only to the web, and nothing of ours is told there. Other addresses stay text.
export function outside(address) {
  if (!/^https?:\/\//i.test(address)) return el("span", { class: "iri" }, address);
  return el("a", { href: address, rel: "noopener noreferrer external", target: "_blank" }, el("bdi", null, address));
}

// A term list: pairs of a name and what is said of it; empty ones are left out.
export function terms(pairs) {
  const told = pairs.filter(([, value]) => value && (!Array.isArray(value) || value.length));
  return told.length ? el("dl", { class: "terms" }, told.map(([name, value]) => [el("dt", null, name), el("dd", null, value)])) : null;
}

// A table whose cells say, on a narrow screen, which column they belong to. A column: {name, cell(row) → children,
// number?, sort?}; `sorting`: {now, href(sort)} where columns can be sorted.
export function table(columns, rows, { caption = "", sorting = null } = {}) {
  const head = columns.map((column) => el("th", { scope: "col", class: column.kind, "aria-sort": sorted(column, sorting) }, heading(column, sorting)));
  const body = rows.map((row) => el("tr", null, columns.map((column) => el("td", { "data-name": column.name, class: column.kind }, boxed(column.cell(row))))));
  return el("div", { class: "scroller" }, el("table", null, caption && el("caption", { class: "unseen" }, caption), el("thead", null, el("tr", null, head)), el("tbody", null, body)));
}

// On a narrow screen the name of the column stands beside what is in the cell, which has to be one box for that.
function boxed(content) {
  const told = [content].flat(Infinity).filter(Boolean);
  return told.length ? el("div", null, told) : null;
}

function heading(column, sorting) {
  if (!sorting || !column.sort) return column.name;
  const down = sorting.now === column.sort;
  return el("a", { href: sorting.href(down ? `-${column.sort}` : column.sort), class: "sorter" }, column.name);
}

function sorted(column, sorting) {
  if (!sorting || !column.sort) return null;
  return sorting.now === column.sort ? "ascending" : sorting.now === `-${column.sort}` ? "descending" : "none";
}

// A section with a heading.
export const section = (title, ...children) => el("section", null, el("h2", null, title), ...children);

// What stands where there is nothing: what it is, and what to do.
export const empty = (text, ...more) => el("div", { class: "empty" }, el("p", null, text), more);

// An error: one line, with its cure, and a way to try again.
export function failure(error, again) {
  return el("div", { class: "notice failed", role: "alert" }, el("p", null, error.message), el("button", { type: "button", class: "button", onclick: again }, t("again")));
}

// Steps through a long list: `at` of `total`, `size` at a time; `href(offset)` leads to a step.
export function pager(total, at, size, href) {
  if (total <= size) return null;
  const step = (offset, word) => (offset < 0 || offset >= total ? el("span", { class: "button off" }, word) : el("a", { class: "button", href: href(offset), "data-key": `step:${word}` }, word));
  const part = t("part_of", { first: at + 1, last: Math.min(total, at + size), total });
  return el("nav", { class: "pager", "aria-label": t("pages") }, step(at - size, t("before")), el("span", null, part), step(at + size, t("after")));
}

let speaking = 0;

// Says something to those who hear the page.
export function announce(text) {
  clearTimeout(speaking);
  speaking = setTimeout(() => {
    document.getElementById("said").textContent = visible(text);
  }, 60);
}
