// What the panel tells of the chosen node: in, its identifier; out, an element with its name, what can be done with it,
// its facts and their sentences.

import { get } from "../api.js";
import { el, empty, shape, toView } from "../dom.js";
import { factCard, quote } from "../reading.js";
import { count, t, typeName } from "../words.js";

const FACTS = 6;

// `parts`: {actions, neighbours}: elements that the view puts in.
export async function card(iri, parts, signal) {
  const answer = await get("entity", { iri }, signal);
  return answer.fact ? factPanel(answer, parts) : entityPanel(answer, parts, signal);
}

async function entityPanel({ ref, names, counts, above }, { actions, neighbours }, signal) {
  const facts = await get("facts", { iri: ref.iri, below: "0", limit: FACTS, sort: "-date" }, signal);
  const called = (names || []).filter((name) => name !== ref.label).slice(0, 4);
  return el("div", { class: "card" }, head(ref, (above || []).slice(0, 2)),
    called.length > 0 && el("p", { class: "quiet" }, t("also_called"), el("bdi", null, called.join(t("joined")))), actions,
    el("p", { class: "ways" }, toView({ view: "entity", iri: ref.iri }, t("to_page")), toView({ view: "timeline", iri: ref.iri }, t("view_timeline")),
      toView({ view: "facts", iri: ref.iri }, t("fact_count", { count: count(counts?.facts ?? facts.total) }))),
    neighbours, el("h3", null, t("newest_facts")), facts.rows.length ? facts.rows.map((row) => factCard(row)) : empty(t("no_facts_here")));
}

function factPanel({ fact, sentences }, { actions, neighbours }) {
  const ref = { label: fact.label || fact.word || typeName(fact.type), kind: fact.kind, type: fact.type };
  const others = (sentences || []).filter(({ iri }) => iri !== fact.sentence?.iri);
  return el("div", { class: "card" }, head(ref, []), factCard(fact), others.map((one) => quote(one)), actions,
    el("p", { class: "ways" }, toView({ view: "entity", iri: fact.iri }, t("to_fact"))), neighbours);
}

function head({ label, kind, type }, within) {
  return el("div", { class: "card-head" }, el("h2", null, el("bdi", null, label)),
    el("p", { class: "quiet sort" }, shape(kind), " ", typeName(type), within.map(({ label: name }) => [" · ", el("bdi", null, name)])));
}

// What can be done with a node of the neighbourhood view.
export function actions(iri, acts, { open, more }) {
  const button = (id, word, act, values) => el("button", { type: "button", class: "pill", id, onclick: () => act(iri) }, t(word, values));
  return el("p", { class: "acts" },
    !open && button("expand", "expand", acts.expand), open && more > 0 && button("expand", "expand_more", acts.expand, { count: count(more) }),
    open && button("collapse", "collapse", acts.collapse), button("remove", "remove", acts.remove), button("path-from", "path_from", acts.path));
}
