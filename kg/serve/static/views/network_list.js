// The same as the picture, as lists: who is joined to the chosen node and how, and all nodes that are shown. In: the
// nodes, what they are joined to, what is to be done with them. Out: elements that the arrow keys walk through.

import { el, shape } from "../dom.js";
import { count, kinds, linkName, roleName, t, typeName } from "../words.js";
import { census, ranked } from "./network_model.js";

// `acts`: {select, expand, remove} take an identifier.
export function neighbourList(iri, { nodes, near, hidden }, acts) {
  const lines = joined(near.get(iri) || []);
  const items = lines.filter(({ other }) => nodes.has(other)).map(({ other, names }) => item(nodes.get(other), names.join(t("joined")), hidden, acts));
  return el("section", { class: "joined" }, el("h3", null, t("joined_to", { count: count(items.length) })), walk(el("ul", { class: "nodes" }, items), acts));
}

export function nodeList({ nodes, near, hidden }, selected, acts, hint = "list_keys") {
  const order = Object.keys(kinds());
  const groups = [...census(nodes.values())].sort(([a], [b]) => order.indexOf(a) - order.indexOf(b)).map(([kind, { count: number }]) => {
    const list = ranked([...nodes.values()].filter((node) => node.kind === kind), near);
    return el("details", { open: kind !== "Action", class: "group" }, el("summary", null, shape(kind), " ", typeName(kind), " ", el("span", { class: "count" }, count(number))),
      walk(el("ul", { class: "nodes" }, list.map((node) => item(node, near.has(node.iri) ? t("lines", { count: count(near.get(node.iri).length) }) : typeName(node.type), hidden, acts, node.iri === selected))), acts));
  });
  return el("div", null, el("p", { class: "quiet" }, t(hint)), groups);
}

// One entry for each neighbour, with the names of all lines to it.
function joined(entries) {
  const found = new Map();
  for (const { edge, other, back } of entries) {
    const names = found.get(other) || [];
    const name = lineName(edge, back);
    if (!names.includes(name)) names.push(name);
    found.set(other, names);
  }
  return [...found].map(([other, names]) => ({ other, names }));
}

// What a line is called: the role, the post, or the link as it reads from this end.
export function lineName({ kind, name }, back = false) {
  if (kind === "link") return linkName(name, back);
  return kind === "tenure" ? name || t("tenure") : roleName(name);
}

function item(node, note, hidden, acts, current = false) {
  const sign = hidden.get(node.iri) ? `+${count(hidden.get(node.iri))}` : "+";
  return el("li", null,
    el("button", { type: "button", class: "node", "data-iri": node.iri, "aria-current": current ? "true" : null, onclick: () => acts.select(node.iri) },
      shape(node.kind), el("span", { class: "name" }, el("bdi", null, node.label || typeName(node.type))), el("span", { class: "quiet" }, note)),
    el("button", { type: "button", class: "icon grow-it", tabindex: "-1", "aria-label": `${sign} ${t("expand_of", { name: node.label })}`, title: t("expand"), onclick: () => acts.expand(node.iri) }, sign));
}

// Up and down, Home and End go through the list; plus expands, Delete puts away.
function walk(list, acts) {
  list.addEventListener("keydown", (event) => {
    const names = [...list.querySelectorAll(".node")];
    const at = names.indexOf(event.target.closest(".node"));
    if (at < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: names.length - 1 }[event.key];
    if (to !== undefined) names[Math.min(names.length - 1, Math.max(0, to))].focus();
    else if (event.key === "+" || event.key === "=") acts.expand(names[at].dataset.iri);
    else if (event.key === "Delete") acts.remove(names[at].dataset.iri);
    else return;
    event.preventDefault();
  });
  return list;
}
