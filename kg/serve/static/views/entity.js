// The page of one thing. In: its address; out: who or what it is, where it belongs, who holds which post, what it did and
// what was done to it, with the sentences. A fact has such a page too.
import { get } from "../api.js";
import { el, empty, pager, refLink, refs, section, shape, terms, toView } from "../dom.js";
import { factList, tabs } from "../factlist.js";
import { fillers, kindsOf, quote, statuses, when } from "../reading.js";
import { go, link } from "../state.js";
import { count, linkName, said, t, typeName } from "../words.js";
import { factPage } from "../factpage.js";

const SENTENCES = 30;
const SOME = 12;
const FACT = /(\/|^)(action|tenure)[/:][^/]+$/;     // the address of a fact says that it is one;
const ARTICLE = /(\/|^)article[/:][^/]+$/;             // so does that of an article

export const view = {
  name: "entity", title: "view_entity",
  async show(container, state, signal) {
    if (!state.iri) return container.append(el("h1", null, t("view_entity")), empty(t("no_iri")));
    if (FACT.test(state.iri)) return container.append(...factPage(await get("entity", { iri: state.iri }, signal)));
    if (ARTICLE.test(state.iri)) return go({ view: "article", iri: state.iri }, { replace: true });
    const [entity, below] = await Promise.all([get("entity", { iri: state.iri }, signal), content(state, signal)]);
    const main = el("div", { class: "column" }, posts(entity), members(entity), tabs(state, tabList(entity)), below.element);
    container.append(head(entity), el("div", { class: "columns" }, main, aside(entity)));
    return undefined;
  },
};

// What stands under the tabs.
const content = (state, signal) => (state.tab === "sentences" ? sentences(state, signal) : factList(state, signal));

const tabList = ({ counts }) => [["facts", t("view_facts"), counts.within ?? counts.facts], ["totals", t("totals")], ["sentences", t("sentences"), counts.sentences]];

function head({ ref, above, below }) {
  const crumbs = [...above].reverse().map((place) => refLink(place));
  const { iri } = ref;
  return el("header", { class: "head" },
    crumbs.length ? el("nav", { class: "crumbs", "aria-label": t("above") }, crumbs.map((crumb, index) => (index ? [el("span", { "aria-hidden": "true" }, " › "), crumb] : crumb))) : null,
    el("h1", { "data-title": ref.label }, shape(ref.kind), el("bdi", null, ref.label), " ", el("span", { class: "type" }, typeName(ref.type))),
    el("p", { class: "exits" },
      toView({ view: "network", iri }, t("in_network")), toView({ view: "timeline", iri }, t("in_timeline")),
      toView({ view: "network", iri, path: iri }, t("path_from")), toView({ view: "facts", iri }, t("as_table_of_facts"))),
    places(below));
}

// The places directly within, those with most facts first.
function places(below) {
  if (!below.length) return null;
  const chips = below.map(({ ref, facts }) => el("a", { class: "chip", href: link({ view: "entity", iri: ref.iri }) }, shape(ref.kind), el("bdi", null, ref.label), facts ? el("span", { class: "count" }, count(facts)) : null));
  return el("nav", { class: "chips small below", "aria-label": t("below") }, el("span", { class: "quiet" }, t("below")), chips.slice(0, SOME),
    chips.length > SOME && el("details", { class: "rest" }, el("summary", null, t("more", { count: count(chips.length - SOME) })), chips.slice(SOME)));
}

// Posts that a person holds, and who holds the posts of a body; each opens its sentence.
function posts({ posts: rows }) {
  const items = alike(rows, "organization").map((group) => tenure(group, "organization"));
  return items.length ? section(t("posts"), el("ul", { class: "tenures" }, items)) : null;
}

function members({ members: rows }) {
  const items = alike(rows, "holder").map((group) => tenure(group, "holder"));
  return items.length ? section(t("members"), el("ul", { class: "tenures" }, items.slice(0, SOME)), folded(items.slice(SOME), "tenures")) : null;
}

