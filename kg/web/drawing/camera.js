"use strict";
// Where one looks at the picture from. In: wishes to move. Out: `view`: the point of the picture in the middle of the container and
// the pixels that a unit of it takes; `onMove` is called for every change.
(() => {
  const tuzhi = (window.tuzhi ||= {});
  const LEAST = 0.004;
  const MOST = 6;
  const LASTS = 280;         // milliseconds of a movement

  const clamped = (scale) => Math.min(Math.max(scale, LEAST), MOST);
  const eased = (share) => (share < 0.5 ? 2 * share * share : 1 - 2 * (1 - share) * (1 - share));

  tuzhi.camera = (size, reduced, onMove) => {
    const view = { x: 0, y: 0, scale: 1 };
    let moving = 0;
    let goal = null;           // where it glides to; nothing while it rests

    function to(next) {
      stop();
      Object.assign(view, next, { scale: clamped(next.scale ?? view.scale) });
      onMove();
    }

    // Moves there by and by, or at once where the reader wants no movement.
    function glide(next) {
      stop();
      if (reduced()) return to(next);
      const from = { ...view };
      const end = { ...view, ...next, scale: clamped(next.scale ?? view.scale) };
      goal = end;
      const began = performance.now();
      const step = () => {
        const share = Math.min(1, (performance.now() - began) / LASTS);
        const part = eased(share);
        const scale = from.scale * (end.scale / from.scale) ** part;
        Object.assign(view, { x: from.x + (end.x - from.x) * part, y: from.y + (end.y - from.y) * part, scale });
        onMove();
        if (share < 1) moving = requestAnimationFrame(step);
        else goal = null;
      };
      step();
    }

    function stop() {
      cancelAnimationFrame(moving);
      goal = null;
    }

    // Zooms so that what is under a point of the container stays there; the middle where there is no point. Gently, it goes on from
    // where an earlier wish leads, so that none of two quick ones is lost.
    function zoom(by, at, gently) {
      const { width, height } = size();
      const from = (gently && goal) || view;
      const [dx, dy] = at ? [at.x - width / 2, at.y - height / 2] : [0, 0];
      const scale = clamped(from.scale * by);
      const next = { x: from.x + dx / from.scale - dx / scale, y: from.y + dy / from.scale - dy / scale, scale };
      if (gently) glide(next);
      else to(next);
    }

    // Moves by so many pixels: at once, or with a movement that is going on.
    function pan(dx, dy) {
      const from = goal || view;
      const next = { ...from, x: from.x - dx / from.scale, y: from.y - dy / from.scale };
      if (goal) glide(next);
      else to(next);
    }

    // The view in which a box of the picture fills the room that `insets` leave free.
    function framed([left, top, right, bottom], insets, most) {
      const { width, height } = size();
      const free = { x: Math.max(width - insets.left - insets.right, 60), y: Math.max(height - insets.top - insets.bottom, 60) };
      const scale = clamped(Math.min((free.x - 50) / (right - left + 1), (free.y - 50) / (bottom - top + 1), most));
      const aside = { x: (insets.left - insets.right) / 2, y: (insets.top - insets.bottom) / 2 };
      return { x: (left + right) / 2 - aside.x / scale, y: (top + bottom) / 2 - aside.y / scale, scale };
    }

    function spot(x, y) {
      const { width, height } = size();
      return { x: (x - view.x) * view.scale + width / 2, y: (y - view.y) * view.scale + height / 2 };
    }

    function point(x, y) {
      const { width, height } = size();
      return { x: (x - width / 2) / view.scale + view.x, y: (y - height / 2) / view.scale + view.y };
    }

    return { view, to, glide, zoom, pan, framed, spot, point, stop };
  };
})();
