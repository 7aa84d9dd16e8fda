// Bars over time. In: bins of counts by type, the order of the types, what to call things, what to do on a choice.
// Out: a picture (SVG) in which each bar is a button, and dragging, or Shift with the arrow keys, chooses a stretch.

import { nameOf, tickName, ticks, toIndex, toPeriod } from "./periods.js";
import { svg } from "./svg.js";
import { total } from "./timeline_bins.js";

const EDGE = { left: 38, right: 10, top: 12, bottom: 26 };
const WIDEST = 44;         // pixels of a bar at most
const HATCH = "only-reported";
const GRAIN = 5;           // pixels from one line of the hatching to the next

// `bars`: {step, bins: [{period, counts}]}; `look`: {width, height, types, shade(type), language, chosen, said(bar)};
// `acts`: {period(period), range(period, period), look(bar|null)}.
export function chart(bars, look, acts) {
  const scale = scaleOf(bars, look);
  const groups = bars.bins.map((bin) => column(bin, scale, look));
  const root = svg("svg", { class: "chart", width: look.width, height: look.height, viewBox: `0 0 ${look.width} ${look.height}`, role: "group", "aria-label": look.label },
    hatching(), rules(scale, look), axis(scale, look), ...groups, svg("rect", { class: "stretch", y: EDGE.top, height: scale.height, visibility: "hidden" }));
  drag(root, scale, acts);
  keys(root, groups, bars, acts);
  return root;
}