// Tenures that say the same of the same, whichever article tells them.
function alike(rows, role) {
  const groups = new Map();
  for (const row of rows) {
    const key = JSON.stringify([row.word, row.status, when(row), fillers(row, role).map(({ iri }) => iri)]);
    groups.set(key, [...(groups.get(key) || []), row]);
  }
  return [...groups.values()];
}

function tenure(group, role) {
  const [row] = group;
  const date = when(row);
  const post = el("b", null, el("bdi", null, row.word || typeName(row.type)));
  return el("li", null, el("details", null,
    el("summary", null, el("span", { class: "post" }, post, statuses(row)), el("span", null, refs(fillers(row, role))), date && el("time", { class: "when" }, date),
      group.length > 1 && el("span", { class: "count" }, t("told_by", { count: group.length }))),
    group.map((one) => [one.sentence && quote(one.sentence, { kinds: kindsOf(one) }), el("p", { class: "quiet" }, toView({ view: "entity", iri: one.iri }, t("open_fact")))])));
}

const folded = (items, kind) => (items.length ? el("details", { class: "rest" }, el("summary", null, t("more", { count: count(items.length) })), el("ul", { class: kind }, items)) : null);

function aside(entity) {
  const { ref, names, code, former, bodies, links, back, grounds, resemblances, counts } = entity;
  return el("aside", { class: "beside", "aria-label": t("about_it_aside") },
    terms([
      [t("aliases"), names.filter((name) => name !== ref.label).map((name, index) => [index ? t("joined") : "", el("bdi", null, name)])],
      [t("former"), former.map(({ name, until }, index) => [index ? t("joined") : "", el("bdi", null, name), until ? t("until", { date: until }) : ""])],
      [t("code"), code],
      ...linked(links, false), ...linked(back.filter(({ property }) => property !== "within" && property !== "locatedIn"), true),
      [t("view_articles"), counts.articles ? count(counts.articles) : null],
    ]),
    listOf(t("bodies"), bodies.map((one) => item(one))),
    same(resemblances), why(grounds),
    el("p", { class: "iri" }, ref.iri));
}

// Links to other entities, one line for each kind of link; places above stand in the head.
function linked(links, back) {
  const names = [...new Set(links.map(({ property }) => property))].filter((name) => name !== "within");
  return names.map((name) => {
    const own = links.filter(({ property }) => property === name);
    return [said(own[0].label) || linkName(name, back), refs(own.map(({ ref }) => ref))];
  });
}

const item = (ref) => el("li", null, refLink(ref, { sign: true }));

function listOf(title, items) {
  return items.length ? section(title, el("ul", { class: "plain" }, items.slice(0, SOME)), folded(items.slice(SOME), "plain")) : null;
}

function same(resemblances) {
  const one = ({ ref, score, reasons }) => el("li", null, refLink(ref, { sign: true }), " ", el("span", { class: "count" }, score), el("p", { class: "quiet" }, [said(reasons)].flat().join(t("stop"))));
  return resemblances.length ? section(t("possibly_same"), el("p", { class: "quiet" }, t("possibly_same_hint")), el("ul", { class: "plain" }, resemblances.map(one))) : null;
}

function why(grounds) {
  const told = [grounds].flat().flatMap((one) => said(one)).filter(Boolean);
  return told.length ? section(t("grounds"), el("ul", { class: "plain quiet" }, told.map((ground) => el("li", null, ground)))) : null;
}

async function sentences(state, signal) {
  const offset = Number(state.offset) || 0;
  const { total, rows } = await get("sentences", { iri: state.iri, offset, limit: SENTENCES }, signal);
  const list = rows.length ? el("div", { class: "quotes" }, rows.map((row) => quote(row))) : empty(t("no_sentences"));
  return { element: el("div", null, list, pager(total, offset, SENTENCES, (at) => link({ offset: at || null }))) };
}
