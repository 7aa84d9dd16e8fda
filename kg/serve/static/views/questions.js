// The questions that the program knows. In: the state (which one, its values); out: a form for the values, the answer as
// a table, and the way to the same in SPARQL. The values stand in the address as p_NAME.
import { csv, get } from "../api.js";
import { announce, el, empty, table, toView } from "../dom.js";
import { go, link } from "../state.js";
import { count, has, language, roleName, said, t, typeName, typeNames } from "../words.js";

// Columns whose texts are names of entities.
const NAMES = new Set(["who", "agent", "giver", "receiver", "inspected", "person", "organization", "host", "sender", "sent", "place", "origin", "destination", "home", "item", "team", "document", "measure", "meeting", "issuer", "launcher", "founder", "speaker"]);

const CLASSES = new Set(["type", "kind"]);

export const view = {
  name: "questions", title: "view_questions",
  async show(container, state, signal) {
    const answer = await get("questions", {}, signal);
    const list = answer.questions || answer;
    const chosen = list.find(({ name }) => name === state.name);
    const result = chosen && state.run ? await get("question", { name: chosen.name, ...given(state, chosen) }, signal) : null;
    container.append(el("h1", { "data-title": chosen ? said(chosen.title) : t("view_questions") }, t("view_questions")), el("p", { class: "lead" }, t("questions_lead")),
      el("div", { class: chosen ? "columns asking answered" : "columns asking" }, menu(list, chosen), el("div", { class: "column" }, chosen ? [form(chosen, state), result && answered(chosen, state, result)] : el("p", { class: "empty" }, t("choose_question")))));
  },
};

const given = (state, { parameters }) => Object.fromEntries(parameters.map(({ name }) => [name, state[`p_${name}`]]).filter(([, value]) => value));

function menu(list, chosen) {
  const one = (question) => el("li", null, el("a", { href: link(question === chosen ? {} : { view: "questions", name: question.name, ...first(question) }), "aria-current": question === chosen ? "page" : null, "data-key": `question:${question.name}` }, said(question.title)));
  return el("nav", { class: "questions", "aria-label": t("view_questions") }, el("ul", null, list.map(one)));
}

// A question without values that it needs is answered at once; of others the form is shown first.
const first = ({ parameters }) => (parameters.some(({ required }) => required) ? {} : { run: 1 });

function form(question, state) {
  const { parameters, title, example } = question;
  const fields = el("form", { class: "fields asked", onsubmit: (event) => {
    event.preventDefault();
    const values = Object.fromEntries([...new FormData(fields)].map(([name, value]) => [`p_${name}`, value.trim()]));
    go({ ...values, run: 1 });
  } }, parameters.map((parameter) => field(parameter, state, example || {})), el("button", { class: "button strong", type: "submit" }, t("ask")));
  const sample = Object.keys(example || {}).length > 0 && el("p", { class: "quiet" }, t("for_example"),
    el("a", { href: link({ view: "questions", name: question.name, run: 1, ...Object.fromEntries(Object.entries(example).map(([name, value]) => [`p_${name}`, value])) }) }, Object.entries(example).map(([name, value]) => `${meaning(parameters.find((one) => one.name === name)) || name}${t("colon")}${value}`).join(t("joined"))));
  return el("section", null, el("h2", null, said(title)), fields, sample);
}

const meaning = (parameter) => said(parameter?.meaning);

function field(parameter, state, example) {
  const { name, kind, required, default: usual } = parameter;
  return el("label", { class: "field" }, el("span", null, meaning(parameter) || name, required ? el("span", { class: "tag" }, t("required")) : null),
    el("input", { name, id: `p-${name}`, value: state[`p_${name}`] ?? usual ?? "", required, placeholder: example[name] || "", autocomplete: "off", list: kind === "class" ? "classes" : null }),
    kind === "class" && el("datalist", { id: "classes" }, typeNames().map((type) => el("option", { value: type, label: typeName(type) }))));
}

function answered(question, state, { columns, rows, sparql }) {
  announce(t("rows", { count: count(rows.length) }));
  const values = { name: question.name, ...given(state, question), lang: language() };
  const bar = el("div", { class: "listbar" }, el("p", { class: "quiet" }, t("rows", { count: count(rows.length) })), el("a", { class: "button", href: csv("question", values), download: `${question.name}.csv` }, t("csv")),
    el("a", { class: "button", href: `/query?${new URLSearchParams({ query: sparql })}` }, t("open_sparql")));
  if (!rows.length) return el("section", null, bar, empty(t("no_rows")));
  const shown = columns.map((name, index) => ({ name: has(`result_${name}`) ? t(`result_${name}`) : name, kind: name === "sentence" ? "sentence" : null, cell: (row) => cell(row[index], name) }));
  return el("section", null, bar, table(shown, rows, { caption: said(question.title) }));
}

// An address of ours is a link; so is a short text that can be a name: to the search for it.
function cell({ text, iri }, column) {
  if (CLASSES.has(column)) return typeName(text);
  if (column === "role") return roleName(text);
  if (column === "bound" && has(`bound_${text}`)) return t(`bound_${text}`).trim();
  if (!iri && NAMES.has(column) && text) return toView({ view: "entities", q: text, one: 1 }, el("bdi", null, text));
  if (!iri) return el("bdi", null, text);
  return toView({ view: /\/id\/article\//.test(iri) ? "article" : "entity", iri }, el("bdi", null, text));
}
