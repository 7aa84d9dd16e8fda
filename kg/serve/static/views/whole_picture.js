// The whole graph as the server has laid it out. In: /picture, in columns (D's kg/output/picture.py says which). Out: what the
// view asks of it: who is in it, who is joined to whom, how many there are of each kind.

import { Failure } from "../api.js";
import { t } from "../words.js";

export async function pictureOf(signal) {
  const response = await fetch("/picture", { signal });
  if (!response.ok) throw new Failure(t("failed_status", { status: response.status }));
  return read(await response.json());
}

const LEADING = 30;        // nodes named where nothing is chosen

function read(picture) {
  const number = new Map(picture.iris.map((iri, at) => [iri, at]));
  const kindOf = (at) => picture.kinds[picture.kind[at]];
  const node = (iri) => ({ iri, label: picture.labels[number.get(iri)], kind: kindOf(number.get(iri)), type: kindOf(number.get(iri)) });
  const degree = new Uint32Array(picture.iris.length);
  for (const ends of [picture.from, picture.to]) for (const at of ends) degree[at] += 1;
  return {
    data: globalThis.tuzhi.columns(picture), node, has: (iri) => number.has(iri), nodes: picture.iris.length, edges: picture.from.length, all: picture.all ?? picture.iris.length,
    neighbours: (iri) => neighbours(picture, number.get(iri), degree).map((at) => picture.iris[at]),
    kinds: () => census(picture, kindOf),
    leading: () => [...picture.iris.keys()].filter((at) => kindOf(at) !== "Action").sort((a, b) => degree[b] - degree[a] || a - b).slice(0, LEADING).map((at) => node(picture.iris[at])),
  };
}

// The numbers of those that a node is joined to, best connected first.
function neighbours({ from, to }, at, degree) {
  if (at === undefined) return [];
  const found = new Set();
  for (let edge = 0; edge < from.length; edge += 1) {
    if (from[edge] === at) found.add(to[edge]);
    else if (to[edge] === at) found.add(from[edge]);
  }
  return [...found].sort((a, b) => degree[b] - degree[a] || a - b);
}

function census({ kind }, kindOf) {
  const found = new Map();
  for (let at = 0; at < kind.length; at += 1) {
    const name = kindOf(at);
    const entry = found.get(name) || { count: 0 };
    entry.count += 1;
    found.set(name, entry);
  }
  return found;
}
