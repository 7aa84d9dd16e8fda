"use strict";
// Hands on the picture. In: pointer, wheel and key events of the container. Out: the camera moved, and calls of `on`: press(at), open(at),
// hover(at | null), grab(at) → whether a node was taken hold of, drag(at), drop(). Two fingers zoom. Also what is under the hand.
(() => {
  const tuzhi = (window.tuzhi ||= {});
  const SLACK = 4;           // pixels that a click may wander
  const ARROWS = { ArrowLeft: [1, 0], ArrowRight: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

  const REACH = 5;           // pixels beside a node or a line that still count as on it

  // The node at a place on the screen, which is `point` in the picture, or the node whose name stands there; null for none.
  tuzhi.nodeUnder = ({ model, hidden, view }, names, at, point) => {
    const named = names.find(({ box }) => at.x >= box[0] && at.x <= box[2] && at.y >= box[1] && at.y <= box[3]);
    let [best, far] = [named ? named.node : null, REACH];
    for (let node = 0; node < model.count; node++) {
      if (hidden[node]) continue;
      const away = Math.hypot(model.x[node] - point.x, model.y[node] - point.y) * view.scale - tuzhi.rim(model.radius[node], view.scale);
      if (away < far) { far = away; best = node; }
    }
    return best;
  };

  // Which of the lines is at a place on the screen; null for none.
  tuzhi.lineUnder = (frame, lines, at) => {
    let [best, far] = [null, REACH];
    for (const edge of lines) {
      const [one, other] = [frame.model.from[edge], frame.model.to[edge]];
      const away = frame.unseen(edge, one, other) ? Infinity : distance(at, frame.spot(one), frame.spot(other));
      if (away < far) { far = away; best = edge; }
    }
    return best;
  };

  function distance(at, one, other) {
    const [dx, dy] = [other.x - one.x, other.y - one.y];
    const part = Math.min(1, Math.max(0, ((at.x - one.x) * dx + (at.y - one.y) * dy) / (dx * dx + dy * dy || 1)));
    return Math.hypot(one.x + dx * part - at.x, one.y + dy * part - at.y);
  }

  tuzhi.gestures = (container, camera, on, keys) => {
    const down = new Map();    // pointers that are pressed: where they were last
    let start = null;          // where the first was pressed; nothing once it has moved
    let held = false;          // whether a node is being moved
    let spread = 0;            // pixels between two fingers

    const at = (event) => {
      const box = container.getBoundingClientRect();
      return { x: event.clientX - box.left, y: event.clientY - box.top };
    };
    const both = () => [...down.values()];
    const middle = () => ({ x: (both()[0].x + both()[1].x) / 2, y: (both()[0].y + both()[1].y) / 2 });
    const apart = () => Math.hypot(both()[0].x - both()[1].x, both()[0].y - both()[1].y);

    function pressed(event) {
      if (event.button) return;
      camera.stop();
      try { container.setPointerCapture(event.pointerId); } catch { /* a pointer that is gone already */ }
      down.set(event.pointerId, at(event));
      if (down.size === 1) { start = at(event); held = on.grab(start); }
      else { start = null; spread = apart(); }
    }

    function moved(event) {
      const now = at(event);
      const before = down.get(event.pointerId);
      if (!before) return event.pointerType === "mouse" && on.hover(now);
      if (start && Math.hypot(now.x - start.x, now.y - start.y) < SLACK) return;
      start = null;
      on.hover(null);
      const centre = down.size === 2 ? middle() : null;
      down.set(event.pointerId, now);
      if (down.size === 2) pinched(centre);
      else if (held) on.drag(now);
      else camera.pan(now.x - before.x, now.y - before.y);
    }

    function pinched(before) {
      const [now, far] = [middle(), apart()];
      camera.pan(now.x - before.x, now.y - before.y);
      if (spread > 0 && far > 0) camera.zoom(far / spread, now);
      spread = far;
    }

    function released(event) {
      if (!down.delete(event.pointerId)) return;
      if (held) on.drop();
      if (start && event.type === "pointerup") on.press(start);
      start = null;
      held = false;
    }

    function wheeled(event) {
      event.preventDefault();
      const lines = event.deltaMode === 1 ? 24 : 1;
      camera.zoom(Math.exp(-Math.max(-240, Math.min(240, event.deltaY * lines)) / 420), at(event));
    }

    function typed(event) {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key in ARROWS) camera.pan(...ARROWS[event.key].map((step) => step * 90));
      else if (event.key === "+" || event.key === "=") camera.zoom(1.4, null, true);
      else if (event.key === "-") camera.zoom(1 / 1.4, null, true);
      else if (event.key === "0") on.whole();
      else if (event.key === "Enter") on.enter();
      else return;
      event.preventDefault();
    }

    const listeners = {
      pointerdown: pressed, pointermove: moved, pointerup: released, pointercancel: released, pointerleave: () => on.hover(null),
      wheel: wheeled, dblclick: (event) => on.open(at(event)), ...(keys ? { keydown: typed } : {}),
    };
    for (const [name, listener] of Object.entries(listeners)) container.addEventListener(name, listener, { passive: false });
    container.style.touchAction = "none";
    return () => Object.entries(listeners).forEach(([name, listener]) => container.removeEventListener(name, listener));
  };
})();
