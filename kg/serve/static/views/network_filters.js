// The legend, which is the filter: kinds of nodes and of lines with how many are shown, types of actions, dates, a place.
// In: what is there and what is chosen; out: an element.

import { el, refLink, shape } from "../dom.js";
import { count, t, typeName } from "../words.js";
import { picker } from "./picker.js";

const LINES = ["tenure", "link"];
const DATE = "\\d{4}(-\\d{2}(-\\d{2})?)?";

// `seen`: {kinds: Map(kind → {count}), lines: Map(kind → count), types: [{type, count}] in the whole graph, place: Ref, null,
// or undefined where places are no filter}; `acts`: {kind(name), type(name), dates({from, to}), place(iri), clear()}.
export function filterPanel(seen, chosen, acts) {
  const any = chosen.kinds.size || chosen.types.size || chosen.from || chosen.to || chosen.dates || chosen.place;
  const lines = LINES.filter((name) => seen.lines.has(name)).map((name) => row(`kind-${name}`, el("span", { class: `dash ${name}` }), t(`lines_${name}`), seen.lines.get(name), !chosen.kinds.has(name), () => acts.kind(name)));
  return el("div", { class: "filter-panel" },
    any ? el("p", null, el("button", { type: "button", class: "pill", id: "no-filters", onclick: acts.clear }, t("all_filters_off"))) : null,
    group("kinds_shown", byCount(seen.kinds).map(([kind, { count: number }]) => row(`kind-${kind}`, shape(kind), typeName(kind), number, !chosen.kinds.has(kind), () => acts.kind(kind))), lines),
    dates(chosen, acts), seen.place === undefined ? null : place(seen, acts),
    group("types_shown", el("p", { class: "quiet" }, t("types_hint")), seen.types.map(({ type, count: number }) => row(`type-${type}`, null, typeName(type), number, chosen.types.has(type), () => acts.type(type)))));
}

const group = (name, ...children) => el("fieldset", null, el("legend", null, t(name)), children);
const byCount = (kinds) => [...kinds].sort((a, b) => b[1].count - a[1].count);

// The same in short, over the picture: kinds with how many are shown; a click hides or shows one.
export function miniLegend(kinds, hidden, toggle) {
  return el("ul", { "aria-label": t("legend") }, byCount(kinds).map(([kind, { count: number }]) => el("li", null,
    el("button", { type: "button", id: `mini-${kind}`, class: "key", "aria-pressed": String(!hidden.has(kind)), title: t(hidden.has(kind) ? "show_kind" : "hide_kind", { kind: typeName(kind) }), onclick: () => toggle(kind) },
      shape(kind), typeName(kind), el("span", { class: "count" }, count(number))))));
}

function row(id, sign, name, number, on, change) {
  const box = el("input", { type: "checkbox", id, onchange: change });
  box.checked = on;
  return el("label", { class: on ? "row" : "row off" }, box, sign, el("span", { class: "name" }, name), number === null ? null : el("span", { class: "count" }, count(number)));
}

function dates(chosen, acts) {
  const field = (name, value) => el("label", { class: "field" }, el("span", null, t(`span_${name}`)),
    el("input", { id: `net-${name}`, value, pattern: DATE, placeholder: "2020-02-01", title: t("date_hint"), maxlength: 10, autocomplete: "off",
      onchange: ({ target }) => target.validity.valid && acts.dates({ [name]: target.value }) }));
  return group("dates_shown", el("div", { class: "two" }, field("from", chosen.from), field("to", chosen.to)),
    row("net-said", null, t("dates_said"), null, Boolean(chosen.dates), () => acts.dates({ dates: chosen.dates ? null : "said" })));
}

function place(seen, acts) {
  return group("place_shown", seen.place
    ? el("p", { class: "end" }, refLink(seen.place, { sign: true }), el("button", { type: "button", class: "icon", "aria-label": t("take_off", { what: seen.place.label }), onclick: () => acts.place("") }, "×"))
    : picker({ label: t("place_pick"), kind: "Place", pick: ({ iri }) => acts.place(iri) }));
}
