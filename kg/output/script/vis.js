"use strict";
// The picture drawn by vis-network, with names of our own. In: nodes, edges, options. Out: what every drawing offers: paint, fit, look,
// zoom, move, placeOf, handle.

const nodes = new vis.DataSet(read("nodes"));
const edges = new vis.DataSet(read("edges"));
const FONT = css("--sans");
let drawnWith = 1;         // the width of lines, as stroke() said then
const drawnAs = { node: new Map(), edge: new Map() };

// Bring the picture in line with the state; only what looks different is touched.
function paint() {
  drawnWith = stroke(network.getScale());
  focus = inFocus();
  off = around.map((_, node) => isOff(node));
  const look = { ink: css("--ink"), paper: css("--paper"), role: css("--tie"), tenure: css("--tenure"), link: css("--link"), accent: css("--accent") };
  update("node", nodes, around.map((_, node) => nodeLook(node, look)));
  update("edge", edges, ends.map((_, edge) => edgeLook(edge, look)));
  network.redraw();        // words on lines may have changed where nothing else has
}

function update(what, set, items) {
  const changed = items.filter((item) => {
    const now = JSON.stringify(item);
    const differs = drawnAs[what].get(item.id) !== now;
    drawnAs[what].set(item.id, now);
    return differs;
  });
  if (changed.length) set.update(changed);
}

// From afar lines are drawn wider, or they would fade away; in steps, so that they are seldom drawn anew.
const stroke = (scale) => 2 ** Math.max(0, Math.round(Math.log2(0.6 / scale)));

function nodeLook(node, look) {
  const dim = focus !== null && !focus.has(node);
  const main = colour(thing(node).kind);
  const fill = dim ? faded(main, 0.16) : main;
  const chosen = node === state.selected;
  const border = chosen ? look.ink : dim ? faded(look.paper, 0.5) : look.paper;
  return { id: node, hidden: off[node], borderWidth: chosen ? 4 : 1.5, color: { background: fill, border, hover: { background: fill, border: look.ink } } };
}

const spotOf = nodes.get().map(({ x, y }) => [x, y]);
const nodeFont = nodes.get().map((node) => node.font.size);

function edgeLook(edge, look) {
  const [kind] = scene.ties[edge];
  const near = stands(edge);
  const strong = look[kind];
  const usual = kind === "role" ? faded(strong, Math.min(1, 0.5 + 300 / ends.length)) : strong;
  return {
    id: edge, hidden: unseen(edge),
    color: { color: near ? strong : focus === null ? usual : faded(strong, 0.1), hover: strong, inherit: false },
    width: drawnWith * (near && state.selected !== null ? 2 : kind === "tenure" ? 1.4 : 1), dashes: kind === "link" ? [4 * drawnWith, 4 * drawnWith] : false,
  };
}

const network = new vis.Network($("picture"), { nodes, edges }, read("options"));
const animated = () => (reduced.matches ? false : { duration: 350, easingFunction: "easeInOutQuad" });

// The scale and place at which the nodes fill the room that is free.
function frameOf(which, most) {
  const spots = which.map((node) => spotOf[node]);
  const [left, right] = [Math.min(...spots.map(([x]) => x)), Math.max(...spots.map(([x]) => x))];
  const [top, bottom] = [Math.min(...spots.map(([, y]) => y)), Math.max(...spots.map(([, y]) => y))];
  const offset = clear();
  const scale = Math.min(offset.width / (right - left + 160), offset.height / (bottom - top + 120), most);
  return { position: { x: (left + right) / 2, y: (top + bottom) / 2 }, scale, offset };
}

function fit(which) {
  const seen = (which || [...around.keys()]).filter((node) => !off[node]);
  if (seen.length) network.moveTo({ ...frameOf(seen, which ? 1.2 : 1.6), animation: which ? animated() : false });
}

// The chosen node with all that it is joined to, or in the middle of some of it.
function look(node) {
  const all = frameOf([...focus].filter((other) => !off[other]), 1.1);
  const [x, y] = spotOf[node];
  const close = { position: { x, y }, scale: Math.max(Math.min(network.getScale(), 1.1), 0.7), offset: all.offset };
  network.moveTo({ ...(all.scale >= 0.5 ? all : close), animation: animated() });
}

function zoom(by) {
  network.moveTo({ scale: Math.min(Math.max(network.getScale() * by, 0.02), 5), animation: animated() });
}

function move(x, y) {
  const { x: left, y: top } = network.getViewPosition();
  network.moveTo({ position: { x: left + x / network.getScale(), y: top + y / network.getScale() } });
}

const placeOf = (node) => spotOf[node];

network.on("afterDrawing", label);
for (const event of ["dragging", "dragEnd"]) {
  network.on(event, ({ nodes: moved }) => moved.forEach((node) => (spotOf[node] = Object.values(network.getPosition(node)))));
}
network.on("click", ({ nodes: hit, edges: lines }) => (hit.length ? choose(hit[0]) : chooseLine(lines[0])));
network.on("hoverNode", ({ node, pointer }) => tellNode(node, pointer.DOM));
network.on("hoverEdge", ({ edge, pointer }) => tellLine(edge, pointer.DOM));
for (const event of ["blurNode", "blurEdge", "dragStart", "zoom"]) network.on(event, () => ($("tip").hidden = true));
const handle = { network, nodes, edges, written: () => written };
