// The frame of a picture: a canvas with its tools, and a panel with tabs beside it (below it on a telephone). In: what
// the view is called, its tabs, what to do; out: the elements to fill, and the drawing once it is loaded.

import { Failure } from "../api.js";
import { el, failure } from "../dom.js";
import { isDark } from "../header.js";
import { kinds, t } from "../words.js";

const PARTS = ["model", "force", "camera", "gestures", "paint", "names", "draw"];

const INSETS = { left: 28, right: 28, top: 58, bottom: 54 };  // what the tools cover of the canvas

// The program that draws is large, so it comes only when something is to be drawn.
export async function loadDrawing() {
  await Promise.all(PARTS.map((part) => import(`/web/drawing/${part}.js`)));
  return globalThis.tuzhi.draw;
}

// `tabs`: names, whose words are tab_NAME; `acts`: {tab(name), keys: {key: fn}}.
export function stage(container, { title, label, tabs }, acts) {
  const heading = el("h1", { class: "unseen" }, title);
  const canvas = el("div", { class: "canvas", tabindex: "0", role: "application", "aria-label": label });
  const bar = el("div", { class: "float bar" });
  const zoom = el("div", { class: "float zoom", role: "group", "aria-label": t("zoom") });
  const legend = el("div", { class: "float mini" });
  const status = el("p", { class: "float status", role: "status" });
  const start = el("div", { class: "start", hidden: true });
  const body = el("div", { class: "panel-body", role: "tabpanel", tabindex: "-1", id: "panel-body" });
  const list = el("div", { class: "segments", role: "tablist", "aria-label": t("panel") }, tabs.map((name) => el("button", {
    type: "button", role: "tab", id: `tab-${name}`, "aria-controls": "panel-body", "data-tab": name, onclick: () => { unfold(true); acts.tab(name); } }, t(`tab_${name}`))));
  const fold = el("button", { type: "button", class: "icon fold", "aria-expanded": "true", "aria-label": t("fold"), title: t("fold"), onclick: () => unfold(frame.classList.contains("folded")) }, "▾");
  const panel = el("aside", { class: "side", "aria-label": t("panel") }, el("div", { class: "side-head" }, list, fold), body);
  const frame = el("div", { class: "frame" }, heading, el("div", { class: "picture" }, canvas, bar, zoom, legend, status, start), panel);
  const unfold = (is) => {
    frame.classList.toggle("folded", !is);
    fold.setAttribute("aria-expanded", String(is));
  };
  list.addEventListener("keydown", (event) => walkTabs(event, list));
  canvas.addEventListener("keydown", (event) => press(event, acts.keys));
  container.replaceChildren(frame);
  const choose = (name) => {
    for (const tab of list.children) {
      tab.setAttribute("aria-selected", String(tab.dataset.tab === name));
      tab.setAttribute("tabindex", tab.dataset.tab === name ? "0" : "-1");
    }
    body.setAttribute("aria-labelledby", `tab-${name}`);
  };
  return { heading, canvas, bar, zoom, legend, status, start, body, choose, unfold, frame };
}

function walkTabs(event, list) {
  const tabs = [...list.children];
  const at = tabs.indexOf(event.target);
  const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
  if (at < 0 || to === undefined) return;
  event.preventDefault();
  const next = tabs[(to + tabs.length) % tabs.length];
  next.focus();
  next.click();
}

function press(event, keys) {
  if (event.altKey || event.isComposing) return;
  const name = event.ctrlKey || event.metaKey ? `Ctrl+${event.key.toLowerCase()}` : event.key;
  if (!keys[name]) return;
  event.preventDefault();
  keys[name]();
}

// The drawing in the canvas, which follows light and dark by itself. Gives [drawing, what ends it]. `describe(id)` gives
// the name and the note that are shown where the pointer rests on a node.
export async function drawn(canvas, data, { describe, ...acts }) {
  const draw = await loadDrawing();
  acts.onHover = hovering(canvas, describe);
  const drawing = draw(canvas, data, { looks: kinds(), dark: isDark(), keys: false, insets: () => INSETS, ...acts });
  canvas.drawing = drawing;  // so that tests find it
  const repaint = (event) => drawing.theme(event.detail.dark);
  document.documentElement.addEventListener("theme", repaint);
  return [drawing, () => {
    document.documentElement.removeEventListener("theme", repaint);
    drawing.destroy();
  }];
}

function hovering(canvas, describe) {
  const tip = el("div", { class: "tip", hidden: true, role: "presentation" });
  canvas.parentElement.append(tip);
  canvas.addEventListener("pointerleave", () => { tip.hidden = true; });
  return (id, at) => {
    tip.hidden = id === null || !at;
    if (tip.hidden) return;
    const [name, note] = describe(id);
    tip.replaceChildren(el("b", null, el("bdi", null, name)), note);
    tip.style.left = `${Math.min(at.x + 14, canvas.clientWidth - tip.offsetWidth - 8)}px`;
    tip.style.top = `${at.y + 18 + tip.offsetHeight > canvas.clientHeight ? at.y - tip.offsetHeight - 12 : at.y + 18}px`;
  };
}

export const tool = (id, sign, word, onclick) => el("button", { type: "button", id, "aria-label": word, title: word, onclick }, sign);

export const zoomTools = (drawing) => [tool("nearer", "+", t("zoom_in"), () => drawing().zoom(1.4)), tool("farther", "−", t("zoom_out"), () => drawing().zoom(1 / 1.4)),
  tool("fit", "⤢", t("whole"), () => drawing().fit())];

// What `make` gives, or in its place what went wrong, so that the picture beside it stays. `again` tries once more.
export async function orFailure(make, again) {
  try {
    return await make();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return failure(error, again);
  }
}

// A file made on the page.
export function download(name, blob) {
  const address = URL.createObjectURL(blob);
  el("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
