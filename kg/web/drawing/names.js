"use strict";
// Which names are written, the way a map does it. In: what a frame shows. Out: names with their sizes and places on the screen: never
// one over another, those of what is chosen and of what matters most first, from afar those of communities, larger.
(() => {
  const tuzhi = (window.tuzhi ||= {});
  const FAR = 0.5;           // scale below which only names of their own are written
  const MOST = 130;          // names in a picture seen from afar
  const CELL = 64;           // pixels of a square of the grid that taken boxes are looked up in
  const LENGTH = 16;         // characters of a name that are written

  const short = (text) => (text.length > LENGTH ? `${text.slice(0, LENGTH - 1)}…` : text);
  tuzhi.wide = (text) => [...text].reduce((sum, char) => sum + (char.charCodeAt(0) < 0x2e80 ? 0.58 : 1), 0);

  // Boxes that are taken, found again by the squares that they touch.
  function ground() {
    const squares = new Map();
    const each = ([left, top, right, bottom], visit) => {
      for (let x = Math.floor(left / CELL); x <= Math.floor(right / CELL); x++) {
        for (let y = Math.floor(top / CELL); y <= Math.floor(bottom / CELL); y++) if (visit(x * 4096 + y)) return true;
      }
      return false;
    };
    const meets = (a, b) => a[0] < b[2] && a[2] > b[0] && a[1] < b[3] && a[3] > b[1];
    return {
      free: (box) => !each(box, (square) => (squares.get(square) || []).some((other) => meets(box, other))),
      take: (box) => each(box, (square) => void (squares.get(square) || squares.set(square, []).get(square)).push(box)),
    };
  }

  // Of the leading nodes of communities: the size of their names, by the number of nodes that they stand for.
  function leads(frame) {
    const found = new Map();
    for (const region of frame.model.regions) {
      const far = region.far * frame.view.scale;
      if (far > 18 && far < 420) found.set(region.lead, Math.min(23, 13 + Math.sqrt(region.count) / 2.6));
    }
    return found;
  }

  const sizeOf = (frame, node, sort) => {
    const grown = Math.min(1.25, Math.max(1, frame.view.scale));
    return sort === 2 ? 11.5 * grown : (12.5 + Math.min(3.5, frame.model.radius[node] / 9)) * grown;
  };

  function inOrder(frame, large) {
    const { model, focus, selected } = frame;
    const first = (node) => (node === selected ? 0 : focus?.has(node) ? 1 : large.has(node) ? 2 : 3);
    const some = [...new Set([...(selected === null ? [] : [selected]), ...(focus || []), ...large.keys()])].sort((a, b) => first(a) - first(b));
    const rank = new Set(some);
    return (function* walk() {
      const place = frame.place;
      yield* some.sort((a, b) => first(a) - first(b) || place[a] - place[b]);
      for (const node of model.order) if (!rank.has(node)) yield node;
    })();
  }

  tuzhi.names = (frame) => {
    const { model, view, width, height, focus } = frame;
    const far = view.scale < FAR;
    const large = leads(frame);
    const taken = ground();
    const written = [];
    const most = far ? MOST : 3 * MOST;
    for (const node of inOrder(frame, large)) {
      if (written.length >= most) break;
      const near = focus === null || focus.has(node);
      const sort = frame.sort(node);
      if (frame.hidden[node] || !model.labels[node]) continue;
      if (far && !focus?.has(node) && sort && node !== frame.selected) continue;
      if (focus !== null && !near) continue;
      const { x, y } = frame.spot(node);
      if (x < -60 || x > width + 60 || y < -20 || y > height + 20) continue;
      const name = placed(frame, node, x, y, large.get(node) || sizeOf(frame, node, sort), taken);
      if (name) written.push({ ...name, heavy: large.has(node) || node === frame.selected, soft: sort === 2 });
    }
    return written;
  };

  // A name below its node, or else above it; nothing where it would cover another name or a node that matters.
  function placed(frame, node, x, y, size, taken) {
    const rim = tuzhi.rim(frame.model.radius[node], frame.view.scale);
    const text = short(frame.model.labels[node]);
    const half = (tuzhi.wide(text) * size) / 2 + 2;
    const boxes = [y + rim + 1, y - rim - 2 - size * 1.15].map((line) => [x - half, line, x + half, line + size * 1.15]);
    const box = boxes.find((one) => taken.free(one));
    if (!box) return null;
    taken.take(box);
    taken.take([x - rim, y - rim, x + rim, y + rim]);
    return { node, text, size, box, dx: 0, dy: box[1] - y };
  }

  // Words on the lines that stand out, one for all lines between two nodes, where there is room.
  tuzhi.captions = (frame, edges, written) => {
    const taken = ground();
    written.forEach(({ box }) => taken.take(box));
    const pairs = new Map();
    for (const edge of edges) {
      const text = frame.model.edgeLabels?.[edge] || frame.caption?.(edge);
      if (!text) continue;
      const ends = [frame.model.from[edge], frame.model.to[edge]].sort((a, b) => a - b);
      const pair = pairs.get(ends.join()) || pairs.set(ends.join(), { ends, texts: new Set() }).get(ends.join());
      pair.texts.add(text);
    }
    const found = [];
    for (const { ends, texts } of pairs.values()) {
      const [one, other] = ends.map(frame.spot);
      const text = short([...texts].join(" · "));
      const half = (tuzhi.wide(text) * 11.5) / 2 + 2;
      const box = [0.5, 0.4, 0.6, 0.3, 0.7].map((share) => [one.x + (other.x - one.x) * share, one.y + (other.y - one.y) * share])
        .map(([x, y]) => [x - half, y - 7, x + half, y + 7]).find((one) => taken.free(one));
      if (!box || Math.hypot(one.x - other.x, one.y - other.y) < 40) continue;
      taken.take(box);
      found.push({ text, size: 11.5, box });
    }
    return found;
  };

  tuzhi.write = (canvas, frame, { text, size, box, heavy, soft }, plain) => {
    canvas.font = `${heavy ? "600 " : ""}${size}px ${frame.font}`;
    const [x, y] = [(box[0] + box[2]) / 2, box[1]];
    if (!plain) {
      canvas.strokeStyle = tuzhi.faded(frame.colours.paper, 0.88);
      canvas.lineWidth = 3.5;
      canvas.strokeText(text, x, y);
    }
    canvas.fillStyle = soft ? frame.colours.soft : frame.colours.ink;
    canvas.fillText(text, x, y);
  };
})();
