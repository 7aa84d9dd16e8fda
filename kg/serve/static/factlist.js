// Facts with their filters, as lines or as a table, and the totals of their figures: what an entity's page and the page of
// all facts share. In: the state and whose facts; out: an element.
import { csv, get } from "./api.js";
import { announce, el, empty, pager, refs, shape, table, toView } from "./dom.js";
import { filterBar, filtersOf } from "./filters.js";
import { amount, cite, dated, factCard, fillers, kindsOf, marked, statuses } from "./reading.js";
import { go, link } from "./state.js";
import { count, language, store, stored, t, typeName } from "./words.js";
import { latest, totalsOf } from "./totals.js";

const SIZE = 50;
const SORTS = ["date", "-date", "type", "confidence"];

const asked = (state) => ({ ...filtersOf(state), iri: state.iri });

// The label of the place that the state filters by: facets only have the places below it.
async function namesIn({ place }, signal) {
  if (!place) return {};
  const { ref } = await get("entity", { iri: place }, signal);
  return { [place]: ref.label };
}

// What is shown below the tabs, fetched and built.
export async function factList(state, signal, { asTable = false } = {}) {
  const offset = Number(state.offset) || 0;
  const values = { ...asked(state), sort: state.sort, offset, limit: SIZE };
  const summing = state.tab === "totals";
  const [facts, sums, names] = await Promise.all([
    get("facts", values, signal), summing || state.type ? get("totals", asked(state), signal) : null, namesIn(state, signal),
  ]);
  const body = summing ? totalsOf(sums, state) : listed(facts, state, offset, asTable || Boolean(state.type), sums);
  announce(t("fact_count", { count: count(facts.total) }));
  return { facts, element: el("div", { class: "facts" }, filterBar(state, facts.facets || {}, names), body) };
}

function listed(facts, state, offset, asTable, sums) {
  if (!facts.total) return nothing(state);
  if (offset >= facts.total) return empty(t("past_end"), el("a", { class: "button", href: link({ offset: null }) }, t("from_start")));
  const tabled = state.show ? state.show === "table" : asTable;
  const content = tabled ? factTable(facts.rows, state) : lines(facts.rows, state);
  return [bar(facts, state, tabled), inAll(sums), content, pager(facts.total, offset, SIZE, (at) => link({ offset: at || null }))];
}

function nothing(state) {
  const set = Object.keys(filtersOf(state));
  const off = Object.fromEntries(set.map((name) => [name, null]));
  return set.length ? empty(t("no_facts_filtered"), el("a", { class: "button", href: link({ ...off, offset: null }) }, t("take_all_off"))) : empty(t("no_facts"));
}

function bar(facts, state, tabled) {
  const told = facts.events && facts.events < facts.total ? t("facts_of_events", { count: count(facts.total), events: count(facts.events) }) : t("fact_count", { count: count(facts.total) });
  const ways = el("div", { class: "switch", role: "group", "aria-label": t("show_as") }, way("list", t("in_lines"), !tabled), way("table", t("in_table"), tabled));
  return el("div", { class: "listbar" }, el("p", { class: "quiet" }, told), ways, sorter(state), tabled ? null : folder(), el("a", { class: "button", href: link({ view: "timeline", ...asked(state) }) }, t("in_timeline")),
    el("a", { class: "button", href: csv("facts", { ...asked(state), sort: state.sort, lang: language() }), download: "facts.csv" }, t("csv")));
}

const way = (show, name, on) => el("a", { href: link({ show }), "aria-current": on ? "true" : null, "data-key": `show:${show}` }, name);

function sorter(state) {
  const select = el("select", { id: "sort", "aria-label": t("sort"), onchange: (event) => go({ sort: event.target.value === "date" ? null : event.target.value, offset: null }) },
    SORTS.map((sort) => el("option", { value: sort, selected: (state.sort || "date") === sort }, t(`sort_${sort.replace("-", "down_")}`))));
  return select;
}

// Folds all sentences away, or opens them; remembered for other pages.
function folder() {
  const shut = stored("sentences") === "shut";
  return el("button", { type: "button", class: "button", id: "fold", "aria-pressed": String(shut), onclick: (event) => {
    const now = stored("sentences") !== "shut";
    store("sentences", now ? "shut" : null);
    event.target.setAttribute("aria-pressed", String(now));
    event.target.textContent = t(now ? "open_sentences" : "shut_sentences");
    for (const details of document.querySelectorAll(".evidence")) details.open = !now;
  } }, t(shut ? "open_sentences" : "shut_sentences"));
}

