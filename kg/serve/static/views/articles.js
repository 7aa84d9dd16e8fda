// The list of articles. In: the state (words, days, place); out: the articles, newest first, with a form to find some.
import { get } from "../api.js";
import { announce, el, empty, pager, refLink, toView } from "../dom.js";
import { go, link } from "../state.js";
import { count, t } from "../words.js";

const SIZE = 40;

// An article in a list.
export function articleRow({ iri, id, title, issued, publisher, home, facts }) {
  const rest = [issued, publisher && el("bdi", null, publisher), home && refLink(home), facts ? t("fact_count", { count: count(facts) }) : null].filter(Boolean);
  return el("li", null, toView({ view: "article", iri }, el("bdi", null, title || id || t("untitled"))), el("p", { class: "quiet" }, rest.map((part, index) => [index ? " · " : "", part])));
}

export const view = {
  name: "articles", title: "view_articles",
  async show(container, state, signal) {
    const offset = Number(state.offset) || 0;
    const { q, place, from, to } = state;
    const { total, rows } = await get("articles", { q, place, from, to, offset, limit: SIZE }, signal);
    announce(t("article_count", { count: count(total) }));
    container.append(el("h1", null, t("view_articles")), form(state), el("p", { class: "quiet" }, t("article_count", { count: count(total) })),
      rows.length ? el("ul", { class: "articles" }, rows.map(articleRow)) : empty(t("no_articles"), toView({ view: "articles" }, t("all_articles"))),
      pager(total, offset, SIZE, (at) => link({ offset: at || null })));
  },
};

function form(state) {
  const fields = el("form", { class: "fields", onsubmit: (event) => {
    event.preventDefault();
    go({ ...Object.fromEntries(new FormData(fields)), offset: null });
  } },
  field("with_words", { name: "q", type: "search", value: state.q, id: "articles-q" }),
  field("from", { name: "from", value: state.from, ...day }), field("to", { name: "to", value: state.to, ...day }),
  el("button", { class: "button", type: "submit" }, t("apply")));
  return fields;
}

const day = { pattern: "\\d{4}(-\\d{2}(-\\d{2})?)?", placeholder: "2020-02-01", size: 10, maxlength: 10, autocomplete: "off" };
const field = (name, attributes) => el("label", { class: "field" }, el("span", null, t(name)), el("input", attributes));
