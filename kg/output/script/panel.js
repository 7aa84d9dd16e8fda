"use strict";
// The panel. In: what is chosen. Out: what is known of it, with the sentences.

const tinted = (node, kind) => {
  node.style.setProperty("--tint", colour(kind));
  return node;
};

// Who takes part: a button that goes there, or only the name of who is not drawn.
function who(ref, what) {
  const about = what ? role(what) : null;
  if (typeof ref === "string") return el("span", { class: "outside", title: t("not_drawn") }, el("bdi", {}, ref));
  const entity = scene.entities[ref];
  if (ref === state.selected) return el("strong", { title: about }, el("bdi", {}, entity.label));
  return tinted(el("button", { type: "button", class: "chip", title: about, onclick: () => choose(ref) }, el("bdi", {}, entity.label)), entity.kind);
}

const nameOf = (ref) => (typeof ref === "string" ? ref : scene.entities[ref].label);
const between = (items) => items.flatMap((item, index) => (index ? [t("joined"), item] : [item]));
const fillers = (fact, name) => fact.roles.filter(([what]) => what === name).map(([, ref]) => ref);

// A fact as a sentence: elements for the parts, in the order of speech.
function spoken(fact, part) {
  const counted = new Set(fillers(fact, "object"));
  const figuresOf = (ref) => fact.figures.filter(([text, of]) => of === ref && !nameOf(ref).includes(text)).map(([text]) => text);
  const arriving = words.arrival.endings.some((end) => fact.word.endsWith(end)) && fillers(fact, "destination").length;
  const parts = {
    trigger: [part.word(fact.word)], post: [part.word(fact.word)],
    quantity: fact.figures.filter(([, of]) => of === null || !counted.has(of)).map(([text, of]) => [text, of === null ? "" : part.who(of, "object")]),
    object: fillers(fact, "object").map((ref) => [part.who(ref, "object"), figuresOf(ref).length ? t("in_brackets", { text: figuresOf(ref).join(t("joined")) }) : ""]),
  };
  return words.patterns[arriving ? "Arrival" : fact.kind].flatMap(([name, before]) => {
    const items = parts[name] || fillers(fact, name).map((ref) => part.who(ref, name));
    return items.length && items[0] !== "" ? [before ? ` ${before} ` : " ", ...between(items)] : [];
  }).flat();
}

const sentence = (fact, ...before) =>
  el("p", { class: "line" }, ...before, ...spoken(fact, { who, word: (word) => (word ? el("b", {}, el("bdi", {}, word)) : "") }));
const plain = (fact) => spoken(fact, { who: nameOf, word: (word) => word }).join("").trim();

function card(index) {
  const fact = scene.facts[index];
  const go = el("button", { type: "button", class: "go", "aria-label": t("open_fact"), title: t("open_fact"), onclick: () => showFact(index) }, "›");
  return el("article", { class: "fact" }, sentence(fact, go, fact.when ? el("span", { class: "when" }, fact.when) : null), ...evidence(fact));
}

function evidence(fact) {
  return fact.evidence.map(([passage, ...mark]) => quote(passage, fact.roles.map(([, ref]) => ref), mark, fact.word));
}

function quote(passage, refs, mark, word) {
  const [text, article] = scene.passages[passage];
  return el("blockquote", {}, el("bdi", {}, ...marked(text, refs, mark, word)), cite(article));
}

function cite(article) {
  const { title: heading, id, date, publisher } = scene.articles[article];
  const rest = [publisher, date].filter(Boolean).join(" ");
  return el("cite", {}, el("button", { type: "button", onclick: () => chooseArticle(article) }, el("bdi", {}, heading || id || t("untitled")), rest ? ` · ${rest}` : ""));
}

// The sentence in pieces: the trigger marked, the participants underlined.
function marked(text, refs, mark, word) {
  const ranges = [];
  const free = (start, end) => ranges.every(([from, to]) => end <= from || start >= to);
  const folded = fold(text);
  if (mark.length) ranges.push([mark[0], mark[1], "mark"]);
  else if (word && folded.includes(fold(word))) ranges.push([folded.indexOf(fold(word)), folded.indexOf(fold(word)) + word.length, "mark"]);
  const names = refs.flatMap((ref) => (typeof ref === "string" ? [ref] : [scene.entities[ref].label, ...scene.entities[ref].aliases]));
  for (const name of names.map(fold).sort((a, b) => b.length - a.length)) {
    for (let at = name ? folded.indexOf(name) : -1; at >= 0; at = folded.indexOf(name, at + name.length)) {
      if (free(at, at + name.length)) ranges.push([at, at + name.length, "u"]);
    }
  }
  ranges.sort((a, b) => a[0] - b[0]);
  const pieces = [];
  let done = 0;
  for (const [start, end, tag] of ranges) {
    pieces.push(text.slice(done, start), el(tag, {}, text.slice(start, end)));
    done = end;
  }
  return [...pieces, text.slice(done)];
}

