// The whole graph. In: its picture as the server has laid it out, and the address (who is chosen, what is filtered out).
// Out: a map that one moves over, a search that flies to a node, a panel that tells of the chosen one.

import { Failure, get, stale } from "../api.js";
import { announce, el, empty } from "../dom.js";
import { go, link, now } from "../state.js";
import { count, t, typeName } from "../words.js";
import { codec } from "./network_address.js";
import { card } from "./network_card.js";
import { filterPanel, miniLegend } from "./network_filters.js";
import { neighbourList, nodeList } from "./network_list.js";
import { neighbours } from "./network_model.js";
import { picker } from "./picker.js";
import { refill } from "./refill.js";
import { drawn, loadDrawing, orFailure, stage, zoomTools } from "./stage.js";
import { pictureOf } from "./whole_picture.js";

const TABS = ["card", "list", "filter"];
const MOST = 60;           // neighbours listed

export const view = {
  name: "whole", title: "view_whole", full: true,
  async show(container, state, signal) {
    const self = { chosen: {}, end: () => {} };
    self.acts = actsOf(self);
    self.stage = stage(container, { title: t("view_whole"), label: t("whole_canvas"), tabs: TABS }, { tab: (tab) => go({ tab: tab === "card" ? null : tab }, { replace: true }), keys: keysOf(self) });
    self.stage.start.classList.add("waiting");
    self.stage.start.append(el("p", { class: "loading" }, t("loading")));
    self.stage.start.hidden = false;
    const picture = await awaited(self, signal);
    if (!picture) return undefined;
    Object.assign(self, { picture, code: codec(picture.base) });
    await open(self);
    await show(self, state, signal);
    return Object.assign(() => self.end(), { update: (next, stop) => show(self, next, stop).then(() => true) });
  },
};

const SOON = 900;          // milliseconds after which it is said what one waits for
const FEW = 8;             // neighbours of each of the best connected that are shown meanwhile

// The picture, or nothing where nobody waits for it any more.
async function awaited(self, signal) {
  const waiting = meanwhile(self, signal);
  try {
    const [picture] = await Promise.all([pictureOf(signal), loadDrawing()]);
    self.picture = picture;
    if (!signal.aborted) return picture;
  } catch (error) {
    self.end();
    throw error;
  } finally {
    waiting.stop();
  }
  self.end();
  return null;
}

// A picture that takes its time is being laid out: says so, and shows what is best connected until it comes.
function meanwhile(self, signal) {
  const { start, canvas } = self.stage;
  const instead = async () => {
    start.replaceChildren(el("p", { class: "loading" }, t("arranging")));
    const about = await get("about", {}, signal);
    if (!about.start.length) return;
    const { nodes, edges } = await get("neighbourhood", { iri: about.start.map(({ iri }) => iri).join(","), limit: FEW }, signal);
    const known = new Map(nodes.map((node) => [node.iri, node]));
    const near = { nodes: nodes.map((node) => ({ id: node.iri, label: node.label, kind: node.kind })), edges: edges.map(({ id, source, target, kind }) => ({ id, source, target, kind })) };
    await loadDrawing();
    if (self.picture || signal.aborted) return;
    [, self.end] = await drawn(canvas, near, { onSelect: () => {}, describe: (iri) => [known.get(iri).label, typeName(known.get(iri).type)] });
  };
  const clock = setTimeout(() => instead().catch((error) => {
    if (!(error instanceof Failure) && !stale(error)) throw error;  // it was only meant to shorten the wait
  }), SOON);
  return { stop: () => clearTimeout(clock) };
}

// Once what was drawn is on the screen; a page in the background is not drawn at all.
const painted = () => new Promise((done) => {
  setTimeout(done, 400);
  requestAnimationFrame(() => requestAnimationFrame(done));
});

async function open(self) {
  const instead = self.end;
  const { stage: frame, picture, acts } = self;
  frame.bar.append(picker({ label: t("whole_find"), pick: ({ iri }) => acts.select(iri) }));
  frame.zoom.append(...zoomTools(() => self.drawing));
  frame.status.textContent = sizeOf(picture, "whole_short");
  [self.drawing, self.end] = await drawn(frame.canvas, globalThis.tuzhi.columns(picture.columns), {
    onSelect: acts.select, onOpen: acts.open, describe: (iri) => [picture.node(iri).label, typeName(picture.node(iri).type)] });
  await painted();
  frame.start.hidden = true;
  instead();
}

function actsOf(self) {
  const toggled = (name, value) => {
    const set = self.chosen[name];
    go({ [name]: [...(set.has(value) ? [...set].filter((one) => one !== value) : [...set, value])].join(",") });
  };
  const toNetwork = (iri) => go({ view: "network", iri });
  return {
    select: (iri) => go({ sel: iri && self.code.short(iri), tab: iri ? null : now().tab }), open: toNetwork, expand: toNetwork, remove: () => {},
    kind: (kind) => toggled("kinds", kind), type: (type) => toggled("types", type), dates: (dates) => go(dates),
    clear: () => go({ kinds: null, types: null, from: null, to: null, dates: null }),
  };
}

