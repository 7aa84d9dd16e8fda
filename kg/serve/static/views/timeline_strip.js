// The whole time in a narrow strip, with a window on the part that is shown. In: bins, the window, what to do when it
// moves. Out: a picture (SVG) whose window has two handles, which are sliders; between them it can be dragged whole.

import { nameOf, toIndex, toPeriod } from "./periods.js";
import { svg } from "./svg.js";
import { total } from "./timeline_bins.js";

const EDGE = 12;
const HEIGHT = 46;

// `bars`: {step, bins, first, last}; `look`: {width, language, from, to (numbers), labels: [from, to]}; `move(from, to)`
// is told numbers when the window has come to rest.
export function strip(bars, look, move) {
  const { first, last, step, bins } = bars;
  const slot = (look.width - 2 * EDGE) / (last - first + 1);
  const x = (index) => EDGE + (index - first) * slot;
  const most = Math.max(1, ...bins.map(total));
  const tall = (bin) => Math.max(1.5, (HEIGHT - 10) * Math.sqrt(total(bin) / most));
  const marks = bins.map((bin) => svg("rect", { class: "mark", x: x(toIndex(bin.period, step)), width: Math.max(1, slot - (slot > 4 ? 1 : 0)), y: HEIGHT - 4 - tall(bin), height: tall(bin) }));
  const pane = svg("rect", { class: "pane", y: 2, height: HEIGHT - 4, rx: 3 });
  const handles = look.labels.map((label, place) => svg("g", { class: "handle", role: "slider", tabindex: "0", "data-key": `handle:${place}`, "aria-label": label, "aria-valuemin": first, "aria-valuemax": last },
    svg("rect", { class: "grip", x: place ? -4 : -20, width: 24, y: 0, height: HEIGHT }), svg("rect", { class: "knob", x: place ? 0 : -6, width: 6, y: 11, height: HEIGHT - 22, rx: 3 })));
  const root = svg("svg", { class: "strip", width: look.width, height: HEIGHT, viewBox: `0 0 ${look.width} ${HEIGHT}` },
    svg("line", { class: "rule base", x1: EDGE, x2: look.width - EDGE, y1: HEIGHT - 4, y2: HEIGHT - 4 }), ...marks, pane, ...handles);
  const held = { from: look.from, to: look.to };
  const draw = () => {
    pane.setAttribute("x", x(held.from));
    pane.setAttribute("width", Math.max(2, x(held.to + 1) - x(held.from)));
    [[held.from, x(held.from)], [held.to, x(held.to + 1)]].forEach(([index, at], place) => {
      handles[place].setAttribute("transform", `translate(${at} 0)`);
      handles[place].setAttribute("aria-valuenow", index);
      handles[place].setAttribute("aria-valuetext", nameOf(toPeriod(index, step), look.language));
    });
  };
  const within = (index) => Math.min(last, Math.max(first, index));
  const set = (from, to) => { [held.from, held.to] = [within(Math.min(from, to)), within(Math.max(from, to))]; draw(); };
  draw();
  pointer(root, { held, pane, handles, set, index: (px) => within(first + Math.floor((px - EDGE) / slot)), first, last }, move);
  sliders(handles, held, set, { first, last, step }, move);
  return root;
}

// What is taken hold of decides what moves: a handle one end, the pane both, the ground opens a new window.
function pointer(root, { held, pane, handles, set, index, first, last }, move) {
  let grip = null;
  const at = (event) => index(event.clientX - root.getBoundingClientRect().left);
  root.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    const place = handles.findIndex((handle) => handle.contains(event.target));
    const whole = event.target === pane && (held.from > first || held.to < last);
    grip = { place, whole, from: held.from, to: held.to, start: at(event), moved: false };
    root.setPointerCapture(event.pointerId);
  });
  root.addEventListener("pointermove", (event) => {
    if (!grip) return;
    const now = at(event);
    grip.moved ||= now !== grip.start;
    if (!grip.moved) return;
    if (grip.place === 0) set(Math.min(now, grip.to), grip.to);
    else if (grip.place === 1) set(grip.from, Math.max(now, grip.from));
    else if (grip.whole) {
      const by = Math.min(last - grip.to, Math.max(first - grip.from, now - grip.start));
      set(grip.from + by, grip.to + by);
    } else set(grip.start, now);
  });
  const end = () => {
    if (grip?.moved) move(held.from, held.to);
    grip = null;
  };
  root.addEventListener("pointerup", end);
  root.addEventListener("pointercancel", end);
}

function sliders(handles, held, set, { first, last, step }, move) {
  const long = { year: 10, month: 12, day: 30 }[step];
  handles.forEach((handle, place) => handle.addEventListener("keydown", (event) => {
    const by = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -long, PageUp: long, Home: first - last, End: last - first }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    if (place === 0) set(Math.min(held.to, Math.max(first, held.from + by)), held.to);
    else set(held.from, Math.max(held.from, Math.min(last, held.to + by)));
    move(held.from, held.to);
  }));
}