function frame(heading, kindLine, body) {
  const folded = $("panel").classList.contains("folded");
  const foldIt = el("button", { type: "button", class: "icon fold", "aria-label": t("details"), "aria-expanded": String(!folded), onclick: () => unfold(folded) }, "⌄");
  const closing = state.selected === null && state.article === null && state.fact === null ? null
    : el("button", { type: "button", class: "icon", id: "close", "aria-label": t("close"), title: t("close"), onclick: () => choose(null) }, "×");
  $("panel").replaceChildren(
    el("div", { class: "head" }, el("div", {}, el("h2", {}, el("bdi", {}, heading)), kindLine), foldIt, closing),
    el("div", { class: "body", tabindex: "0" }, ...body.flat()),
  );
}

function unfold(open) {
  $("panel").classList.toggle("folded", !open);
  panel();
}

function panel() {
  if (state.article !== null) articlePanel(scene.articles[state.article], state.article);
  else if (state.fact !== null) factPanel(scene.facts[state.fact]);
  else if (state.selected === null) overview();
  else if (isFact(state.selected)) factPanel(factOf(state.selected));
  else entityPanel(scene.entities[state.selected], state.selected);
}

const kindLine = (it) => el("p", { class: "kind" }, shape(it.kind === "Tenure" ? "Action" : it.kind), named(it.type));

function rows(pairs) {
  return el("dl", {}, ...pairs.filter(([, value]) => value && value.length).flatMap(([name, value]) => [el("dt", {}, name), el("dd", {}, ...[value].flat())]));
}

function entityPanel(entity, index) {
  const linked = (name) => entity.links.filter(([what]) => what === name).map(([, target]) => target);
  const particulars = rows([
    [t("aliases"), entity.aliases.length ? between(entity.aliases.map((alias) => el("bdi", {}, alias))) : ""],
    ...Object.entries(words.links).map(([name, word]) => [word[state.language], name === "within" ? chain(index) : between(linked(name).map((ref) => who(ref)))]),
    ...Object.entries(words.links).map(([name, word]) => [word[`${state.language}_back`], between((back[index][name] || []).slice(0, 40).map((ref) => who(ref)))]),
    [t("code"), entity.code],
  ]);
  frame(entity.label, kindLine(entity), [particulars, ...factList(entity), mentions(entity, index), identifier(entity.iri)]);
}

// The places around a place, from the nearest outwards.
function chain(index) {
  const seen = new Set([index]);
  const steps = [];
  for (let at = index; ;) {
    const up = scene.entities[at].links.find(([name, target]) => name === "within" && !seen.has(target));
    if (!up) return steps.flatMap((ref, place) => (place ? [" › ", who(ref)] : [who(ref)]));
    at = up[1];
    seen.add(at);
    steps.push(at);
  }
}

function factList(entity) {
  if (!entity.facts.length) return [el("p", { class: "quiet" }, t("no_facts"))];
  const groups = new Map();
  for (const index of entity.facts) {
    const { kind, type } = scene.facts[index];
    const key = kind === "Tenure" ? "" : type;
    groups.set(key, [...(groups.get(key) || []), index]);
  }
  const sorted = [...groups].sort(([a, one], [b, two]) => (a === "" ? -1 : b === "" ? 1 : two.length - one.length || (a < b ? -1 : 1)));
  return sorted.map(([type, facts]) => el("details", { class: "group", open: true },
    el("summary", {}, `${type === "" ? t("tenure") : named(type)} ${facts.length}`), ...facts.map((fact) => card(fact))));
}

const MENTIONS = 30;

function mentions(entity, index) {
  if (!entity.mentions.length) return null;
  const quotes = entity.mentions.slice(0, MENTIONS).map((passage) => quote(passage, [index], [], ""));
  const rest = entity.mentioned - quotes.length;
  return el("details", { open: !entity.facts.length }, el("summary", {}, `${t("mentions")} ${entity.mentioned}`), ...quotes,
    rest > 0 ? el("p", { class: "quiet" }, t("more_mentions", { count: rest })) : null);
}

const identifier = (iri) => [el("h3", {}, t("identifier")), el("p", { class: "iri" }, el("bdi", {}, iri))];

