"use strict";
// Where nodes stand that come without a place: near what they are joined to. In: a model of which some nodes have no x and y. Out:
// the same model with places; nodes that had one stay where they are. For neighbourhoods of some hundred nodes: large pictures
// are laid out beforehand.
(() => {
  const tuzhi = (window.tuzhi ||= {});
  const GOLDEN = 2.399963229728653;
  const ROUNDS = 180;
  const APART = 78;          // pixels that joined nodes keep between them
  const MANY = 1500;         // nodes above which they only get a place near their neighbours

  tuzhi.settle = (model) => {
    const free = [...model.order].filter((node) => Number.isNaN(model.x[node]));
    if (!free.length) return;
    const held = model.count - free.length;
    sown(model, free, held);
    if (model.count <= MANY) for (let round = 0; round < ROUNDS; round++) step(model, free, 1 - round / ROUNDS);
  };

  // First places: around a neighbour that has one, else in a spiral around the middle.
  function sown(model, free, held) {
    free.forEach((node, turn) => {
      const near = model.around(node).find(([, other]) => !Number.isNaN(model.x[other]));
      const angle = turn * GOLDEN;
      const far = near ? APART * (0.8 + 0.15 * Math.sqrt(turn)) : APART * 0.7 * Math.sqrt(turn + (held ? 6 : 0));
      model.x[node] = (near ? model.x[near[1]] : 0) + far * Math.cos(angle);
      model.y[node] = (near ? model.y[near[1]] : 0) + far * Math.sin(angle);
    });
  }

  function step(model, free, heat) {
    const { x, y } = model;
    for (const node of free) {
      let [dx, dy] = [-x[node] * 0.004, -y[node] * 0.004];
      for (let other = 0; other < model.count; other++) {
        if (other === node) continue;
        const [ax, ay] = [x[node] - x[other], y[node] - y[other]];
        const far = ax * ax + ay * ay + 40;
        const push = (APART * APART * 0.9) / far;
        dx += (ax / Math.sqrt(far)) * push;
        dy += (ay / Math.sqrt(far)) * push;
      }
      for (const [, other] of model.around(node)) {
        const pull = 0.12 / Math.sqrt(Math.max(1, Math.min(model.degree[node], model.degree[other])));
        dx += (x[other] - x[node]) * pull;
        dy += (y[other] - y[node]) * pull;
      }
      const far = Math.hypot(dx, dy) || 1;
      const reach = Math.min(far, 30 * heat + 0.5);
      x[node] += (dx / far) * reach;
      y[node] += (dy / far) * reach;
    }
  }
})();
