"use strict";
// The names in the picture that vis-network draws. In: the view. Out: names on the canvas, words on lines, nodes that would be too small.

// Names are drawn here and not by vis-network, the way a map does it: never one over another, those of the chosen and
// of the best-connected nodes first, and never smaller than can be read; the further away, the fewer there is room for.
const SMALLEST = 12.5;
const FAR = 90;            // names at most, in a picture seen from afar
const DOT = 3.4;           // the same of any other entity
const SMALL = 2.6;         // and of a fact
const LEAST = 5.5;         // pixels from the middle of a named node to its rim, at least
const outlines = Object.fromEntries(Object.entries(SHAPES).map(([name, path]) => [name, new Path2D(path)]));
const names = nodes.get().map((node) => node.label);
const radius = nodes.get().map((node) => node.size);
const wide = (text) => [...text].reduce((sum, char) => sum + (char.charCodeAt(0) < 0x2e80 ? 0.6 : 1), 0);
const breadth = names.map(wide);
let written = [];          // what stands written in the picture, and where on the screen

function label(canvas) {
  const { x: left, y: top } = network.DOMtoCanvas({ x: 0, y: 0 });
  const { width, height } = $("picture").getBoundingClientRect();
  const view = { scale: network.getScale(), left, top, width, height };
  const [ink, paper] = [css("--ink"), css("--paper")];
  const taken = [];
  written = [];
  if (stroke(view.scale) !== drawnWith) requestAnimationFrame(paint);
  dots(canvas, view.scale);
  Object.assign(canvas, { textAlign: "center", textBaseline: "top", lineJoin: "round", strokeStyle: faded(paper, 0.88), lineWidth: 3.5 / view.scale });
  for (const node of inOrder()) {
    if (view.scale < 0.5 && (taken.length >= 2 * FAR || (focus === null && rankOf(node)))) break;
    const near = focus === null || focus.has(node);
    const [size, line] = off[node] ? [] : roomFor(node, near, view, taken);
    if (!size) continue;
    if (!isFact(node) && near && radius[node] * view.scale < LEAST) outline(canvas, node, LEAST / view.scale, 1);
    canvas.font = `${node === state.selected ? "600 " : ""}${size / view.scale}px ${FONT}`;
    canvas.fillStyle = faded(ink, !near ? 0.16 : isFact(node) ? 0.72 : 1);
    if (near) canvas.strokeText(names[node], spotOf[node][0], line);
    canvas.fillText(names[node], spotOf[node][0], line);
    written.push({ node, text: names[node], box: taken.at(-2) });
  }
  if (state.selected !== null || state.fact !== null) captions(canvas, view, taken);
}

// Nodes that would be too small to see, in the legend's shapes.
function dots(canvas, scale) {
  around.forEach((_, node) => {
    const least = isFact(node) ? SMALL : DOT;
    if (off[node] || radius[node] * scale >= least) return;
    outline(canvas, node, least / scale, focus === null || focus.has(node) ? 0.9 : 0.16);
  });
}

const CAPTION = 11.5;      // pixels of the words on a line
// Where they may stand: shares of the line's length, each with a distance up or down in pixels; the best ones first.
const STANDS = [0, -13, 13, -22].flatMap((aside) => [0.5, 0.42, 0.58, 0.34, 0.66].map((share) => [share, aside]));

// The words on the lines that stand out, one for all lines between two nodes, where there is room for them.
function captions(canvas, view, taken) {
  const { scale, left, top } = view;
  taken.push(...[...focus].filter((node) => !off[node]).map((node) => markOf(node, view)));
  canvas.font = `${CAPTION / scale}px ${FONT}`;
  canvas.fillStyle = faded(css("--ink"), 0.8);
  for (const [pair, text] of captionsOf()) {
    const [[x1, y1], [x2, y2]] = pair.map((end) => [(spotOf[end][0] - left) * scale, (spotOf[end][1] - top) * scale]);
    const half = (wide(text) * CAPTION) / 2 + 2;
    const box = STANDS.map(([share, aside]) => [x1 + (x2 - x1) * share, y1 + (y2 - y1) * share + aside])
      .map(([x, y]) => [x - half, y - CAPTION * 0.6, x + half, y + CAPTION * 0.6]).find((one) => apart(one, taken));
    if (!box) continue;
    taken.push(box);
    written.push({ pair, text, box });
    const at = [left + (box[0] + half) / scale, top + box[1] / scale];
    canvas.strokeText(text, ...at);
    canvas.fillText(text, ...at);
  }
}

// Of each two nodes between which a line stands out: the roles and posts that join them.
function captionsOf() {
  const found = new Map();
  ends.forEach(([one, other], edge) => {
    const [kind, name, facts] = scene.ties[edge];
    if (kind === "link" || unseen(edge) || !stands(edge)) return;
    const pair = [Math.min(one, other), Math.max(one, other)];
    const parts = found.get(pair.join()) || [pair, new Set()];
    found.set(pair.join(), parts);
    parts[1].add(kind === "role" ? role(name) : posts(facts));
  });
  return [...found.values()].map(([pair, parts]) => [pair, [...parts].join(t("joined"))]);
}

const apart = (box, taken) => !taken.some((other) => box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1]);

// Size of a node's name in pixels of the screen and where on the canvas it begins, below the node or else above it;
// nothing where it would be too small or cover another. What it takes of the screen is added to `taken`.
function roomFor(node, near, { scale, left, top, width, height }, taken) {
  const size = isFact(node) ? nodeFont[node] * scale : Math.max(nodeFont[node] * scale, near ? SMALLEST : 0);
  if (size < 8.5) return [];
  const [x, y] = [(spotOf[node][0] - left) * scale, (spotOf[node][1] - top) * scale];
  const rim = rimOf(node, scale);
  const half = (breadth[node] * size) / 2 + 2;
  const free = (box) => apart(box, taken);
  const seen = (box) => box[2] > 0 && box[0] < width && box[3] > 0 && box[1] < height;
  const mark = markOf(node, { scale, left, top });
  const box = [y + rim + 2, y - rim - 2 - size * 1.1].map((line) => [x - half, line, x + half, line + size * 1.1]).find((one) => seen(one) && free(one));
  if (!box || (scale < 0.5 && !free(mark))) return [];
  taken.push(box, mark);
  return [size, top + box[1] / scale];
}

const rimOf = (node, scale) => Math.max(radius[node] * scale, isFact(node) ? SMALL : LEAST);

// The box on the screen that a node takes without its name.
function markOf(node, { scale, left, top }) {
  const [x, y, rim] = [(spotOf[node][0] - left) * scale, (spotOf[node][1] - top) * scale, rimOf(node, scale)];
  return [x - rim, y - rim, x + rim, y + rim];
}

// A node that is too small to see from afar, drawn once more at a size that stays the same.
function outline(canvas, node, half, share) {
  const [x, y] = spotOf[node];
  canvas.save();
  canvas.translate(x - half, y - half);
  canvas.scale(half / 10, half / 10);
  canvas.fillStyle = faded(colour(thing(node).kind), share);
  canvas.fill(outlines[words.kinds[thing(node).kind].shape]);
  canvas.restore();
}

function inOrder() {
  if (focus === null) return byDegree;
  const first = (node) => (node === state.selected ? 0 : focus.has(node) ? 1 : 2);
  return [...byDegree].sort((a, b) => first(a) - first(b));
}
