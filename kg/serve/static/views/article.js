// A whole article. In: its address, and that of a sentence to begin at; out: the text as read with every mention marked
// and linked, the facts it states, and where it comes from.
import { get } from "../api.js";
import { el, empty, outside, refLink, section, shape, terms, tint, visible } from "../dom.js";
import { factLine } from "../reading.js";
import { link } from "../state.js";
import { count, t, typeName } from "../words.js";

const FIRST = 14;

export const view = {
  name: "article", title: "view_article",
  async show(container, state, signal) {
    if (!state.iri) return container.append(el("h1", null, t("view_article")), empty(t("no_iri")));
    const article = await get("article", { iri: state.iri }, signal);
    const kindOf = new Map(article.entities.map(({ ref }) => [ref.iri, ref]));
    const text = textOf(article, kindOf, state.sentence);
    container.append(
      el("header", { class: "head" }, el("h1", null, shape("Article"), el("bdi", null, article.title || t("untitled"))), byLine(article)),
      el("div", { class: "columns reading" }, el("div", { class: "column" }, toggles(article, text), text, article.whole ? null : el("p", { class: "notice" }, t("not_whole"))), aside(article)),
    );
    const goal = text.querySelector(".here");
    if (goal) document.getElementById("main").addEventListener("shown", () => goal.scrollIntoView({ block: "center" }), { once: true });
    return undefined;
  },
};

function byLine({ issued, publisher, home }) {
  const parts = [issued, publisher && el("bdi", null, publisher), home && refLink(home)].filter(Boolean);
  return el("p", { class: "lead" }, parts.map((part, index) => [index ? " · " : "", part]));
}

// Where a sentence stands in the text: its address ends in the offsets of its first and last character.
function spanOf(iri) {
  const [, from, to] = /\.(\d+)-(\d+)$/.exec(iri || "") || [];
  return from === undefined ? null : [Number(from), Number(to)];
}

// The text, paragraph by paragraph, each with where it begins in what was read; offsets count characters, not the units
// that scripts count in.
function textOf(article, refOf, sentence) {
  const span = spanOf(sentence);
  const body = el("div", { class: "article" });
  let paragraph = [];
  let number = 0;
  let at = article.starts?.[0] ?? 0;
  const flush = () => {
    if (paragraph.length) body.append(el("p", null, el("bdi", { class: "text" }, paragraph)));
    paragraph = [];
  };
  for (const [text, mark, iri] of article.pieces) {
    if (text === "\n" && !mark) {
      flush();
      number += 1;
      at = article.starts?.[number] ?? at + 1;
      continue;
    }
    for (const [index, line] of text.split("\n").entries()) {
      if (index) {
        flush();
        at += 1;
      }
      for (const [part, here] of cut(line, at, span)) paragraph.push(wrap(marking(part, mark, iri, refOf), here));
      at += [...line].length;
    }
  }
  flush();
  return body;
}

// A piece of text cut where the sentence begins and ends.
function cut(text, at, span) {
  const chars = [...text];
  if (!chars.length) return [];
  if (!span || at + chars.length <= span[0] || at >= span[1]) return [[text, false]];
  const [from, to] = [Math.max(0, span[0] - at), Math.min(chars.length, span[1] - at)];
  const parts = [[chars.slice(0, from), false], [chars.slice(from, to), true], [chars.slice(to), false]];
  return parts.filter(([part]) => part.length).map(([part, here]) => [part.join(""), here]);
}

const wrap = (node, here) => (here ? el("span", { class: "here" }, node) : node);

function marking(text, mark, iri, refOf) {
  if (!mark) return text;
  const ref = refOf.get(iri);
  const node = iri ? el("a", { href: link({ view: "entity", iri }) }, text) : el("span", null, text);
  if (mark === "trigger") return el("mark", { title: t("trigger") }, node);
  node.classList.add("mention");
  node.dataset.kind = ref?.kind || "";
  if (ref) node.title = visible(`${ref.label}${t("colon")}${typeName(ref.type)}`);
  return ref ? tint(node, ref.kind) : node;
}

// One switch for each kind that is mentioned, and one for the words of facts.
function toggles(article, text) {
  const kinds = [...new Set(article.entities.map(({ ref }) => ref.kind))];
  const total = (kind) => article.entities.filter(({ ref }) => ref.kind === kind).length;
  const one = (kind, name, number) => {
    const button = el("button", { type: "button", class: "toggle", "aria-pressed": "true", onclick: () => {
      const on = button.getAttribute("aria-pressed") !== "true";
      button.setAttribute("aria-pressed", String(on));
      text.classList.toggle(`without-${kind}`, !on);
      for (const node of text.querySelectorAll(kind === "trigger" ? "mark" : `.mention[data-kind="${kind}"]`)) node.classList.toggle("plainly", !on);
    } }, kind === "trigger" ? el("mark", null, name) : [shape(kind), name], " ", el("span", { class: "count" }, count(number)));
    return button;
  };
  return el("div", { class: "toggles", role: "group", "aria-label": t("marks") }, kinds.map((kind) => one(kind, typeName(kind), total(kind))), article.facts.length > 0 && one("trigger", t("triggers"), article.facts.length));
}

function aside(article) {
  const { facts, entities } = article;
  return el("aside", { class: "beside", "aria-label": t("about_article") },
    section(`${t("view_facts")} ${count(facts.length)}`, facts.length ? el("ol", { class: "factsaside" }, facts.map(fact)) : el("p", { class: "quiet" }, t("no_article_facts"))),
    section(t("mentioned"), el("ul", { class: "plain" }, entities.slice(0, FIRST).map(named)), entities.length > FIRST && el("details", { class: "rest" }, el("summary", null, t("more", { count: entities.length - FIRST })), el("ul", { class: "plain" }, entities.slice(FIRST).map(named)))),
    section(t("about_article"), terms([
      [t("published"), article.issued], [t("publisher"), article.publisher && el("bdi", null, article.publisher)], [t("creator"), article.creator && el("bdi", null, [article.creator].flat().join(t("joined")))],
      [t("source"), article.source && outside(article.source)], [t("identifier"), el("bdi", { class: "iri" }, article.id)],
    ])));
}

const named = ({ ref, count: number }) => el("li", null, refLink(ref, { sign: true }), number > 1 ? el("span", { class: "count" }, `×${number}`) : null);

const fact = (row) => el("li", null, factLine(row), row.sentence && el("a", { class: "quietlink", href: link({ sentence: row.sentence.iri }), "data-key": `see:${row.iri}` }, t("show_in_text")));