function articlePanel(article, index) {
  const facts = factsIn(index);
  const list = facts.map((fact) => el("li", {}, el("button", { type: "button", class: "said", onclick: () => showFact(fact) },
    shape("Action"), el("span", { class: "name" }, ...spoken(scene.facts[fact], { who: (ref) => el("bdi", {}, nameOf(ref)), word: (word) => el("b", {}, el("bdi", {}, word)) })))));
  frame(article.title || article.id || t("untitled"), el("p", { class: "kind" }, named("Article")), [
    rows([[t("published"), article.date], [t("publisher"), article.publisher], [t("source"), article.source]]),
    el("h3", {}, `${t("facts")} ${facts.length}`),
    facts.length ? el("ul", { class: "list", id: "said-there" }, ...list) : el("p", { class: "quiet" }, t("no_article_facts")),
    identifier(article.iri),
  ]);
}

const sure = (fact) => Number(fact.confidence) === 1;  // which goes without saying

function factPanel(fact) {
  const names = [...new Set(fact.roles.map(([name]) => name))];
  const figures = between(fact.figures.map(([text, of]) => [of === null ? "" : `${nameOf(of)} `, text].join("")));
  frame(fact.word || named(fact.type), kindLine(fact), [
    el("div", { class: "fact" }, sentence(fact)),
    rows([...names.map((name) => [role(name), between(fillers(fact, name).map((ref) => who(ref, name)))]),
      fact.kind === "Tenure" ? [role("post"), fact.word] : ["", ""], [role("quantity"), figures], [t("when"), fact.when]]),
    el("h3", {}, t("evidence")), ...evidence(fact),
    el("p", { class: "quiet" }, [fact.rule !== null && `${t("rule")} ${scene.reasons[fact.rule][state.language]}`, fact.confidence && !sure(fact) && `${t("confidence")} ${fact.confidence}`].filter(Boolean).join(" · ")),
    identifier(fact.iri),
  ]);
}

const ARTICLES = 300;       // listed

function overview() {
  const best = [...scene.entities.keys()].filter((index) => scene.entities[index].facts.length)
    .sort((a, b) => rankOf(a) - rankOf(b) || scene.entities[b].facts.length - scene.entities[a].facts.length || a - b).slice(0, 8);
  const spoken = scene.articles.map((article, index) => [article, index]).sort(([a, i], [b, j]) => {
    const [one, two] = [a.date || "~", b.date || "~"];  // those without a date come last
    return one < two ? -1 : one > two ? 1 : i - j;
  });
  const part = scene.entities.length < scene.all.entities
    ? el("p", { class: "notice", id: "part" }, t("part", { shown: scene.entities.length, all: scene.all.entities })) : null;
  const asMap = scene.by === "map" ? el("p", { class: "notice", id: "as-map" }, t("as_map", { count: around.length })) : null;
  frame(t("overview"), el("p", { class: "kind" }, counts()), [
    part, asMap, el("p", { class: "quiet" }, t("hint")), el("p", { class: "quiet" }, t("keys")),
    best.length ? el("h3", {}, t("best")) : null, el("ul", { class: "list" }, ...best.map((index) => el("li", {}, listed(index)))),
    spoken.length ? el("h3", {}, t("articles")) : null,
    el("ul", { class: "list", id: "articles" }, ...spoken.slice(0, ARTICLES).map(([article, index]) => el("li", {}, el("button",
      { type: "button", title: t("article_hint"), onclick: () => chooseArticle(index) },
      el("span", { class: "name" }, el("bdi", {}, article.title || article.id || t("untitled"))), el("span", { class: "count" }, article.date))))),
    spoken.length > ARTICLES ? el("p", { class: "quiet" }, t("more_articles", { count: spoken.length - ARTICLES })) : null,
  ].filter(Boolean));
}

function listed(index) {
  const entity = scene.entities[index];
  return el("button", { type: "button", onclick: () => choose(index) }, shape(entity.kind),
    el("span", { class: "name" }, el("bdi", {}, entity.label)), el("span", { class: "count" }, t("connections", { count: entity.facts.length })));
}

const share = (shown, all) => (shown === all ? String(all) : t("share", { shown, all }));
const counts = () => {
  const shown = { entities: size - (state.loose ? 0 : unconnected), facts: scene.facts.length, articles: scene.articles.length };
  const parts = Object.entries(shown).map(([name, count]) => [name, count, scene.all[name]]);
  return t(parts.every(([, count, all]) => count === all) ? "counts" : "counts_part", Object.fromEntries(parts.map(([name, count, all]) => [name, share(count, all)])));
};
