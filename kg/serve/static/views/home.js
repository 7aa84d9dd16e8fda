// The first page. In: what is in the graph; out: its counts as ways in, the best-connected things, questions to begin
// with, recent articles.
import { get } from "../api.js";
import { el, refLink, section, toView } from "../dom.js";
import { tile } from "../reading.js";
import { link } from "../state.js";
import { count, manyName, said, t, typeName } from "../words.js";
import { articleRow } from "./articles.js";

const FACTS = ["Action", "Tenure"];
const FIRST_QUESTIONS = ["inspections", "donations", "totals"];
const RECENT = 8;
const TYPES = 12;
const PLACES = 18;

export const view = {
  name: "home", title: "view_home",
  async show(container, state, signal) {
    const [about, recent, asked, all] = await Promise.all([get("about", {}, signal), get("articles", { limit: RECENT }, signal), get("questions", {}, signal), get("facts", { limit: 1 }, signal)]);
    container.append(
      el("header", { class: "hello" }, el("h1", { "data-title": t("view_home") }, t("hello")), el("p", { class: "lead" }, t("counts", { entities: count(about.entities), facts: count(about.facts), articles: count(about.articles) }), about.first ? t("covering", { first: about.first, last: about.last }) : "")),
      el("div", { class: "columns even" },
        el("div", { class: "column" }, places(all.facets.place), happened(about), start(about), questions(asked.questions || asked)),
        el("div", { class: "column" }, things(about), section(t("recent"), el("ul", { class: "articles" }, recent.rows.map(articleRow)), el("p", null, toView({ view: "articles" }, t("all_articles")))))),
    );
  },
};

const start = ({ start: list }) => (list.length ? section(t("best"), el("ul", { class: "cloud" }, list.map((ref) => el("li", null, refLink(ref, { sign: true }))))) : null);

// Places to begin at, with how many facts there are in each.
function places(list) {
  if (!list?.length) return null;
  const items = list.slice(0, PLACES).map(({ ref, count: number }) => el("li", null, refLink(ref, { sign: true }), el("span", { class: "count" }, count(number))));
  return section(t("by_place"), el("p", { class: "quiet" }, t("by_place_hint")), el("ul", { class: "cloud" }, items));
}

// What happened, as ways to the table of such facts.
function happened({ kinds }) {
  const action = kinds.find(({ kind }) => kind === "Action");
  if (!action) return null;
  const some = [...action.types].sort((a, b) => b.count - a.count).slice(0, TYPES);
  return section(t("happened"), el("p", { class: "quiet" }, t("happened_hint")), el("nav", { class: "chips", "aria-label": t("happened") },
    some.map(({ type, count: number }) => el("a", { class: "chip", href: link({ view: "facts", type }) }, typeName(type), " ", el("span", { class: "count" }, count(number))))));
}

function things({ kinds }) {
  const tiles = kinds.map(({ kind, count: number }) => tile(kind, manyName(kind), number, FACTS.includes(kind) ? { view: "facts", kind } : kind === "Article" ? { view: "articles" } : { view: "entities", kind }));
  return section(t("in_the_graph"), el("div", { class: "tiles" }, tiles));
}

function questions(list) {
  const first = FIRST_QUESTIONS.flatMap((name) => list.find((question) => question.name === name) || []);
  const one = ({ name, title, example }) => el("li", null, el("a", { href: link({ view: "questions", name, run: 1, ...prefixed(example) }) }, said(title)),
    Object.keys(example || {}).length ? el("span", { class: "quiet" }, Object.values(example).map(typeName).join(t("joined"))) : null);
  return section(t("questions_first"), el("ul", { class: "plain spaced" }, first.map(one)), el("p", null, toView({ view: "questions" }, t("all_questions"))));
}

const prefixed = (values) => Object.fromEntries(Object.entries(values || {}).map(([name, value]) => [`p_${name}`, value]));
