// The timeline. In: the filters of the address. Out: what happened when, as stacked bars; a strip of the whole time on
// which a part is chosen; the facts of a bar, or of the part, with their sentences.

import { csv, get } from "../api.js";
import { el, refLink } from "../dom.js";
import { go } from "../state.js";
import { count, language, t, typeName } from "../words.js";
import { chart, spoken, total } from "./timeline_chart.js";
import { factList } from "./fact_list.js";
import { picker } from "./picker.js";
import { firstDay, lastDay, nameOf, STEPS, toIndex, toPeriod } from "./periods.js";
import { strip } from "./timeline_strip.js";

const FILTERS = ["iri", "below", "kind", "type", "role", "place", "agent_kind", "q"];
const SHADES = 9;          // types with a colour of their own; the rest share one
const TALL = 260;
const NAMED = 8;          // types told of a bar at most
const STRAYS = 0.1;       // of all facts, how many may lie outside the stretch that is shown at first
const FEW = 12;            // facts, of so few none is left out
const LOW = 190;           // of the chart on a telephone

export const view = {
  name: "timeline",
  title: "view_timeline",
  async show(container, state, signal) {
    const filters = Object.fromEntries(FILTERS.filter((name) => state[name]).map((name) => [name, state[name]]));
    filters.kind ||= "Action";
    const asked = [get("timeline", { ...filters, type: "" }, signal), state.iri ? get("entity", { iri: state.iri }, signal) : null];
    const [whole, subject] = await Promise.all(asked);
    const span = state.from || state.to ? { from: state.from, to: state.to } : crowded(whole);
    const part = await get("timeline", { ...filters, ...span, step: state.step }, signal);
    const seen = compose(state, { whole, part, subject, filters, span });
    container.replaceChildren(seen.root);
    const watch = new ResizeObserver(() => seen.draw());
    watch.observe(seen.root);
    await seen.list.load(signal);
    return () => watch.disconnect();
  },
};

function compose(state, { whole, part, subject, filters, span }) {
  const bars = stretch(part, span);
  const all = stretch(whole, {});
  const order = ranking(whole);
  const stage = el("div", { class: "stage" });
  const readout = el("p", { class: "readout" });
  const left = state.type ? { outside: 0, undated: 0 } : { outside: dated(whole) - dated(part), undated: whole.undated };
  const rest = () => summary(bars, part, left);
  const list = factList({ ...filters, ...(state.period ? days(state.period) : span) }, state.period);
  const look = {
    types: order, language: language(), chosen: state.period, label: t("view_timeline"),
    shade: (type) => `shade-${Math.min(order.indexOf(type), SHADES)}`, said: (bin) => told(bin, order),
  };
  const acts = {
    period: (period) => go({ period: period === state.period ? null : period }),
    range: (from, to) => go({ from: firstDay(from), to: lastDay(to), period: null }),
    look: (bin) => { readout.textContent = bin ? told(bin, order) : rest(); },
  };
  let drawn = 0;
  const draw = () => {
    const width = Math.floor(stage.clientWidth);
    if (width === drawn || width < 50) return;
    drawn = width;
    stage.replaceChildren(...(bars.bins.length ? [chart(bars, { ...look, width, height: width < 560 ? LOW : TALL }, acts)] : [el("p", { class: "empty" }, t("timeline_empty"))]),
      ...(all.bins.length > 1 ? [strip(all, { width, language: language(), labels: [t("span_from"), t("span_to")], ...windowOf(all, span) }, (from, to) => moveTo(all, from, to))] : []));
  };
  readout.textContent = rest();
  const root = el("div", { class: "timeline" }, heading(subject), el("section", { class: "panel" }, tools(state, bars, all), readout, stage, legend(state, order, whole)),
    table(bars, order, { ...filters, ...span, step: state.step }), listing(state, span, list));
  return { root, draw, list };
}

// The bins of the part asked for, with the first and last number of the axis.
function stretch({ step, bins }, { from, to }) {
  const ends = bins.length ? [bins[0].period, bins.at(-1).period] : [];
  const [first, last] = [from || ends[0], to || ends[1]].map((date) => (date ? toIndex(date, step) : 0));
  const kept = bins.filter(({ period }) => toIndex(period, step) >= first && toIndex(period, step) <= last);
  return { step, bins: kept, first, last };
}

// The stretch in which nearly everything happened, where that is much shorter than the whole; else no stretch at all.
function crowded({ bins, step }) {
  if (bins.length < 3) return {};
  const at = bins.map((bin) => toIndex(bin.period, step));
  const all = bins.reduce((sum, bin) => sum + total(bin), 0);
  let spare = Math.max(Math.floor(all * STRAYS), all < FEW ? 0 : 3);
  let [low, high] = [0, bins.length - 1];
  while (high > low) {
    const early = total(bins[low]) / (at[low + 1] - at[low]);
    const late = total(bins[high]) / (at[high] - at[high - 1]);
    const end = early <= late ? low : high;
    spare -= total(bins[end]);
    if (spare < 0) break;
    if (end === low) low += 1;
    else high -= 1;
  }
  const short = at[high] - at[low] + 1 <= (at.at(-1) - at[0] + 1) / 2;
  return short ? { from: firstDay(bins[low].period), to: lastDay(bins[high].period) } : {};
}

const dated = ({ bins, coarse }) => [...bins, ...(coarse || [])].reduce((sum, bin) => sum + total(bin), 0);

