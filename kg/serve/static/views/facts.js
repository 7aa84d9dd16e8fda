// All facts of the graph, or of what the address names. In: the state; out: filters, facets, the facts, their totals.
import { get } from "../api.js";
import { el, refLink } from "../dom.js";
import { factList, tabs } from "../factlist.js";
import { t } from "../words.js";

async function scope(state, signal) {
  if (!state.iri) return null;
  const { ref } = await get("entity", { iri: state.iri }, signal);
  return ref || null;
}

export const view = {
  name: "facts", title: "view_facts",
  async show(container, state, signal) {
    const [whose, { facts, element }] = await Promise.all([scope(state, signal), factList(state, signal, { asTable: true })]);
    container.append(
      el("h1", null, t("view_facts")),
      whose ? el("p", { class: "lead" }, t("facts_of"), refLink(whose, { sign: true })) : el("p", { class: "lead" }, t("facts_lead")),
      tabs(state, [["facts", t("view_facts"), facts.total], ["totals", t("totals")]]),
      element,
    );
  },
};
