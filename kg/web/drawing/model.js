"use strict";
// What is drawn, in columns. In: nodes and edges as lists of objects, or the columns of a picture as the program wrote it. Out: a
// model: typed arrays by number of node and edge, the edges of each node, and the order in which nodes matter.
(() => {
  const tuzhi = (window.tuzhi ||= {});
  const EDGES = ["role", "tenure", "link"];

  // Lists of {id, label, kind, x?, y?, size?, community?} and {id, source, target, kind, label?} as columns.
  tuzhi.listed = ({ nodes, edges }) => {
    const number = new Map(nodes.map((node, index) => [node.id, index]));
    const known = edges.filter((edge) => number.has(edge.source) && number.has(edge.target));
    const column = (name, none) => nodes.map((node) => node[name] ?? none);
    return {
      ids: column("id"), labels: column("label", ""), kinds: column("kind", ""), x: column("x", NaN), y: column("y", NaN),
      sizes: nodes.some((node) => node.size) ? column("size", 9) : null,
      communities: nodes.some((node) => node.community !== undefined) ? column("community", -1) : null,
      edgeIds: known.map((edge) => edge.id), edgeLabels: known.map((edge) => edge.label || ""),
      edgeKinds: known.map((edge) => Math.max(0, EDGES.indexOf(edge.kind))),
      from: known.map((edge) => number.get(edge.source)), to: known.map((edge) => number.get(edge.target)),
    };
  };

  // The columns of a picture: kinds and edge kinds are numbers into lists that it brings along.
  tuzhi.columns = (picture) => ({
    ids: picture.iris || picture.labels.map((_, node) => node), labels: picture.labels, kinds: picture.kind.map((kind) => picture.kinds[kind]),
    x: picture.x, y: picture.y, sizes: picture.size, communities: picture.community,
    edgeIds: null, edgeLabels: null, edgeKinds: picture.edge_kind, from: picture.from, to: picture.to,
  });

  // The edges of each node: those of node n are slots[start[n]] to slots[start[n + 1] - 1].
  function incidence(count, from, to) {
    const start = new Uint32Array(count + 1);
    for (let edge = 0; edge < from.length; edge++) { start[from[edge] + 1]++; start[to[edge] + 1]++; }
    for (let node = 0; node < count; node++) start[node + 1] += start[node];
    const next = start.slice();
    const slots = new Uint32Array(2 * from.length);
    for (let edge = 0; edge < from.length; edge++) { slots[next[from[edge]]++] = edge; slots[next[to[edge]]++] = edge; }
    return { start, slots };
  }

  // What has a name of its own comes first, what was done last; of one sort the best connected.
  function ranked(kinds, degree, looks) {
    const sort = kinds.map((kind) => (kind === "Action" || kind === "Tenure" ? 2 : looks[kind]?.named ? 0 : 1));
    return Uint32Array.from(kinds.keys()).sort((a, b) => sort[a] - sort[b] || degree[b] - degree[a] || a - b);
  }

  const radiusOf = (kind, degree, looks) => (kind === "Action" ? 8 : Math.min(9 + 2.4 * Math.sqrt(degree), looks[kind]?.named ? 30 : 13));

  tuzhi.model = (columns, looks) => {
    const count = columns.labels.length;
    const from = Uint32Array.from(columns.from);
    const to = Uint32Array.from(columns.to);
    const { start, slots } = incidence(count, from, to);
    const degree = Uint32Array.from({ length: count }, (_, node) => start[node + 1] - start[node]);
    const order = ranked(columns.kinds, degree, looks);
    return {
      count, ids: columns.ids, labels: columns.labels, kinds: columns.kinds, degree, order,
      x: Float32Array.from(columns.x), y: Float32Array.from(columns.y),
      radius: Float32Array.from(columns.sizes || columns.kinds.map((kind, node) => radiusOf(kind, degree[node], looks))),
      number: new Map(columns.ids.map((id, node) => [id, node])),
      edges: from.length, from, to, edgeIds: columns.edgeIds, edgeKinds: Uint8Array.from(columns.edgeKinds), edgeLabels: columns.edgeLabels,
      around: (node) => Array.from(slots.subarray(start[node], start[node + 1]), (edge) => [edge, from[edge] === node ? to[edge] : from[edge]]),
      regions: columns.communities ? regions(columns, order, degree) : [],
    };
  };

  const CROWD = 4000;        // nodes that stand out above which no line does

  // The nodes that a node is joined to, through what it took part in to the others who did.
  tuzhi.near = ({ model, sort }, node) => {
    const reached = ([, other]) => (sort(other) === 2 ? [other, ...model.around(other).map(([, third]) => third)] : [other]);
    return new Set([node, ...model.around(node).flatMap(reached)]);
  };

  // The lines between nodes that stand out: where one is chosen its own, and those of what it took part in.
  tuzhi.touching = ({ model, sort }, nodes, chosen) => {
    const found = new Set();
    const own = (edge) => [model.from[edge], model.to[edge]].some((end) => end === chosen || sort(end) === 2);
    for (const node of nodes.size > CROWD ? [] : nodes) {
      for (const [edge, other] of model.around(node)) if (nodes.has(other) && (chosen === null || own(edge))) found.add(edge);
    }
    return [...found];
  };

  const REGION = 12;         // nodes of the smallest community that has a name on the map

  // Communities as regions of a map: where each lies, how far it reaches, and the name of the node that matters most in it.
  function regions(columns, order, degree) {
    const found = new Map();
    for (const node of order) {
      const name = columns.communities[node];
      if (name < 0) continue;
      const region = found.get(name) || { lead: node, count: 0, x: 0, y: 0, far: 0, members: [] };
      found.set(name, region);
      region.members.push(node);
    }
    const large = [...found.values()].filter((region) => region.members.length >= REGION);
    return large.map(({ lead, members }) => {
      const x = members.reduce((sum, node) => sum + columns.x[node], 0) / members.length;
      const y = members.reduce((sum, node) => sum + columns.y[node], 0) / members.length;
      const far = Math.sqrt(members.reduce((sum, node) => sum + (columns.x[node] - x) ** 2 + (columns.y[node] - y) ** 2, 0) / members.length);
      return { lead, x, y, far, count: members.length, label: columns.labels[lead], degree: degree[lead] };
    }).sort((a, b) => b.count - a.count || a.lead - b.lead);
  }
})();
