"use strict";
// Nodes and lines on a canvas. In: what a frame shows (model, view, colours, what is hidden or stands out). Out: ink, as much as is asked
// for: lines come in an order in which any beginning is a fair sample of all, nodes the ones that matter most first.
(() => {
  const tuzhi = (window.tuzhi ||= {});

  const OUTLINES = {
    dot: "M10 2.5a7.5 7.5 0 1 0 0 15a7.5 7.5 0 1 0 0-15z", square: "M3 3h14v14H3z", diamond: "M10 1.5 18.5 10 10 18.5 1.5 10z",
    triangle: "M10 2 18.5 17h-17z", triangleDown: "M1.5 3h17L10 18z", hexagon: "M5.5 2.5h9L19 10l-4.500 7.500h-9L1 10z",
    star: "M10 1l2.700 5.900 6.300.800-4.700 4.300 1.300 6.300L10 15.200l-5.600 3.100 1.300-6.300L1 7.700l6.300-.800z",
  };
  const PATHS = Object.fromEntries(Object.entries(OUTLINES).map(([name, path]) => [name, new Path2D(path)]));
  const SPECK = 2.2;         // pixels of radius below which a node is drawn as a small square
  const DIM = 0.13;          // what does not stand out
  const KINDS = ["role", "tenure", "link"];
  const LENGTHS = [[90, 1], [300, 0.55], [Infinity, 0.22]];   // pixels of a line up to which it is drawn with this share of ink

  tuzhi.lookOf = (looks, kind) => looks[kind === "Tenure" ? "Action" : kind] || { shape: "dot", light: "#888888", dark: "#999999" };

  // Pixels from the middle of a node to its rim: from afar nodes shrink more slowly than the distances between them.
  tuzhi.rim = (radius, scale) => Math.max(radius * (scale > 1 ? scale ** 0.6 : scale >= 0.5 ? scale : 0.5 * (scale / 0.5) ** 0.62), 0.9);

  const divisor = (a, b) => (b ? divisor(b, a % b) : a);

  // A step through all numbers below `count` of which any beginning is spread evenly.
  tuzhi.stride = (count) => {
    let step = Math.max(1, Math.round(count * 0.618));
    while (divisor(count, step) !== 1) step++;
    return step;
  };

  // The more lines there are in view, the fainter each.
  const inkOf = (frame) => Math.min(0.9, 0.2 + 220 / Math.max(frame.crowd, 1) ** 0.8);

  function faded(hex, share) {
    const part = (at) => parseInt(hex.slice(at, at + 2), 16);
    return `rgba(${part(1)},${part(3)},${part(5)},${share})`;
  }
  tuzhi.faded = faded;

  // Draws lines from the `begin`-th on until `most` are drawn or `until` has come; gives where it stopped, and how many were drawn.
  tuzhi.lines = (canvas, frame, begin, most, until) => {
    const { model, view, width, height } = frame;
    const [ax, ay] = [width / 2 - view.x * view.scale, height / 2 - view.y * view.scale];
    const step = frame.stride;
    const bins = KINDS.flatMap(() => LENGTHS.map(() => null));
    let [at, done] = [begin, 0];
    for (; at < model.edges && done < most; at++) {
      if ((at & 1023) === 1023 && performance.now() > until) break;
      const edge = (at * step) % model.edges;
      const [one, other] = [model.from[edge], model.to[edge]];
      if (frame.unseen(edge, one, other)) continue;
      const [x1, y1, x2, y2] = [model.x[one] * view.scale + ax, model.y[one] * view.scale + ay, model.x[other] * view.scale + ax, model.y[other] * view.scale + ay];
      if ((x1 < 0 && x2 < 0) || (y1 < 0 && y2 < 0) || (x1 > width && x2 > width) || (y1 > height && y2 > height)) continue;
      const far = Math.abs(x1 - x2) + Math.abs(y1 - y2);
      const bin = model.edgeKinds[edge] * 3 + (far < LENGTHS[0][0] ? 0 : far < LENGTHS[1][0] ? 1 : 2);
      const path = (bins[bin] ||= new Path2D());
      path.moveTo(x1, y1);
      path.lineTo(x2, y2);
      done++;
    }
    stroked(canvas, frame, bins);
    return { at, done };
  };

  function stroked(canvas, frame, bins) {
    const ink = inkOf(frame) * (frame.focus ? 0.3 : 1);
    canvas.lineWidth = 1;
    bins.forEach((path, bin) => {
      if (!path) return;
      const few = frame.crowd < 400 ? 1 : LENGTHS[bin % 3][1];
      canvas.strokeStyle = faded(frame.colours[KINDS[Math.floor(bin / 3)]], ink * few);
      canvas.stroke(path);
    });
  }

  // The first `most` nodes in view, the ones that matter most on top; gives how many were drawn.
  tuzhi.dots = (canvas, frame, most) => {
    const { model, view, width, height } = frame;
    const [ax, ay] = [width / 2 - view.x * view.scale, height / 2 - view.y * view.scale];
    const seen = [];
    for (const node of model.order) {
      if (seen.length >= most) break;
      if (frame.hidden[node]) continue;
      const [x, y] = [model.x[node] * view.scale + ax, model.y[node] * view.scale + ay];
      if (x > -40 && x < width + 40 && y > -40 && y < height + 40) seen.push([node, x, y]);
    }
    const specks = new Map();
    for (let at = seen.length - 1; at >= 0; at--) {
      const [node, x, y] = seen[at];
      const rim = tuzhi.rim(model.radius[node], view.scale);
      if (rim < SPECK && !frame.focus) (specks.get(model.kinds[node]) || specks.set(model.kinds[node], []).get(model.kinds[node])).push(x, y, rim);
    }
    dusted(canvas, frame, specks);
    for (let at = seen.length - 1; at >= 0; at--) {
      const [node, x, y] = seen[at];
      const rim = tuzhi.rim(model.radius[node], view.scale);
      if (rim >= SPECK || frame.focus) stamp(canvas, frame, model.kinds[node], x, y, rim, frame.focus !== null && !frame.focus.has(node));
    }
    return seen.length;
  };

  function dusted(canvas, frame, specks) {
    for (const [kind, list] of specks) {
      canvas.fillStyle = faded(tuzhi.lookOf(frame.looks, kind)[frame.dark ? "dark" : "light"], kind === "Action" ? 0.55 : 0.9);
      for (let at = 0; at < list.length; at += 3) {
        const rim = list[at + 2];
        canvas.fillRect(list[at] - rim, list[at + 1] - rim, 2 * rim, 2 * rim);
      }
    }
  }

  const STEP = 0.5;          // pixels between the sizes that nodes are drawn in
  const LARGEST = 40;        // pixels of radius up to which a drawn node is kept

  // One node: copied from a small canvas on which its like was drawn before.
  function stamp(canvas, frame, kind, x, y, rim, dim) {
    canvas.globalAlpha = dim ? DIM : 1;
    if (rim > LARGEST) outline(canvas, frame, kind, x, y, rim);
    else {
      const size = Math.max(1, Math.round(rim / STEP));
      const key = `${kind}/${size}`;
      const kept = frame.stamps.get(key) || frame.stamps.set(key, stamped(frame, kind, size * STEP)).get(key);
      const half = kept.width / frame.ratio / 2;
      canvas.drawImage(kept, x - half, y - half, 2 * half, 2 * half);
    }
    canvas.globalAlpha = 1;
  }

  function stamped(frame, kind, rim) {
    const kept = document.createElement("canvas");
    kept.width = kept.height = Math.ceil((rim + 2.5) * 2 * frame.ratio);
    const canvas = kept.getContext("2d");
    canvas.scale(frame.ratio, frame.ratio);
    outline(canvas, frame, kind, kept.width / frame.ratio / 2, kept.width / frame.ratio / 2, rim);
    return kept;
  }

  function outline(canvas, frame, kind, x, y, rim) {
    const look = tuzhi.lookOf(frame.looks, kind);
    const path = PATHS[look.shape] || PATHS.dot;
    canvas.save();
    canvas.translate(x - rim, y - rim);
    canvas.scale(rim / 10, rim / 10);
    canvas.lineJoin = "round";
    canvas.lineWidth = Math.min(2.4, 0.3 * rim) * (10 / rim);
    canvas.strokeStyle = frame.colours.paper;
    canvas.stroke(path);
    canvas.fillStyle = look[frame.dark ? "dark" : "light"];
    canvas.fill(path);
    canvas.restore();
  }

  // A ring around the chosen node.
  tuzhi.ring = (canvas, frame, x, y, rim) => {
    canvas.beginPath();
    canvas.arc(x, y, rim + 4, 0, 2 * Math.PI);
    canvas.lineWidth = 2.5;
    canvas.strokeStyle = frame.colours.accent;
    canvas.stroke();
  };

  // A line that stands out, with its arrow.
  tuzhi.arrow = (canvas, frame, edge, from, to, rim, strong) => {
    const far = Math.hypot(to.x - from.x, to.y - from.y) || 1;
    const [ux, uy] = [(to.x - from.x) / far, (to.y - from.y) / far];
    const tip = { x: to.x - ux * (rim + 2), y: to.y - uy * (rim + 2) };
    const kind = KINDS[frame.model.edgeKinds[edge]];
    canvas.strokeStyle = canvas.fillStyle = strong ? frame.colours.accent : frame.colours[kind];
    canvas.lineWidth = strong ? 3 : 1.6;
    canvas.setLineDash(kind === "link" && !strong ? [5, 4] : []);
    canvas.beginPath();
    canvas.moveTo(from.x, from.y);
    canvas.lineTo(tip.x, tip.y);
    canvas.stroke();
    canvas.setLineDash([]);
    if (far < rim + 14) return;
    canvas.beginPath();
    canvas.moveTo(tip.x, tip.y);
    canvas.lineTo(tip.x - ux * 8 - uy * 3.5, tip.y - uy * 8 + ux * 3.5);
    canvas.lineTo(tip.x - ux * 8 + uy * 3.5, tip.y - uy * 8 - ux * 3.5);
    canvas.fill();
  };
})();
