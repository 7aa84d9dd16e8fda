// The page of one fact. In: the fact, why it was found, its sentences, other reports of the same event; out: elements.
import { el, refLink, section, shape, table, terms, toView } from "./dom.js";
import { factCard, factLine, kindsOf, legend, quote, roleTerms } from "./reading.js";
import { said, t, typeName } from "./words.js";

export function factPage({ fact, why, sentences, same }) {
  const title = fact.label || fact.word || typeName(fact.type);
  const first = sentences.find(({ iri }) => iri === fact.sentence?.iri) || sentences[0];
  const kinds = kindsOf(fact);
  return [
    el("header", { class: "head" },
      el("p", { class: "crumbs" }, toView({ view: "facts", type: fact.type }, typeName(fact.type))),
      el("h1", { "data-title": title }, shape(fact.kind), el("bdi", null, title)),
      el("p", { class: "exits" }, toView({ view: "network", iri: fact.iri }, t("in_network")), fact.place && toView({ view: "entity", iri: fact.place.iri, type: fact.type }, t("alike_there", { type: typeName(fact.type), place: fact.place.label })))),
    el("div", { class: "columns" },
      el("div", { class: "column" }, el("div", { class: "spoken" }, factLine(fact)),
        section(t("evidence"), first && legend(first.pieces), el("div", { class: "quotes" }, sentences.map((sentence) => quote(sentence, { annotated: true, kinds })))),
        why?.parts?.length > 0 && section(t("role_by_role"), partTable(why.parts, fact)),
        same?.length > 0 && section(t("same_event"), el("p", { class: "quiet" }, t("same_event_hint")), same.map((row) => factCard(row)))),
      el("aside", { class: "beside", "aria-label": t("why") }, roleTerms(fact), reasons(fact, why), el("p", { class: "iri" }, fact.iri))),
  ];
}

// How it was found, how sure that is, and what lowered it, in plain words.
function reasons(fact, why) {
  const lowered = (why?.lowered_by || []).map(({ words, right, of }) => el("li", null, said(words), " ", el("span", { class: "quiet" }, t("right_of", { right, of }))));
  return section(t("why"), terms([
    [t("what_is"), why && said(why.definition)],
    [t("how"), why && said(why.how)],
    [t("confidence"), el("span", null, el("b", null, percent(why?.confidence ?? fact.confidence)), " ", el("span", { class: "quiet" }, t("confidence_hint")))],
    [t("lowered_by"), lowered.length ? el("ul", { class: "plain" }, lowered) : null],
  ]));
}

const percent = (share) => `${Math.round(Number(share) * 100)}%`;

// Each role: its words in the sentence, what they stand for, how both were found, how sure the role is.
function partTable(parts, fact) {
  const kindOf = (iri) => kindsOf(fact).get(iri) || "Matter";
  const stands = ({ entity }) => entity && refLink({ ...entity, kind: kindOf(entity.iri) });
  const columns = [
    { key: "role", cell: ({ label }) => said(label) },
    { key: "words", cell: ({ words }) => el("bdi", null, words) },
    { key: "stands_for", cell: stands },
    { key: "how", cell: ({ how, recognised_how: recognised }) => [said(how), said(recognised) && el("small", null, said(recognised))] },
    { key: "confidence", kind: "figures", cell: ({ confidence }) => percent(confidence) },
  ];
  return table(columns.map((column) => ({ ...column, name: t(`part_${column.key}`) })), parts, { caption: t("role_by_role") });
}
