// Paths between two nodes. In: the two ends, the paths that the server found. Out: the fields to choose them in, and the
// paths as chains that can be read, each step with the sentence of its fact.

import { get } from "../api.js";
import { el, empty, refLink, shape } from "../dom.js";
import { quote } from "../reading.js";
import { count, t } from "../words.js";
import { lineName } from "./network_list.js";
import { picker } from "./picker.js";

// `ends`: [Ref|null, Ref|null]; `paths`: null where there is nothing to look for; `acts`: {ends([iri, iri]), chain(number)}.
export function pathPanel({ ends, paths, chain, selected }, acts, signal) {
  const set = (place, iri) => acts.ends(ends.map((ref, at) => (at === place ? iri : ref?.iri || "")));
  const fields = ends.map((ref, place) => end(ref, t(place ? "path_to" : "path_from_field"), selected, (iri) => set(place, iri)));
  const both = ends.every(Boolean);
  return el("div", { class: "paths" }, el("div", { class: "ends" }, fields),
    both && el("p", { class: "acts" }, el("button", { type: "button", class: "pill", onclick: () => acts.ends([ends[1].iri, ends[0].iri]) }, t("path_swap")),
      el("button", { type: "button", class: "pill", onclick: () => acts.ends(["", ""]) }, t("path_clear"))),
    !both && el("p", { class: "quiet" }, t("path_hint")), paths && found(paths, chain, acts, signal));
}

function end(ref, label, selected, set) {
  const chosen = ref ? el("p", { class: "end" }, refLink(ref, { sign: true }), el("button", { type: "button", class: "icon", "aria-label": t("take_off", { what: ref.label }), onclick: () => set("") }, "×"))
    : el("div", { class: "end" }, picker({ label: t("path_pick"), pick: ({ iri }) => set(iri) }),
      selected && el("button", { type: "button", class: "pill", onclick: () => set(selected.iri) }, t("path_take", { name: selected.label })));
  return el("div", { class: "end-field" }, el("span", { class: "quiet" }, label), chosen);
}

function found(paths, chain, acts, signal) {
  if (!paths.length) return empty(t("no_path"));
  return el("div", null, el("h3", null, t("paths_found", { count: count(paths.length) })),
    el("ol", { class: "chains" }, paths.map((path, place) => el("li", { class: place === chain ? "chain chosen" : "chain" },
      place === chain ? steps(path, signal) : el("button", { type: "button", class: "node", onclick: () => acts.chain(place) }, summary(path))))));
}

const summary = ({ nodes }) => el("span", { class: "name" }, nodes.map((ref, place) => [place ? " — " : "", shape(ref.kind), " ", el("bdi", null, ref.label)]));

// Node after node, with what joins each to the next; facts with their sentences.
function steps({ nodes, edges }, signal) {
  return el("ol", { class: "steps" }, nodes.map((ref, place) => {
    const next = nodes[place + 1];
    const lines = next ? edges.filter(({ source, target }) => [source, target].includes(ref.iri) && [source, target].includes(next.iri)) : [];
    const names = [...new Set(lines.map((line) => lineName(line, line.target === ref.iri)))];
    return el("li", { class: ref.kind === "Action" ? "step fact-step" : "step" }, refLink(ref, { sign: true }),
      ref.kind === "Action" && proof(ref.iri, signal),
      next && el("span", { class: "via" }, el("span", { "aria-hidden": "true" }, "↓ "), names.join(t("joined"))),
      lines.flatMap(({ kind, facts }) => (kind === "tenure" ? facts.slice(0, 1).map((fact) => proof(fact, signal)) : [])));
  }));
}

// The sentence of a fact, which comes when it has come.
function proof(iri, signal) {
  const room = el("div", { class: "proof" });
  get("entity", { iri }, signal).then(({ fact }) => fact?.sentence && room.replaceChildren(quote(fact.sentence)), () => room.remove());
  return room;
}
