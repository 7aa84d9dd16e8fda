import { el, refs, toView } from "../dom.js";
import { roleName, t, typeName } from "../words.js";

export function factCard(row) {
  const by = (role) => row.roles.filter((one) => one.role === role).map(({ ref }) => ref);
  const names = [...new Set(row.roles.map(({ role }) => role))];
  return el("article", { class: "fact" },
    el("p", { class: "line" }, el("span", { class: "when" }, row.start), " ", el("b", null, row.word || typeName(row.type)), " ", names.map((role) => [el("span", { class: "quiet" }, ` ${roleName(role)} `), refs(by(role))])),
    sentenceOf(row.sentence));
}
export function sentenceOf({ pieces, article }) {
  return el("blockquote", null, pieces.map(([text, mark]) => (mark ? el("mark", null, text) : text)), el("cite", null, toView({ view: "article", iri: article.iri }, article.title), ` ${article.issued}`));
}
