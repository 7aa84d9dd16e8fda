// The neighbourhood view. In: the address (where it begins, what is open, put away, filtered, chosen, between which two
// nodes a path is sought). Out: the picture of it with a panel. Every act is a change of the address, so that it can be
// undone, linked to and come back to.

import { get } from "../api.js";
import { announce, el, empty, shape, visible } from "../dom.js";
import { go, now, visit } from "../state.js";
import { count, t, typeName } from "../words.js";
import { chosenIn, changes, codec } from "./network_address.js";
import { actions, card } from "./network_card.js";
import { csvOf, pngOf } from "./network_export.js";
import { filterPanel, miniLegend } from "./network_filters.js";
import { lineName, neighbourList, nodeList } from "./network_list.js";
import { census, missing, neighbours, remaining, together } from "./network_model.js";
import { pathPanel } from "./network_path.js";
import { picker } from "./picker.js";
import { refill } from "./refill.js";
import { download, drawn, orFailure, stage, tool, zoomTools } from "./stage.js";

const TABS = ["card", "list", "path", "filter"];
const KEPT = 300;          // answers kept, so that what was seen needs not be fetched again

export const view = {
  name: "network", title: "view_network", full: true,
  async show(container, state, signal) {
    const about = await get("about", {}, signal);
    const net = network(container, about);
    const clean = () => net.end();
    clean.update = async (next, stop) => {
      await net.update(next, stop);
      return true;
    };
    await net.update(state, signal);
    return clean;
  },
};

function network(container, about) {
  const code = codec(about.base);
  const change = changes(code);
  const self = { about, code, change, cache: new Map(), past: [], drawing: null, end: () => {}, chosen: null, seen: null };
  const acts = actsOf(self);
  self.acts = acts;
  self.stage = stage(container, { title: t("view_network"), label: t("network_canvas"), tabs: TABS }, { tab: (tab) => go({ tab: tab === "card" ? null : tab }, { replace: true }), keys: keysOf(self) });
  self.stage.bar.append(picker({ label: t("network_add"), pick: ({ iri }) => (now().iri ? go(change.add(self.chosen, iri)) : go({ iri })) }),
    tool("undo", "↶", t("undo"), acts.undo), tool("save-csv", "CSV", t("save_csv"), () => download("network.csv", csvOf(self.seen))),
    tool("save-png", "PNG", t("save_png"), async () => self.drawing && download("network.png", await pngOf(self.stage.canvas))));
  self.stage.zoom.append(...zoomTools(() => self.drawing));
  let stop = () => {};
  return {
    end: () => stop(),
    update: async (state, signal) => {
      await show(self, state, signal);
      stop = self.end;
    },
  };
}

// What can be done; every act is given the identifier that it is about.
function actsOf(self) {
  let opened = { iri: "", at: 0 };
  const expand = (iri) => {
    const twice = opened.iri === iri && performance.now() - opened.at < 500;  // a double click comes as two clicks as well
    opened = { iri, at: performance.now() };
    if (!twice) go(self.change.expand(self.chosen, iri));
  };
  return {
    expand,
    select: (iri) => go({ ...self.change.select(iri), tab: iri ? null : now().tab }),
    tap: (iri) => {
      const [from = "", to = ""] = self.chosen.path;
      if (iri && now().tab === "path" && !(from && to)) return go(self.change.path(from ? [from, iri] : [iri, to]));  // an end is still to be chosen
      if (iri && iri === self.chosen.selected) return expand(iri);
      return go({ ...self.change.select(iri), tab: iri && now().tab === "list" ? "list" : null });
    },
    line: (id) => {
      const [fact] = self.all.edges.get(id)?.facts || [];
      if (fact) go({ ...self.change.select(fact), tab: null });
    },
    collapse: (iri) => go(self.change.collapse(self.chosen, iri)),
    remove: (iri) => go(self.change.remove(self.chosen, iri)),
    path: (iri) => go({ ...self.change.path([iri, ""]), tab: "path" }),
    ends: (ends) => go(self.change.path(ends)),
    chain: (chain) => go({ chain: chain || null }),
    undo: () => {
      self.past.pop();
      const before = self.past.pop();
      if (before !== undefined) visit(`/${before}`);
    },
  };
}

function keysOf(self) {
  const chosen = (act) => () => self.chosen?.selected && act(self.chosen.selected);
  const step = (by) => () => {
    const near = [...new Set((self.near?.get(self.chosen.selected) || []).map(({ other }) => other))];
    const list = self.chosen.selected ? near : [...self.seen.nodes.keys()];
    if (!list.length) return;
    self.walk = self.walk?.from === self.chosen.selected ? { ...self.walk, at: (self.walk.at + by + list.length) % list.length } : { from: self.chosen.selected, at: by > 0 ? 0 : list.length - 1 };
    self.drawing.focus(new Set([list[self.walk.at], self.chosen.selected].filter(Boolean)));
    announce(spoken(self, list[self.walk.at]));
    self.walk.on = list[self.walk.at];
  };
  const enter = () => (self.walk?.on && self.walk.from === self.chosen.selected ? self.acts.select(self.walk.on) : chosen(self.acts.expand)());
  return {
    ArrowRight: step(1), ArrowDown: step(1), ArrowLeft: step(-1), ArrowUp: step(-1), Enter: enter, "+": () => self.drawing?.zoom(1.4), "=": () => self.drawing?.zoom(1.4),
    "-": () => self.drawing?.zoom(1 / 1.4), 0: () => self.drawing?.fit(), Delete: chosen(self.acts.remove), Escape: () => self.acts.select(null), "Ctrl+z": self.acts.undo,
  };
}

