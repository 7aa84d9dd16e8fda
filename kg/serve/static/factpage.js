// The page of one fact. In: the fact, why it was found, its sentences; out: elements.
import { el, section, shape, terms, toView } from "./dom.js";
import { factLine, kindsOf, legend, quote, roleTerms } from "./reading.js";
import { said, t, typeName } from "./words.js";

export function factPage({ fact, why, sentences }) {
  const title = fact.label || fact.word || typeName(fact.type);
  const first = sentences.find(({ iri }) => iri === fact.sentence?.iri) || fact.sentence || sentences[0];
  return [
    el("header", { class: "head" },
      el("p", { class: "crumbs" }, toView({ view: "facts", type: fact.type }, typeName(fact.type))),
      el("h1", { class: "factline", "data-title": title }, shape(fact.kind), el("bdi", null, title))),
    el("div", { class: "columns" },
      el("div", { class: "column" }, factLine(fact), roleTerms(fact),
        section(t("evidence"), first && legend(first.pieces), sentences.map((sentence) => quote(sentence, { annotated: true, kinds: kindsOf(fact) })))),
      el("aside", { class: "beside", "aria-label": t("why") }, reasons(fact, why), ways(fact), el("p", { class: "iri" }, fact.iri))),
  ];
}

const ways = (fact) => el("p", { class: "ways" }, toView({ view: "network", iri: fact.iri }, t("in_network")));

// How it was found, how sure that is, and what lowered it, in plain words. The server says it as pairs {zh, en} or texts.
function reasons(fact, why) {
  const told = why || {};
  return section(t("why"), terms([
    [t("how"), plain(told.how)],
    [t("confidence"), el("span", null, el("b", null, told.confidence || fact.confidence), " ", el("span", { class: "quiet" }, t("confidence_hint")))],
    [t("lowered_by"), plain(told.lowered_by)],
  ]), parts(told.parts));
}

function plain(value) {
  const list = (Array.isArray(value) ? value : [value]).filter(Boolean).map((one) => [said(one)].flat().join(t("joined")));
  return list.length > 1 ? el("ul", { class: "plain" }, list.map((one) => el("li", null, one))) : list[0] || null;
}

function parts(list) {
  if (!list?.length) return null;
  const one = (part) => el("li", null, typeof part === "string" ? part : Object.values(part).map((value) => said(value?.label || value)).filter(Boolean).join(" · "));
  return el("details", { open: true }, el("summary", null, t("role_by_role")), el("ul", { class: "plain" }, list.map(one)));
}
