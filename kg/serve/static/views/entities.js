// The entities of a kind, or all that a search finds. In: the state (words, kind, how many); out: a list, best-connected first.
import { csv, get } from "../api.js";
import { announce, el, empty, refLink } from "../dom.js";
import { go, link } from "../state.js";
import { count, kinds, language, manyName, t, typeName } from "../words.js";

const STEP = 120;
const MOST = 2000;

export const view = {
  name: "entities", title: "view_entities",
  async show(container, state, signal) {
    const kind = state.kind || (state.q ? "" : "Person");
    const limit = Math.min(Number(state.limit) || STEP, MOST);
    const { hits, more } = await get("search", { q: state.q, kind, limit }, signal);
    const exact = hits.filter(({ ref }) => ref.label === state.q);
    if (state.one && exact.length === 1) return go({ view: "entity", iri: exact[0].ref.iri }, { replace: true });
    const total = t("entity_count", { count: count(hits.length + more) });
    announce(total);
    container.append(el("h1", null, t("view_entities")), form(state), kindChips(state, kind),
      el("div", { class: "listbar" }, el("p", { class: "quiet" }, total), el("a", { class: "button", href: csv("search", { q: state.q, kind, limit: MOST, lang: language() }), download: "entities.csv" }, t("csv"))),
      hits.length ? el("ul", { class: "names" }, hits.map(row)) : empty(t("nothing", { query: state.q || typeName(kind) })),
      more > 0 && limit < MOST && el("p", { class: "pager" }, el("a", { class: "button", href: link({ limit: limit + 4 * STEP }), "data-key": "more" }, t("more", { count: count(more) }))));
    return undefined;
  },
};

function form(state) {
  const fields = el("form", { class: "fields", onsubmit: (event) => {
    event.preventDefault();
    go({ q: new FormData(fields).get("q").trim(), limit: null });
  } },
  el("label", { class: "field" }, el("span", null, t("with_words")), el("input", { name: "q", type: "search", value: state.q, id: "entities-q" })),
  el("button", { class: "button", type: "submit" }, t("apply")));
  return fields;
}

function kindChips(state, chosen) {
  const names = Object.keys(kinds()).filter((kind) => kind !== "Action");
  const chip = (kind, name) => el("a", { class: "chip", href: link({ kind, limit: null }), "aria-current": kind === chosen ? "true" : null, "data-key": `kind:${kind}` }, name);
  return el("nav", { class: "chips", "aria-label": t("by_type") }, state.q ? chip("", t("all_types")) : null, names.map((kind) => chip(kind, manyName(kind))));
}

function row({ ref, name, where, facts }) {
  const also = name && name !== ref.label ? el("span", { class: "quiet" }, " （", el("bdi", null, name), "）") : null;
  const rest = [typeName(ref.type), where && el("bdi", null, where), facts ? t("fact_count", { count: count(facts) }) : null].filter(Boolean);
  return el("li", null, refLink(ref, { sign: true }), also, el("span", { class: "quiet" }, rest.map((part, index) => [index ? " · " : "", part])));
}