// A node as it is heard: its name, what it is, what joins it to the chosen one.
function spoken({ seen, near, chosen }, iri) {
  const node = seen.nodes.get(iri);
  const lines = (near.get(chosen.selected) || []).filter(({ other }) => other === iri).map(({ edge, back }) => lineName(edge, back));
  return [node.label, typeName(node.type), ...lines].join(t("comma"));
}

async function show(self, state, signal) {
  if (self.past.at(-1) !== location.search) self.past.push(location.search);
  self.chosen = chosenIn(state, self.code);
  const [answers, paths] = await Promise.all([opened(self, signal), pathsOf(self.chosen, signal)]);
  if (signal.aborted) return;
  self.paths = paths;
  const chain = paths?.[self.chosen.chain];
  self.all = together([...(chain ? [chain] : []), ...answers]);
  self.hidden = missing(self.all);
  const kept = new Set([...self.chosen.open.keys(), ...(chain ? chain.nodes.map(({ iri }) => iri) : [])]);
  self.seen = remaining(self.all, self.chosen, kept);
  self.near = neighbours(self.seen.edges);
  await paint(self, chain);
  await fill(self, state, signal);
}

// What the open nodes bring. What the graph no longer has is passed over, unless there is nothing else.
async function opened(self, signal) {
  const results = await Promise.allSettled([...self.chosen.open].map(([iri, limit]) => neighbourhood(self, iri, limit, signal)));
  const found = results.filter(({ status }) => status === "fulfilled").map(({ value }) => value);
  const lost = results.filter(({ status }) => status === "rejected");
  if (lost.length && (signal.aborted || !found.length)) throw lost[0].reason;
  self.lost = lost.length;
  return found;
}

// The neighbourhood of a node under the filters. What has been fetched once is kept.
async function neighbourhood({ chosen, cache }, iri, limit, signal) {
  const values = { iri, limit, types: [...chosen.types].join(","), from: chosen.from, to: chosen.to, dates: chosen.dates, place: chosen.place };
  const key = JSON.stringify(values);
  if (!cache.has(key)) {
    const answer = await get("neighbourhood", values, signal);
    if (cache.size >= KEPT) cache.delete(cache.keys().next().value);
    cache.set(key, answer);
  }
  return cache.get(key);
}

const pathsOf = async ({ path }, signal) => (path.length === 2 && path.every(Boolean) ? (await get("path", { from: path[0], to: path[1] }, signal)).paths : null);

// Brings the picture in line with what is chosen.
async function paint(self, chain) {
  const { seen, hidden, chosen, stage: frame } = self;
  const nodes = [...seen.nodes.values()].map((node) => ({ id: node.iri, kind: node.kind, label: visible(nameOf(node, hidden.get(node.iri))) }));
  const edges = seen.edges.map((edge) => ({ id: edge.id, source: edge.source, target: edge.target, kind: edge.kind, label: edge.kind === "link" ? "" : visible(lineName(edge)) }));
  begin(self, nodes.length === 0);
  const grown = self.drawing && nodes.some(({ id }) => !self.shown.has(id));
  self.shown = new Set(nodes.map(({ id }) => id));
  if (!self.drawing && nodes.length) [self.drawing, self.end] = await drawn(frame.canvas, { nodes, edges }, { onSelect: self.acts.tap, onOpen: self.acts.expand, onEdge: (id, _, pressed) => pressed && self.acts.line(id), describe: (iri) => described(self, iri) });
  else if (self.drawing) self.drawing.set({ nodes, edges });
  if (!self.drawing) return;
  self.drawing.focus(null);
  self.drawing.select(seen.nodes.has(chosen.selected) ? chosen.selected : null);
  if (grown) self.drawing.fit(self.shown);
  else if (seen.nodes.has(chosen.selected)) reveal(self, chosen.selected);
  if (chain && !chosen.selected) self.drawing.path(chain.nodes.map(({ iri }) => iri), chain.edges.map(({ id }) => id));
}

const RIM = 40;            // pixels from the edge of the canvas at which a node counts as out of sight

function reveal({ drawing, stage: { canvas } }, iri) {
  const { x, y } = drawing.spot(iri);
  if (x < RIM || y < RIM || x > canvas.clientWidth - RIM || y > canvas.clientHeight - RIM) drawing.centre(iri);
}

const LONG = 14;           // characters of a name in the picture

