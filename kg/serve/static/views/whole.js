// The whole graph. In: its picture as the server has laid it out, and the address (who is chosen, which kinds are not
// shown). Out: a map that is moved over like one, a search that flies to a node, a panel that tells of the chosen one.

import { get } from "../api.js";
import { el, empty, toView } from "../dom.js";
import { go, now } from "../state.js";
import { count, t } from "../words.js";
import { codec } from "./network_address.js";
import { card } from "./network_card.js";
import { filterPanel, miniLegend } from "./network_filters.js";
import { nodeList } from "./network_list.js";
import { picker } from "./picker.js";
import { drawn, refill, stage, zoomTools } from "./stage.js";
import { pictureOf } from "./whole_picture.js";

const TABS = ["card", "filter"];
const SHOWN = 60;          // neighbours listed

export const view = {
  name: "whole", title: "view_whole", full: true,
  async show(container, state, signal) {
    const self = { chosen: { kinds: new Set(), selected: null }, flown: null };
    self.acts = actsOf(self);
    self.stage = stage(container, { title: t("view_whole"), label: t("whole_canvas"), tabs: TABS }, { tab: (tab) => go({ tab: tab === "card" ? null : tab }, { replace: true }), keys: keysOf(self) });
    self.stage.status.textContent = t("loading");
    const [about, picture] = await Promise.all([get("about", {}, signal), pictureOf(signal)]);
    Object.assign(self, { about, picture, code: codec(about.base) });
    self.stage.bar.append(picker({ label: t("whole_find"), pick: ({ iri }) => self.acts.select(iri) }));
    self.stage.zoom.append(...zoomTools(() => self.drawing));
    [self.drawing, self.end] = await drawn(self.stage.canvas, picture.data, { onSelect: self.acts.select, onOpen: self.acts.open });
    self.stage.status.textContent = sizeOf(picture);
    const clean = () => self.end();
    clean.update = async (next, stop) => {
      await show(self, next, stop);
      return true;
    };
    await show(self, state, signal);
    return clean;
  },
};

function actsOf(self) {
  return {
    select: (iri) => go({ sel: iri && self.code.short(iri), tab: iri ? null : now().tab }),
    expand: (iri) => go({ view: "network", iri }), remove: () => {},
    open: (iri) => go({ view: "network", iri }),
    kind: (kind) => {
      const { kinds } = self.chosen;
      go({ kinds: [...(kinds.has(kind) ? [...kinds].filter((one) => one !== kind) : [...kinds, kind])].join(",") });
    },
  };
}

function keysOf(self) {
  const open = () => self.chosen.selected && self.acts.open(self.chosen.selected);
  return { "+": () => self.drawing?.zoom(1.4), "=": () => self.drawing?.zoom(1.4), "-": () => self.drawing?.zoom(1 / 1.4), 0: () => self.drawing?.fit(), Enter: open, Escape: () => self.acts.select(null) };
}

const sizeOf = ({ nodes, edges, all }) => t(all > nodes ? "whole_part" : "network_size", { nodes: count(nodes), edges: count(edges), all: count(all) });

async function show(self, state, signal) {
  const { picture, drawing } = self;
  self.chosen = { kinds: new Set((state.kinds || "").split(",").filter(Boolean)), types: new Set(), selected: state.sel ? self.code.long(state.sel) : null };
  const { kinds, selected } = self.chosen;
  drawing.hide(kinds.size ? (iri) => kinds.has(picture.node(iri).kind) : null);
  const there = selected !== null && picture.has(selected);
  drawing.select(there ? selected : null);
  if (there && self.flown !== selected) drawing.fit([selected, ...picture.neighbours(selected)]);
  self.flown = selected;
  await fill(self, state, signal);
}

async function fill(self, state, signal) {
  const { stage: frame } = self;
  const tab = TABS.includes(state.tab) ? state.tab : "card";
  refill(frame.legend, miniLegend(self.picture.kinds(), self.chosen.kinds, self.acts.kind));
  frame.choose(tab);
  const panel = tab === "filter" ? filters(self) : await cardPanel(self, signal);
  if (!signal.aborted) refill(frame.body, tab === "card" ? null : el("h2", { class: "unseen" }, t(`tab_${tab}`)), panel);
}

async function cardPanel({ chosen, picture, acts }, signal) {
  const iri = chosen.selected;
  if (!iri) return overview(picture, acts);
  const near = picture.neighbours(iri).slice(0, SHOWN).map((one) => picture.node(one));
  const model = { nodes: new Map(near.map((node) => [node.iri, node])), near: new Map(), hidden: new Map() };
  const actions = el("p", { class: "acts" }, el("a", { class: "pill", href: toView({ view: "network", iri }).getAttribute("href") }, t("to_network")));
  const away = picture.has(iri) ? null : el("p", { class: "notice" }, t("not_in_picture"));
  return card(iri, { actions: [away, actions], neighbours: near.length ? el("div", null, el("h3", null, t("joined_to", { count: count(picture.neighbours(iri).length) })), nodeList(model, null, acts)) : null }, signal);
}

function overview(picture, acts) {
  const part = picture.all > picture.nodes ? el("p", { class: "notice", id: "part" }, sizeOf(picture)) : null;
  const model = { nodes: new Map(picture.leading().map((node) => [node.iri, node])), near: new Map(), hidden: new Map() };
  return el("div", null, part, empty(t("whole_hint")), el("h3", null, t("best_connected")), nodeList(model, null, acts));
}

function filters({ chosen, picture, acts }) {
  return filterPanel({ kinds: picture.kinds(), lines: new Map(), place: null, types: [] }, chosen, { kind: acts.kind, clear: () => go({ kinds: null }) }, { short: true });
}

