// Totals of figures with their parts. In: what the server added up; out: a list in which every sum opens to show what it
// is made of, each part with its sentence.
import { csv } from "./api.js";
import { el, empty, refLink, refs, table, toView } from "./dom.js";
import { filtersOf } from "./filters.js";
import { cite, dated, fillers, kindsOf, marked, sum } from "./reading.js";
import { count, language, t } from "./words.js";

export function totalsOf(sums, state) {
  if (!sums.totals.length) return empty(t("no_totals"));
  const values = { ...filtersOf(state), iri: state.iri, lang: language() };
  return [
    el("div", { class: "listbar" }, el("p", { class: "quiet" }, t("totals_hint")), el("a", { class: "button", href: csv("totals", values), download: "totals.csv" }, t("csv"))),
    el("ul", { class: "totals" }, sums.totals.map((total, index) => el("li", null, one(total, index < 3 && sums.totals.length < 8)))),
  ];
}

// The figure told as a total that is of the latest day; undated ones stand last, and count only where no other is there.
export const latest = (cumulative) => cumulative.findLast(({ date }) => date) || cumulative.at(-1);

function one(total, open) {
  const { of, parts, cumulative, events } = total;
  const name = of ? el("span", { class: "of" }, el("bdi", null, of.label)) : el("span", { class: "of quiet" }, t("amount_of_nothing"));
  const figure = parts.length ? sum(total) : el("span", { class: "sum" }, el("span", { class: "quiet" }, t("only_cumulative")), el("b", null, el("bdi", null, latest(cumulative).words)));
  const told = parts.length ? t("from_events", { count: count(events) }) : t("cumulative_count", { count: count(cumulative.length) });
  const apart = parts.length && cumulative.length ? el("span", { class: "quiet" }, t("and_cumulative"), el("bdi", null, latest(cumulative).words)) : null;
  return el("details", { class: "total", open }, el("summary", null, name, figure, el("span", { class: "quiet" }, told), apart),
    of && el("p", { class: "quiet" }, t("about_it"), refLink(of, { sign: true })),
    parts.length > 0 && partTable(parts, t("parts")),
    cumulative.length > 0 && el("div", { class: "apart" }, el("h4", null, t("cumulative_parts")), el("p", { class: "quiet" }, t("cumulative_hint")), partTable(cumulative, t("cumulative_parts"))));
}

const COLUMNS = [
  { key: "when", kind: "date", cell: ({ time }) => dated({ time, ...(time.basis === "said" ? time : {}) }) },
  { key: "figure", kind: "figures", cell: (part) => [toView({ view: "entity", iri: part.fact }, el("b", null, el("bdi", null, part.words || part.value))), part.of && [" ", refLink(part.of)]] },
  { key: "who", kind: "party", cell: (part) => refs(fillers(part, "agent")) },
  { key: "whom", kind: "party", cell: (part) => refs(fillers(part, "recipient")) },
  { key: "sentence", kind: "sentence", cell: (part) => part.sentence && [marked(part.sentence.pieces, kindsOf({ ...part, quantities: [part] })), el("div", null, cite(part.sentence))] },
];

function partTable(parts, caption) {
  const columns = COLUMNS.filter(({ cell }) => parts.some((part) => [cell(part)].flat(3).some(Boolean))).map((column) => ({ ...column, name: t(`column_${column.key}`) }));
  return table(columns, parts, { caption });
}