function nameOf({ label, kind, type }, more) {
  const name = visible((kind !== "Action" && label) || typeName(type));
  const short = [...name].length > LONG ? `${[...name].slice(0, LONG - 1).join("")}…` : name;
  return more ? `${short} +${count(more)}` : short;
}

function described({ seen, hidden }, iri) {
  const { label, type } = seen.nodes.get(iri);
  const more = hidden.get(iri) ? t("hidden_more", { count: count(hidden.get(iri)) }) : "";
  return [label || typeName(type), [typeName(type), more].filter(Boolean).join(" · ")];
}

// Where nothing is shown yet: from what to begin.
function begin({ stage: { start, unfold }, about }, is) {
  if (is !== !start.hidden) unfold(!is || Boolean(now().tab));  // on a telephone there is room for one of the two
  start.hidden = !is;
  if (!is || start.children.length) return;
  start.append(el("h2", null, t("network_start")), el("p", { class: "quiet" }, t("network_start_hint")),
    el("ul", { class: "nodes" }, about.start.map((ref) => el("li", null, el("button", { type: "button", class: "node", onclick: () => go({ iri: ref.iri }) }, shape(ref.kind), el("span", { class: "name" }, el("bdi", null, ref.label)), el("span", { class: "quiet" }, typeName(ref.type)))))));
}

// Fills the panel with the chosen tab.
async function fill(self, state, signal) {
  const { seen, chosen, stage: frame, acts } = self;
  const tab = TABS.includes(state.tab) ? state.tab : "card";
  const root = seen.nodes.get(chosen.selected) || seen.nodes.get(chosen.roots[0]);
  frame.heading.textContent = root ? t("network_of", { name: visible(root.label) }) : t("view_network");
  const size = t("network_size", { nodes: count(seen.nodes.size), edges: count(seen.edges.length) });
  frame.status.textContent = self.lost ? [size, t("network_lost", { count: count(self.lost) })].join(t("stop")) : size;
  frame.bar.querySelector("#undo").disabled = self.past.length < 2;
  refill(frame.legend, seen.nodes.size ? miniLegend(census(self.all.nodes.values()), chosen.kinds, (kind) => go(self.change.toggle("kinds", chosen.kinds, kind))) : null);
  frame.choose(tab);
  const panels = { card: cardPanel, list: listPanel, path: pathsPanel, filter: filters };
  const panel = await orFailure(() => panels[tab](self, acts, signal), () => fill(self, state, signal));
  if (!signal.aborted) refill(frame.body, [tab === "card" ? null : el("h2", { class: "unseen" }, t(`tab_${tab}`)), panel]);
}

const model = ({ seen, near, hidden }) => ({ nodes: seen.nodes, near, hidden });

async function cardPanel(self, acts, signal) {
  const { chosen, seen, hidden } = self;
  const iri = chosen.selected;
  if (iri && !seen.nodes.has(iri)) return card(iri, {}, signal);
  if (!iri) return seen.nodes.size ? el("div", null, empty(t("nothing_chosen")), nodeList(model(self), null, acts)) : empty(t("network_start_hint"));
  const place = { open: chosen.open.has(iri), more: hidden.get(iri) || 0 };
  return card(iri, { actions: actions(seen.nodes.get(iri), acts, place), neighbours: neighbourList(iri, model(self), acts) }, signal);
}

async function listPanel(self, acts) {
  const { chosen, seen } = self;
  const near = seen.nodes.has(chosen.selected) ? neighbourList(chosen.selected, model(self), acts) : null;
  return el("div", null, near, nodeList(model(self), chosen.selected, acts));
}

async function pathsPanel(self, acts, signal) {
  const { chosen, paths, seen } = self;
  const ends = await Promise.all([0, 1].map((at) => (chosen.path[at] ? refOf(self, chosen.path[at], signal) : null)));
  const selected = seen.nodes.get(chosen.selected);
  return pathPanel({ ends, paths, chain: chosen.chain, selected: selected?.kind === "Action" ? null : selected }, acts, signal);
}

async function refOf({ all }, iri, signal) {
  if (all.nodes.has(iri)) return all.nodes.get(iri);
  const { ref, fact } = await get("entity", { iri }, signal);
  return ref || { iri, label: fact.label, kind: fact.kind, type: fact.type };
}

async function filters(self, acts, signal) {
  const { chosen, all, about, change } = self;
  const lines = new Map();
  for (const { kind } of all.edges.values()) lines.set(kind, (lines.get(kind) || 0) + 1);
  const seen = {
    kinds: census(all.nodes.values()), lines, place: chosen.place ? await refOf(self, chosen.place, signal) : null,
    types: (about.kinds.find(({ kind }) => kind === "Action")?.types || []),
  };
  return filterPanel(seen, chosen, {
    kind: (kind) => go(change.toggle("kinds", chosen.kinds, kind)), type: (type) => go(change.toggle("types", chosen.types, type)),
    dates: (dates) => go(change.filter(dates)), place: (place) => go(change.filter({ place })),
    clear: () => go({ kinds: null, types: null, from: null, to: null, dates: null, place: null }),
  });
}