function keysOf(self) {
  const STEP = 90;
  const pan = (x, y) => () => self.drawing?.pan(x * STEP, y * STEP);
  const zoom = (by) => () => self.drawing?.zoom(by);
  return {
    ArrowLeft: pan(1, 0), ArrowRight: pan(-1, 0), ArrowUp: pan(0, 1), ArrowDown: pan(0, -1), "+": zoom(1.4), "=": zoom(1.4), "-": zoom(1 / 1.4), 0: () => self.drawing?.fit(),
    Enter: () => self.chosen.selected && self.acts.open(self.chosen.selected), Escape: () => self.acts.select(null),
  };
}

const sizeOf = ({ nodes, edges, all }, short) => t(all > nodes ? short || "whole_part" : "network_size", { nodes: count(nodes), edges: count(edges), all: count(all) });

const cut = (text) => new Set((text || "").split(",").filter(Boolean));

async function show(self, state, signal) {
  const { picture, drawing } = self;
  const before = self.chosen;
  self.chosen = { kinds: cut(state.kinds), types: cut(state.types), from: state.from || "", to: state.to || "", dates: state.dates || "", selected: state.sel ? self.code.long(state.sel) : null };
  const { selected } = self.chosen;
  drawing.hide(hiding(self.chosen, picture));
  const there = selected !== null && picture.has(selected);
  drawing.select(there ? selected : null);
  if (there && before.selected !== selected) fly(self, selected);
  if (selected && !there) announce(t("not_in_picture"));
  await fill(self, state, signal);
}

// What says of a node whether it is left out, where anything is.
function hiding({ kinds, types, from, to, dates }, picture) {
  if (!kinds.size && !types.size && !from && !to) return null;
  const within = (when) => when && (!from || when >= from.slice(0, when.length)) && (!to || when.slice(0, to.length) <= to);
  return (iri) => {
    const { kind, type, said, reported } = picture.node(iri);
    const when = said || (dates ? "" : reported);
    return kinds.has(kind) || (kind === "Action" && ((types.size > 0 && !types.has(type)) || ((from || to) && !within(when))));
  };
}

// Goes to a node that is not in sight, or too far away to be seen well.
function fly({ drawing, stage: { canvas } }, iri) {
  const { x, y } = drawing.spot(iri);
  const inside = x > 60 && y > 60 && x < canvas.clientWidth - 60 && y < canvas.clientHeight - 60;
  if (!inside || drawing.frame().view.scale < NEAR) drawing.centre(iri, Math.max(NEAR, drawing.frame().view.scale));
}

const NEAR = 0.5;          // pixels for a unit of the picture, from which on names can be read

async function fill(self, state, signal) {
  const { stage: frame, picture, chosen, acts } = self;
  const tab = TABS.includes(state.tab) ? state.tab : "card";
  refill(frame.legend, miniLegend(picture.kinds(), chosen.kinds, acts.kind));
  frame.choose(tab);
  const panels = { card: cardPanel, list: listPanel, filter: filters };
  const panel = await orFailure(() => panels[tab](self, signal), () => fill(self, state, signal));
  if (!signal.aborted) refill(frame.body, [tab === "card" ? null : el("h2", { class: "unseen" }, t(`tab_${tab}`)), panel]);
}

const model = (nodes, edges = []) => ({ nodes: new Map(nodes.map((node) => [node.iri, node])), near: neighbours(edges), hidden: null });

async function cardPanel({ chosen, picture, acts }, signal) {
  const iri = chosen.selected;
  if (!iri) return el("div", null, part(picture), empty(t("whole_hint")), el("h2", { class: "small" }, t("best_connected")), nodeList(model(picture.leading()), null, acts, "map_keys"));
  const { nodes, edges } = picture.around(iri);
  const away = picture.has(iri) ? null : el("p", { class: "notice" }, t("not_in_picture"));
  const actions = el("p", { class: "acts" }, el("a", { class: "pill", id: "to-network", href: link({ view: "network", iri }) }, t("to_network")));
  const joined = nodes.length ? neighbourList(iri, model(nodes.slice(0, MOST), edges), acts) : null;
  return card(iri, { actions: [away, actions], neighbours: [joined, nodes.length > MOST ? el("p", { class: "quiet" }, t("more_joined", { count: count(nodes.length - MOST) })) : null] }, signal);
}

const part = (picture) => (picture.all > picture.nodes ? el("p", { class: "notice", id: "part" }, sizeOf(picture)) : null);

async function listPanel({ chosen, picture, acts }) {
  const { nodes, edges } = chosen.selected ? picture.around(chosen.selected) : { nodes: [], edges: [] };
  const near = nodes.length ? neighbourList(chosen.selected, model(nodes, edges), acts) : null;
  return el("div", null, near, el("h3", null, t("best_connected")), nodeList(model(picture.leading()), chosen.selected, acts, "map_keys"));
}

async function filters({ chosen, picture, acts }) {
  return filterPanel({ kinds: picture.kinds(), lines: new Map(), types: picture.types() }, chosen, acts);
}
