"use strict";
// The picture drawn as a map (kg/web/drawing), where there are more nodes than vis-network can move at ease. In: places, sizes and
// communities of the nodes. Out: what every drawing offers: paint, fit, look, zoom, move, placeOf, handle.

const places = read("map");
const LINES = ["role", "tenure", "link"];
const drawing = tuzhi.draw($("picture"), {
  ids: [...around.keys()], labels: [...around.keys()].map((node) => title(node) || "·"), kinds: [...around.keys()].map((node) => thing(node).kind),
  x: places.x, y: places.y, sizes: places.size, communities: places.community,
  edgeIds: null, edgeLabels: null, edgeKinds: scene.ties.map(([kind]) => LINES.indexOf(kind)), from: ends.map(([from]) => from), to: ends.map(([, to]) => to),
}, {
  looks: words.kinds, dark: dark.matches, reduced: () => reduced.matches, keys: false, insets: covered,
  onSelect: (node) => choose(node),
  onHover: (node, at) => (node === null ? ($("tip").hidden = true) : tellNode(node, at)),
  onEdge: (edge, at, clicked) => (clicked ? chooseLine(edge) : tellLine(edge, at)),
  hideEdge: (edge) => scene.ties[edge][0] !== "role" && state.off.has(scene.ties[edge][0]),
  caption,
});

// What the cards take of the picture at each side.
function covered() {
  const whole = $("picture").getBoundingClientRect();
  const { x, y, width, height } = clear();
  const [aside, above] = [whole.width - width, whole.height - height];
  return { left: aside / 2 + x, right: aside / 2 - x, top: above / 2 + y, bottom: above / 2 - y };
}

function caption(edge) {
  const [kind, name, facts] = scene.ties[edge];
  return kind === "link" ? "" : kind === "role" ? role(name) : posts(facts);
}

let drawnDark = dark.matches;

// Brings the picture in line with the state.
function paint() {
  focus = inFocus();
  off = around.map((_, node) => isOff(node));
  if (drawnDark !== dark.matches) drawing.theme((drawnDark = dark.matches));
  drawing.hide((node) => off[node]);
  drawing.stand({ selected: state.selected, focus });
}

const fit = (which) => drawing.fit(which && which.filter((node) => !off[node]));

// The chosen node with all that it is joined to, or in the middle of some of it.
function look(node) {
  const near = [...focus].filter((other) => !off[other]);
  if (drawing.scaleOf(near, 1.1) >= 0.5) drawing.fit(near, 1.1);
  else drawing.centre(node, Math.max(Math.min(drawing.frame().view.scale, 1.1), 0.7));
}

const zoom = (by) => drawing.zoom(by);
const move = (x, y) => drawing.pan(-x, -y);
const placeOf = (node) => Object.values(drawing.place(node));
const handle = { drawing, written: () => drawing.frame().names };
