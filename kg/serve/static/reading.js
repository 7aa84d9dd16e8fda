// Facts as they are read. In: rows and sentences as the server has them; out: lines with linked participants, and sentences
// with their words marked, each with the article it stands in.
import { between, el, refLink, shape, terms, tint, toView } from "./dom.js";
import { link } from "./state.js";
import { arrivals, count, figure, has, pattern, roleName, t, typeName } from "./words.js";

const ORDER = ["agent", "holder", "post", "organization", "object", "quantity", "recipient", "origin", "destination", "place"];

// The fillers of a role, in order.
export const fillers = (row, ...roles) => row.roles.filter(({ role }) => roles.includes(role)).map(({ ref }) => ref);

// When it was: a day, a month, or from when to when.
export const when = (row) => [row.start, row.end].filter((date, index, all) => date && (!index || date !== all[0])).join(" – ");

// A figure as the article prints it, with what is counted where nothing else says so.
export function amount(quantity, { of = false } = {}) {
  const counted = of && quantity.of ? [" ", refLink(quantity.of)] : [];
  return el("span", { class: "amount" }, el("bdi", null, quantity.words), ...counted, quantity.total && el("span", { class: "tag", title: t("cumulative_hint") }, t("cumulative")));
}

// A fact as a sentence, in the order in which it is spoken.
export function spoken(row) {
  const arriving = arrivals().some((end) => row.word.endsWith(end)) && fillers(row, "destination").length;
  const objects = new Set(fillers(row, "object").map(({ iri }) => iri));
  const figures = (iri) => row.quantities.filter(({ of }) => (of ? of.iri : null) === iri);
  const parts = {
    trigger: row.word ? [word(row)] : [], post: row.word ? [word(row)] : [],
    quantity: row.quantities.filter(({ of }) => !of || !objects.has(of.iri)).map((one) => amount(one, { of: true })),
    object: fillers(row, "object").map((ref) => el("span", null, refLink(ref), figures(ref.iri).length > 0 && el("span", { class: "counted" }, " ", between(figures(ref.iri).map((one) => amount(one)))))),
  };
  return pattern(arriving ? "Arrival" : row.kind).flatMap(([name, before]) => {
    const items = parts[name] || fillers(row, name).map((ref) => refLink(ref));
    return items.length ? [before ? ` ${before} ` : " ", ...between(items)] : [];
  });
}

const word = (row) => el("a", { class: "word", href: link({ view: "entity", iri: row.iri }), title: t("open_fact") }, el("bdi", null, row.word || typeName(row.type)));

// What a post's status is, as tags.
export const statuses = (row) => (row.status || []).map((status) => el("span", { class: "tag" }, has(`status_${status}`) ? t(`status_${status}`) : status));

// The line of a fact: when, what, who.
export function factLine(row) {
  const date = when(row);
  return el("p", { class: "line" }, date && el("time", { class: "when" }, date), spoken(row), statuses(row));
}

// What the words of a fact's sentence stand for: address → kind, for their colours.
export function kindsOf(row) {
  const all = [...row.roles.map(({ ref }) => ref), ...(row.quantities || []).map(({ of }) => of), row.place].filter(Boolean);
  return new Map(all.map(({ iri, kind }) => [iri, kind]));
}

// A fact with its sentence, which can be folded away.
export function factCard(row, { open = true } = {}) {
  const sign = el("span", { class: "sort" }, shape(row.kind), typeName(row.type));
  return el("article", { class: "fact" }, el("div", { class: "factline" }, factLine(row), sign),
    row.sentence && el("details", { class: "evidence", open }, el("summary", { title: t("evidence") }, el("span", null, t("evidence"))), quote(row.sentence, { kinds: kindsOf(row) })));
}

// A sentence with its words marked, and the article it stands in.
export function quote(sentence, { annotated = false, kinds } = {}) {
  return el("blockquote", { class: annotated ? "annotated" : null }, marked(sentence.pieces, kinds), cite(sentence));
}

// Pieces of text: triggers and roles marked, names linked, in the colours of their kinds where those are known.
export function marked(pieces, kinds = new Map()) {
  return el("bdi", { class: "text" }, pieces.map(([text, mark, iri]) => {
    const node = piece(text, mark, iri);
    return mark && kinds.has(iri) ? tint(node, kinds.get(iri)) : node;
  }));
}

function piece(text, mark, iri) {
  if (!mark) return iri ? el("a", { href: link({ view: "entity", iri }) }, text) : text;
  if (mark === "trigger") return el("mark", { title: t("trigger") }, text);
  const role = mark === "mention" ? null : roleName(mark);
  const attributes = { class: role ? `said r-${mark}` : "said", title: role, "data-role": role };
  return iri ? el("a", { ...attributes, href: link({ view: "entity", iri }) }, text) : el("span", attributes, text);
}

// The article that a sentence stands in, as a link to that place in it.
export function cite({ iri, article }) {
  const rest = [article.publisher, article.issued].filter(Boolean);
  return el("cite", null, toView({ view: "article", iri: article.iri, sentence: iri }, el("bdi", null, article.title || article.id || t("untitled"))),
    rest.map((text) => [" · ", el("bdi", null, text)]));
}

// What the marks of a sentence stand for.
export function legend(pieces) {
  const roles = [...new Set(pieces.map(([, mark]) => mark))].filter((mark) => mark && mark !== "mention" && mark !== "trigger");
  roles.sort((a, b) => ORDER.indexOf(a) - ORDER.indexOf(b));
  const trigger = pieces.some(([, mark]) => mark === "trigger") && el("li", null, el("mark", null, t("trigger")));
  return el("ul", { class: "legend", "aria-label": t("legend") }, trigger, roles.map((role) => el("li", null, el("span", { class: `said r-${role}` }, roleName(role)))));
}

// All roles of a fact, each with who fills it.
export function roleTerms(row) {
  const names = [...new Set(row.roles.map(({ role }) => role))].sort((a, b) => ORDER.indexOf(a) - ORDER.indexOf(b));
  return terms([
    [t("what_happened"), [shape(row.kind), " ", typeName(row.type), row.word ? [" · ", el("b", null, el("bdi", null, row.word))] : null]],
    ...names.map((role) => [roleName(role), between(fillers(row, role).map((ref) => refLink(ref, { sign: true })))]),
    [roleName("quantity"), between(row.quantities.map((one) => amount(one, { of: true })))],
    [t("when"), when(row)],
    [t("status"), statuses(row)],
    [t("counted_under"), row.place && refLink(row.place)],
  ]);
}

// A sum or a part of one: the figure, how exact it is, its unit.
export function sum({ value, unit, bound }) {
  const about = bound && bound !== "exact" && has(`bound_${bound}`) ? t(`bound_${bound}`) : "";
  return el("span", { class: "sum" }, about, el("b", null, figure(value)), " ", unit);
}

// A tile that counts something and leads to it.
export function tile(kind, name, number, values) {
  return tint(el("a", { class: "tile", href: link(values) }, shape(kind), el("b", null, count(number)), el("span", null, name)), kind);
}