// The types, most frequent first, so that a type keeps its colour whatever is filtered.
function ranking(whole) {
  const sums = census(whole);
  return [...sums.keys()].sort((a, b) => sums.get(b) - sums.get(a) || (a < b ? -1 : 1));
}

function census({ bins, coarse }) {
  const sums = new Map();
  for (const { counts } of [...bins, ...(coarse || [])]) for (const [type, number] of Object.entries(counts)) sums.set(type, (sums.get(type) || 0) + number);
  return sums;
}

const days = (period) => ({ from: firstDay(period), to: lastDay(period) });
const windowOf = ({ first, last, step }, { from, to }) => {
  const within = (date, other) => (date ? Math.min(last, Math.max(first, toIndex(date, step))) : other);
  return { from: within(from, first), to: within(to, last) };
};

function moveTo({ first, last, step }, from, to) {
  go({ from: firstDay(toPeriod(from, step)), to: lastDay(toPeriod(to, step)), period: null });
}

const told = (bin, types) => spoken(bin, { language: language(), types, typeName, line: (period, number, parts) => {
  const rest = parts.slice(NAMED).reduce((sum, [, share]) => sum + share, 0);
  const named = [...parts.slice(0, NAMED), ...(rest ? [[t("others"), rest]] : [])];
  return t("timeline_bar", { period, count: count(number), parts: named.map(([name, share]) => `${name} ${count(share)}`).join(t("comma")) });
} });

function summary({ bins, step, first, last }, { coarse }, { outside, undated }) {
  const vague = (coarse || []).reduce((sum, bin) => sum + total(bin), 0);
  const sum = bins.reduce((so_far, bin) => so_far + total(bin), 0);
  const ends = [first, last].map((index) => nameOf(toPeriod(index, step), language()));
  const dated = bins.length ? t(ends[0] === ends[1] ? "timeline_one" : "timeline_sum", { from: ends[0], to: ends[1], count: count(sum) }) : "";
  return [dated, vague ? t("timeline_coarse", { count: count(vague) }) : "", outside > 0 ? t("timeline_outside", { count: count(outside) }) : "", undated ? t("timeline_undated", { count: count(undated) }) : ""].filter(Boolean).join(t("stop"));
}

function heading(subject) {
  const of = subject && el("p", { class: "subject" }, t("timeline_of"), refLink(subject.ref),
    el("button", { type: "button", class: "icon", "aria-label": t("timeline_all"), title: t("timeline_all"), onclick: () => go({ iri: null, role: null, period: null }) }, "×"));
  return el("div", { class: "view-head" }, el("h1", {}, t("view_timeline")), of,
    picker({ label: t("timeline_pick"), pick: (ref) => go({ iri: ref.iri, period: null }) }));
}

function tools(state, bars, all) {
  const steps = [null, ...STEPS].map((step) => el("button", { type: "button", "aria-pressed": String((state.step || null) === step), onclick: () => go({ step, period: null }) }, t(`step_${step || "auto"}`)));
  const [from, to] = [firstDay(toPeriod(all.first, all.step)), lastDay(toPeriod(all.last, all.step))];
  const zoomed = all.bins.length && !(state.from === from && state.to === to) && (bars.step !== all.step || bars.first > all.first || bars.last < all.last);
  const reset = zoomed ? el("button", { type: "button", class: "pill", id: "all-time", onclick: () => go({ from, to, period: null }) }, t("all_time")) : null;
  return el("div", { class: "tools-row" }, el("div", { class: "segments", role: "group", "aria-label": t("step") }, ...steps), reset,
    el("p", { class: "quiet grow hint" }, bars.bins.length > 1 ? t("timeline_hint") : ""));
}

function legend(state, order, whole) {
  const sums = census(whole);
  const toggle = (type) => go({ type: state.type === type ? null : type, period: null });
  return el("ul", { class: "keys", "aria-label": t("types_of_actions") }, ...order.map((type, place) => el("li", {},
    el("button", { type: "button", class: `key shade-${Math.min(place, SHADES)}`, "data-type": type, "aria-pressed": String(state.type === type), onclick: () => toggle(type) },
      el("span", { class: "swatch" }), typeName(type), el("span", { class: "count" }, count(sums.get(type)))))));
}

// The same as a table, for who cannot see the bars, and as a file.
function table({ bins }, order, values) {
  const kept = order.filter((type) => bins.some((bin) => bin.counts[type]));
  const head = el("tr", {}, ...[t("period"), t("sum"), ...kept.map(typeName)].map((name) => el("th", { scope: "col" }, name)));
  const rows = bins.map((bin) => el("tr", {}, el("th", { scope: "row" }, nameOf(bin.period, language())),
    ...[total(bin), ...kept.map((type) => bin.counts[type] || "")].map((number) => el("td", {}, String(number)))));
  return el("details", { class: "as-table" }, el("summary", {}, t("as_table")), el("p", {}, el("a", { href: csv("timeline", values), class: "csv" }, t("csv"))),
    el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": t("as_table") }, el("table", {}, el("thead", {}, head), el("tbody", {}, ...rows))));
}

function listing(state, span, list) {
  const of = state.period ? nameOf(state.period, language()) : span.from || span.to ? t("timeline_part") : t("timeline_whole");
  const back = state.period ? el("button", { type: "button", class: "pill", onclick: () => go({ period: null }) }, t("timeline_back")) : null;
  return el("section", { class: "listing" }, el("div", { class: "tools-row" }, el("h2", { id: "period" }, of), back), list.root);
}
