// The filter bar of facts. In: the state and the facets that the server counted; out: links and fields that change the
// state. Every choice is an address of its own.
import { el } from "./dom.js";
import { go, link } from "./state.js";
import { count, kinds, roleName, t, typeName } from "./words.js";

export const FILTERS = ["type", "role", "kind", "from", "to", "period", "dates", "place", "agent_kind", "q", "below"];
const DATE = "\\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\\d|3[01]))?)?";
const FIRST = 14;

// The values of the filters in the state, as the server wants them.
export const filtersOf = (state) => Object.fromEntries(FILTERS.filter((name) => state[name]).map((name) => [name, state[name]]));

const afresh = (changes) => ({ ...changes, offset: null });

// The bar: types as chips, the rest behind a fold, what is chosen as tokens that can be taken off.
export function filterBar(state, facets, names) {
  const rest = FILTERS.filter((name) => state[name] && name !== "type");
  return el("div", { class: "filters" }, chips(state, facets.type || []), doers(state, facets.agent_kind || []), parts(state, facets.role || []),
    el("details", { class: "more", open: rest.length > 0 }, el("summary", null, t("more_filters")), form(state, facets, names)),
    tokens(state, names));
}

function chips(state, types) {
  const all = types.reduce((sum, type) => sum + type.count, 0);
  const chip = (type, number, word) => el("a", {
    class: "chip", href: link(afresh({ type: state.type === type ? "" : type })), "aria-current": (state.type || "") === type ? "true" : null, "data-key": `type:${type}`,
  }, word, " ", el("span", { class: "count" }, count(number)));
  const chosen = state.type && !types.some(({ name }) => name === state.type) ? [{ name: state.type, count: 0 }] : [];
  const list = [...types, ...chosen].map(({ name, count: number }) => chip(name, number, typeName(name)));
  return el("nav", { class: "chips", "aria-label": t("by_type") }, chip("", all, t("all_types")), list.slice(0, FIRST),
    list.length > FIRST && el("details", { class: "rest", open: types.findIndex(({ name }) => name === state.type) >= FIRST }, el("summary", null, t("more_types", { count: list.length - FIRST })), list.slice(FIRST)));
}

// Who did what was chosen: persons, bodies, companies …
function doers(state, list) {
  if (!state.type || (list.length < 2 && !state.agent_kind)) return null;
  const chip = ({ name, count: n }) => el("a", {
    class: "chip", href: link(afresh({ agent_kind: state.agent_kind === name ? null : name })), "aria-current": state.agent_kind === name ? "true" : null, "data-key": `doer:${name}`,
  }, typeName(name), " ", el("span", { class: "count" }, count(n)));
  return el("nav", { class: "chips small", "aria-label": t("agent_kind") }, el("span", { class: "quiet" }, t("done_by")), list.slice(0, FIRST).map(chip));
}

// Which part it plays in them: did it, or was it done to it.
function parts(state, list) {
  if (!state.iri || (list.length < 2 && !state.role)) return null;
  const chip = ({ name, count: n }) => el("a", {
    class: "chip", href: link(afresh({ role: state.role === name ? null : name })), "aria-current": state.role === name ? "true" : null, "data-key": `role:${name}`,
  }, roleName(name), " ", el("span", { class: "count" }, count(n)));
  return el("nav", { class: "chips small", "aria-label": t("role") }, el("span", { class: "quiet" }, t("as_role")), list.map(chip));
}

function form(state, facets, names) {
  const apply = (event) => {
    event?.preventDefault();
    const values = Object.fromEntries(new FormData(fields));
    go(afresh(values));
  };
  const fields = el("form", { class: "fields", onsubmit: apply },
    field(t("from"), date("from", state.from, apply)), field(t("to"), date("to", state.to, apply)),
    state.iri ? null : choice("role", t("some_role"), state.role, (facets.role || []).map(({ name, count: n }) => [name, roleName(name), n]), apply),
    state.type ? null : choice("agent_kind", t("agent_kind"), state.agent_kind, (facets.agent_kind || []).map(({ name, count: n }) => [name, typeName(name), n]), apply),
    choice("place", t("place"), state.place, (facets.place || []).map(({ ref, count: n }) => [ref.iri, ref.label, n]), apply, names),
    field(t("with_words"), el("input", { name: "q", type: "search", value: state.q, id: "filter-q", autocomplete: "off" })),
    el("button", { class: "button", type: "submit" }, t("apply")));
  return [fields, years(state, facets.year || []), basis(state)];
}

const field = (name, input) => el("label", { class: "field" }, el("span", null, name), input);

function date(name, value, apply) {
  return el("input", { name, id: `filter-${name}`, value, pattern: DATE, placeholder: "2020-02-01", title: t("date_hint"), maxlength: 10, size: 10, autocomplete: "off", onchange: (event) => event.target.validity.valid && apply() });
}

function choice(name, label, value, options, apply, names = {}) {
  if (!options.length && !value) return null;
  const known = options.some(([key]) => key === value) || !value ? options : [[value, names[value] || typeName(value), 0], ...options];
  const items = known.map(([key, word, n]) => el("option", { value: key, selected: key === value }, n ? `${word} (${count(n)})` : word));
  return field(label, el("select", { name, id: `filter-${name}`, onchange: apply }, el("option", { value: "" }, t("any")), items));
}

function years(state, list) {
  if (list.length < 2) return null;
  const chosen = (year) => state.from === year && state.to === year;
  return el("nav", { class: "chips small", "aria-label": t("by_year") }, list.map(({ name, count: n }) => el("a", {
    class: "chip", href: link(afresh(chosen(name) ? { from: null, to: null } : { from: name, to: name })), "aria-current": chosen(name) ? "true" : null, "data-key": `year:${name}`,
  }, name, " ", el("span", { class: "count" }, count(n)))));
}

// Which dates count: with the day of the article where nothing else is told, or only those that texts say.
function basis(state) {
  const chip = (dates) => el("a", { class: "chip", href: link(afresh({ dates: dates || null })), "aria-current": (state.dates || "") === dates ? "true" : null, "data-key": `dates:${dates}` },
    t(dates ? "dates_said" : "dates_all"));
  return el("nav", { class: "chips small", "aria-label": t("filter_dates") }, el("span", { class: "quiet" }, t("filter_dates")), chip(""), chip("said"));
}

function tokens(state, names) {
  const words = {
    type: typeName, role: roleName, agent_kind: typeName, kind: (kind) => (kinds()[kind] || kind === "Tenure" ? typeName(kind) : kind),
    place: (iri) => names[iri] || t("chosen"), below: () => t("not_below"), dates: () => t("dates_said"),
  };
  const set = FILTERS.filter((name) => state[name]);
  if (!set.length) return null;
  const token = (name) => el("a", { class: "token", href: link(afresh({ [name]: null })), "data-key": `token:${name}`, title: t("take_off", { what: t(`filter_${name}`) }) },
    `${t(`filter_${name}`)}${t("colon")}`, el("bdi", null, (words[name] || String)(state[name])), el("span", { "aria-hidden": "true" }, " ✕"));
  const none = Object.fromEntries(set.map((name) => [name, null]));
  return el("p", { class: "tokens" }, set.map(token), set.length > 1 && el("a", { class: "quietlink", href: link(afresh(none)) }, t("take_all_off")));
}
