// The whole graph as the server has laid it out. In: /picture, a list for each property of nodes and lines
// (kg/output/whole.py says which). Out: what the view asks of it: who is in it, who is joined to whom, how many of each kind.

import { Failure } from "../api.js";
import { t } from "../words.js";

const LEADING = 8;         // nodes of each kind named where nothing is chosen
const ACTION = "Action";

export async function pictureOf(signal) {
  const response = await fetch("/picture", { signal });
  if (!response.ok) throw new Failure((await response.json().catch(() => null))?.error || t("failed_status", { status: response.status }));
  return read(await response.json());
}

function read(columns) {
  const { iris, labels, kinds, kind, types, type, when, reported, from, to } = columns;
  const number = new Map(iris.map((iri, at) => [iri, at]));
  const degree = new Uint32Array(iris.length);
  for (const ends of [from, to]) for (const at of ends) degree[at] += 1;
  const node = (at) => ({ iri: iris[at], label: labels[at], kind: kinds[kind[at]], type: types[type[at]], said: when[at], reported: reported[at], degree: degree[at] });
  const best = (list) => list.sort((a, b) => degree[b] - degree[a] || a - b);
  return {
    base: (iris[0] || "").replace(/[^/]+\/[^/]+$/, ""),  // what all identifiers begin with
    columns, nodes: columns.nodes, edges: from.length, all: columns.all,
    has: (iri) => number.has(iri), node: (iri) => node(number.get(iri)),
    around: (iri) => around(columns, number.get(iri), (list) => best(list).map(node)),
    kinds: () => census(kind, (at) => kinds[at]),
    types: () => [...census(type.filter((_, at) => kinds[kind[at]] === ACTION), (at) => types[at])].map(([name, { count }]) => ({ type: name, count })).sort((a, b) => b.count - a.count),
    leading: () => kinds.flatMap((name, sort) => (name === ACTION ? [] : best([...iris.keys()].filter((at) => kind[at] === sort && degree[at]))).slice(0, LEADING).map(node)),
  };
}

// The lines of a node, and those at their other ends, best connected first.
function around({ iris, from, to, edge_kinds: sorts, edge_kind: sort, names, name }, at, listed) {
  const edges = [];
  const others = new Set();
  for (let edge = 0; at !== undefined && edge < from.length; edge += 1) {
    if (from[edge] !== at && to[edge] !== at) continue;
    others.add(from[edge] === at ? to[edge] : from[edge]);
    const kind = sorts[sort[edge]];
    edges.push({ id: edge, source: iris[from[edge]], target: iris[to[edge]], kind, name: kind === "tenure" ? "" : names[name[edge]] });
  }
  return { edges, nodes: listed([...others]) };
}

function census(numbers, nameOf) {
  const counts = new Map();
  for (const one of numbers) counts.set(one, (counts.get(one) || 0) + 1);
  return new Map([...counts].map(([one, count]) => [nameOf(one), { count }]));
}