// Lies over what is only dated by the day of its article: the same colour, lighter.
function hatching() {
  return svg("defs", {}, svg("pattern", { id: HATCH, width: GRAIN, height: GRAIN, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
    svg("rect", { class: "hatch-veil", width: GRAIN, height: GRAIN }), svg("rect", { class: "hatch", width: GRAIN / 2, height: GRAIN })));
}

function scaleOf({ step, bins, first, last }, { width, height }) {
  const slot = (width - EDGE.left - EDGE.right) / (last - first + 1);
  const most = Math.max(1, ...bins.map(total));
  const ceiling = niceCeiling(most);
  const room = height - EDGE.top - EDGE.bottom;
  return {
    step, first, last, slot, ceiling, width, height: room,
    x: (index) => EDGE.left + (index - first) * slot,
    y: (count) => EDGE.top + room * (1 - count / ceiling),
    at: (x) => Math.min(last, Math.max(first, first + Math.floor((x - EDGE.left) / slot))),
  };
}

function niceCeiling(most) {
  if (most <= 4) return most;
  const unit = 10 ** Math.floor(Math.log10(most));
  return [1, 1.5, 2, 3, 4, 5, 6, 8, 10].map((share) => share * unit).find((value) => value >= most && Number.isInteger(value)) ?? most;
}

function rules({ ceiling, y, width }) {
  const step = [1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000, 2000, 5000].find((size) => ceiling / size <= 4) ?? ceiling;
  const lines = [];
  for (let count = 0; count <= ceiling; count += step) {
    lines.push(svg("line", { class: count ? "rule" : "rule base", x1: EDGE.left, x2: width - EDGE.right, y1: y(count), y2: y(count) }),
      svg("text", { class: "tick", x: EDGE.left - 8, y: y(count) + 4, "text-anchor": "end" }, String(count)));
  }
  return svg("g", { "aria-hidden": "true" }, ...lines);
}

function axis({ first, last, step, slot, x, width }, { height, language }) {
  const marks = ticks(first, last, step, Math.max(2, (width - EDGE.left) / (language === "zh" ? 72 : 64)));
  const middle = (index) => Math.min(width - EDGE.right - 22, Math.max(EDGE.left + 14, x(index) + slot / 2));
  return svg("g", { "aria-hidden": "true" }, ...marks.map((index, place) =>
    svg("text", { class: "tick", x: middle(index), y: height - 8, "text-anchor": "middle" }, tickName(index, marks[place - 1], step, language))));
}

function column(bin, scale, look) {
  const index = toIndex(bin.period, scale.step);
  const thick = Math.max(1, Math.min(WIDEST, scale.slot - (scale.slot > 6 ? 3 : scale.slot > 2.5 ? 1 : 0)));
  const left = scale.x(index) + (scale.slot - thick) / 2;
  let sum = 0;
  const block = (type, count, only) => {
    const bottom = scale.y(sum);
    sum += count;
    const place = { x: left, width: thick, y: scale.y(sum), height: Math.max(0.6, bottom - scale.y(sum) - (scale.slot > 5 ? 1 : 0)) };
    const ground = svg("rect", { class: `shade ${look.shade(type)}`, ...place });
    return only ? [ground, svg("rect", { class: "only-reported", fill: `url(#${HATCH})`, ...place })] : [ground];
  };
  const parts = look.types.filter((type) => bin.counts[type]).flatMap((type) => {
    const day = bin.reported?.[type] || 0;
    return [[bin.counts[type] - day, false], [day, true]].flatMap(([count, only]) => (count ? block(type, count, only) : []));
  });
  const chosen = look.chosen === bin.period;
  return svg("g", { class: chosen ? "bar chosen" : "bar", role: "button", tabindex: "-1", "aria-pressed": String(chosen), "aria-label": look.said(bin), "data-period": bin.period, "data-key": `bar:${bin.period}` },
    svg("rect", { class: "reach", x: scale.x(index), width: Math.max(scale.slot, 1), y: EDGE.top, height: scale.height }), ...parts);
}

// Where on the picture the pointer is, in its own units.
const across = (root, event) => event.clientX - root.getBoundingClientRect().left;

// A click chooses the bar under it, a drag of more than a few pixels the stretch that it covers.
function drag(root, scale, acts) {
  let from = null;
  const show = (one, other) => {
    const band = root.lastElementChild;
    band.setAttribute("visibility", "visible");
    band.setAttribute("x", scale.x(Math.min(one, other)));
    band.setAttribute("width", scale.slot * (Math.abs(other - one) + 1));
  };
  const far = (event) => from !== null && Math.abs(across(root, event) - from) > 6;
  root.addEventListener("pointerdown", (event) => { if (event.button === 0) from = across(root, event); });
  root.addEventListener("pointermove", (event) => {
    if (!far(event)) return;
    root.setPointerCapture(event.pointerId);
    show(scale.at(from), scale.at(across(root, event)));
  });
  root.addEventListener("pointerup", (event) => {
    const [one, other] = [from, across(root, event)].map((x) => scale.at(x));
    const dragged = far(event);
    from = null;
    if (dragged) acts.range(...[Math.min(one, other), Math.max(one, other)].map((index) => toPeriod(index, scale.step)));
    else {
      const bar = root.querySelector(`[data-period="${toPeriod(one, scale.step)}"]`);
      if (bar) acts.period(bar.dataset.period);
    }
  });
  root.addEventListener("pointercancel", () => { from = null; });
}

// Left and right go from bar to bar, Home and End to the outer ones; Enter lists; with Shift a stretch grows.
function keys(root, groups, bars, acts) {
  if (!groups.length) return;
  let at = Math.max(0, groups.findIndex((group) => group.classList.contains("chosen")));
  let anchor = null;
  groups[at].setAttribute("tabindex", "0");
  const go = (to, grow) => {
    if (!grow) anchor = null;
    else anchor ??= at;
    groups[at].setAttribute("tabindex", "-1");
    at = Math.min(groups.length - 1, Math.max(0, to));
    groups[at].setAttribute("tabindex", "0");
    groups[at].focus();
    const [low, high] = [Math.min(anchor ?? at, at), Math.max(anchor ?? at, at)];
    groups.forEach((group, place) => group.classList.toggle("held", anchor !== null && place >= low && place <= high));
  };
  root.addEventListener("keydown", (event) => {
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: groups.length - 1 }[event.key];
    if (to !== undefined) go(to, event.shiftKey);
    else if (event.key === "Enter" || event.key === " ") {
      if (anchor === null) acts.period(bars.bins[at].period);
      else acts.range(bars.bins[Math.min(anchor, at)].period, bars.bins[Math.max(anchor, at)].period);
    } else return;
    event.preventDefault();
  });
  const barOf = (target) => bars.bins[groups.indexOf(target.closest?.(".bar"))] || null;
  for (const [name, leave] of [["pointerover", "pointerleave"], ["focusin", "focusout"]]) {
    root.addEventListener(name, (event) => acts.look(barOf(event.target)));
    root.addEventListener(leave, () => acts.look(null));
  }
}

// What a bar says when it is looked at: its period and how many of each type.
export const spoken = (bin, { language, types, typeName, line }) =>
  line(nameOf(bin.period, language), total(bin), types.filter((type) => bin.counts[type]).map((type) => [typeName(type), bin.counts[type]]).sort((a, b) => b[1] - a[1]));