// The largest sums of a type, above its facts, with the way to all of them.
function inAll(sums) {
  if (!sums?.totals?.length) return null;
  const first = sums.totals.slice(0, 5);
  const one = ({ of, value, unit, bound, cumulative, parts }) => {
    const best = parts.length || !cumulative.length ? { value, unit, bound } : latest(cumulative);
    const apart = parts.length && cumulative.length ? el("span", { class: "quiet" }, t("and_cumulative"), el("bdi", null, latest(cumulative).words)) : null;
    return el("li", null, of && el("span", null, of.label, " "), el("b", null, bound && bound !== "exact" && parts.length ? t(`bound_${bound}`) : "", best.words && !parts.length ? best.words : `${Number(value).toLocaleString("en-GB")} ${unit}`), apart && " ", apart);
  };
  return el("div", { class: "inall" }, el("span", { class: "quiet" }, t("in_all")), el("ul", null, first.map(one)),
    el("a", { href: link({ tab: "totals", offset: null }), "data-key": "totals" }, t("see_totals", { count: sums.totals.length })));
}

// Lines, under the months where they are in order of time.
function lines(rows, state) {
  const open = stored("sentences") !== "shut";
  const ordered = ["", "date", "-date"].includes(state.sort || "");
  let last = null;
  return el("div", { class: "lines" }, rows.map((row) => {
    const month = ordered && !(state.dates && row.time.basis === "reported") ? row.time.start.slice(0, 7) : "";
    const head = ordered && month !== last ? el("h2", { class: "month" }, month || t("undated")) : null;
    last = month;
    return [head, factCard(row, { open })];
  }));
}

const WHERE = [["origin", "from_place"], ["destination", "to_place"], ["place", "at_place"]];

function where(row, here) {
  const told = WHERE.flatMap(([role, word]) => (fillers(row, role).length ? [el("div", null, t(word), refs(fillers(row, role)))] : []));
  return told.length || !row.place || row.place.iri === here ? told : el("span", { class: "quiet" }, refs([row.place]));
}

const COLUMNS = [
  { key: "when", kind: "date", sort: "date", cell: dated },
  { key: "what", sort: "type", cell: (row) => [toView({ view: "entity", iri: row.iri }, shape(row.kind), " ", el("bdi", null, row.kind === "Tenure" ? typeName(row.type) : row.word || typeName(row.type))), row.word && row.kind !== "Tenure" && row.word !== typeName(row.type) && el("small", null, typeName(row.type))] },
  { key: "who", kind: "party", cell: (row) => refs(fillers(row, "agent", "holder")) },
  { key: "object", kind: "party", cell: (row) => (row.kind === "Tenure" ? [refs(fillers(row, "organization")), " ", el("b", null, el("bdi", null, row.word)), statuses(row)] : refs(fillers(row, "object"))) },
  { key: "whom", kind: "party", cell: (row) => refs(fillers(row, "recipient")) },
  { key: "amount", kind: "figures", cell: (row) => row.quantities.map((one) => el("div", null, amount(one, { of: row.quantities.length > 1 }))) },
  { key: "where", cell: (row, here) => where(row, here) },
  { key: "sentence", kind: "sentence", cell: (row) => row.sentence && [marked(row.sentence.pieces, kindsOf(row)), el("div", null, cite(row.sentence))] },
];

function factTable(rows, state) {
  const filled = (column) => rows.some((row) => [column.cell(row, state.iri)].flat(Infinity).some(Boolean));
  const columns = COLUMNS.filter(filled).map((column) => ({ ...column, name: t(`column_${column.key}`), cell: (row) => column.cell(row, state.iri) }));
  const href = (sort) => link({ sort: sort === "date" ? null : sort, offset: null });
  return table(columns, rows, { caption: t("view_facts"), sorting: { now: state.sort || "date", href } });
}

// The tabs of an entity's page or of the page of all facts: [name, word, count?].
export function tabs(state, list) {
  const chosen = state.tab || list[0][0];
  return el("nav", { class: "tabs", "aria-label": t("tabs") }, list.map(([name, word, number]) => el("a", {
    href: link({ tab: name === list[0][0] ? null : name, offset: null }), "aria-current": chosen === name ? "page" : null, "data-key": `tab:${name}`,
  }, word, number === undefined ? null : [" ", el("span", { class: "count" }, count(number))])));
}

