// The part of the graph that is shown. In: what is chosen, answers of the server. Out: nodes, lines, and how they lie
// to each other. Nothing here knows the page.

// Puts answers together: {nodes: Map(iri → node), edges: Map(id → edge)}. Nodes of a path come without a degree.
export function together(answers) {
  const nodes = new Map();
  const edges = new Map();
  for (const answer of answers) {
    for (const node of answer.nodes) nodes.set(node.iri, { degree: 0, ...nodes.get(node.iri), ...node });
    for (const edge of answer.edges) edges.set(edge.id, edge);
  }
  return { nodes, edges };
}

// Of each node, how many neighbours it has that are not there: Map(iri → count).
export function missing({ nodes, edges }) {
  const near = neighbours(edges.values());
  const there = (iri) => new Set((near.get(iri) || []).map(({ other }) => other)).size;
  return new Map([...nodes.values()].map(({ iri, degree }) => [iri, degree - there(iri)]).filter(([, count]) => count > 0));
}

// What remains of it: without what was put away and kinds that are not wanted, and without what then hangs on nothing.
// `kept` are those that stay though they hang on nothing.
export function remaining({ nodes, edges }, { gone, kinds }, kept) {
  const stays = (node) => node && !gone.has(node.iri) && (kept.has(node.iri) || !kinds.has(node.kind));
  const found = new Map([...nodes].filter(([, node]) => stays(node)));
  let lines = [...edges.values()].filter((edge) => !kinds.has(edge.kind) && found.has(edge.source) && found.has(edge.target));
  const idle = (node) => node.kind === "Action" && !kept.has(node.iri) && ends(lines, node.iri).size < 2;
  for (const node of [...found.values()].filter(idle)) found.delete(node.iri);
  lines = lines.filter((edge) => found.has(edge.source) && found.has(edge.target));
  const reached = within(lines, kept);
  for (const iri of [...found.keys()]) if (!reached.has(iri)) found.delete(iri);
  return { nodes: found, edges: lines.filter((edge) => reached.has(edge.source)) };
}

function ends(edges, iri) {
  return new Set(edges.flatMap(({ source, target }) => (source === iri ? [target] : target === iri ? [source] : [])));
}

// All that can be walked to from `from`.
function within(edges, from) {
  const near = neighbours(edges);
  const reached = new Set(from);
  const waiting = [...from];
  while (waiting.length) {
    for (const { other } of near.get(waiting.pop()) || []) {
      if (reached.has(other)) continue;
      reached.add(other);
      waiting.push(other);
    }
  }
  return reached;
}

// iri → [{edge, other, back}], in the order of the lines; `back` where the line runs towards the iri.
export function neighbours(edges) {
  const found = new Map();
  const put = (iri, entry) => (found.has(iri) ? found.get(iri).push(entry) : found.set(iri, [entry]));
  for (const edge of edges) {
    put(edge.source, { edge, other: edge.target, back: false });
    put(edge.target, { edge, other: edge.source, back: true });
  }
  return found;
}

// How many nodes of each kind, and of each type within it: Map(kind → {count, types: Map(type → count)}).
export function census(nodes) {
  const found = new Map();
  for (const { kind, type } of nodes) {
    const entry = found.get(kind) || { count: 0, types: new Map() };
    entry.count += 1;
    entry.types.set(type, (entry.types.get(type) || 0) + 1);
    found.set(kind, entry);
  }
  return found;
}

// Nodes in the order in which a list shows them: best connected first.
export const ranked = (nodes, near) => [...nodes].sort((a, b) => (near.get(b.iri)?.length || 0) - (near.get(a.iri)?.length || 0) || (a.label < b.label ? -1 : 1));
