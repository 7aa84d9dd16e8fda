// The timeline. In: the filters of the address. Out: what happened when, as stacked bars; a strip of the whole time on
// which a part is chosen; the facts of a bar, or of the part, with their sentences.

import { csv, get } from "../api.js";
import { el, refLink } from "../dom.js";
import { go, link } from "../state.js";
import { count, language, roleName, t, typeName } from "../words.js";
import { census, crowded, dated, ranking, reported, stretch, sumOf, total, windowOf } from "./timeline_bins.js";
import { chart, spoken } from "./timeline_chart.js";
import { factList } from "./fact_list.js";
import { picker } from "./picker.js";
import { firstDay, isPeriod, lastDay, nameOf, STEPS, toPeriod } from "./periods.js";
import { refill } from "./refill.js";
import { strip } from "./timeline_strip.js";

const FILTERS = ["iri", "below", "kind", "type", "role", "place", "agent_kind", "q", "dates"];
const TOKENS = ["role", "place", "agent_kind", "q"];
const SHADES = 9;          // types with a colour of their own; the rest share one
const TALL = 260;
const NAMED = 8;          // types told of a bar at most
const LOW = 190;           // of the chart on a telephone

export const view = {
  name: "timeline",
  title: "view_timeline",
  async show(container, state, signal) {
    let draw = () => {};
    const watch = new ResizeObserver(() => draw());
    const show = async (told, stop) => {
      const values = told.period && !isPeriod(told.period) ? { ...told, period: "" } : told;
      const seen = compose(values, await asked(values, stop));
      draw = seen.draw;
      refill(container, seen.root, draw);
      await seen.list.load(stop);
    };
    watch.observe(container);
    await show(state, signal);
    return Object.assign(() => watch.disconnect(), { update: (next, stop) => show(next, stop).then(() => true) });
  },
};

// What the server has to say: of the whole time, of the part of it that is shown, and of whom it is about.
async function asked(state, signal) {
  const filters = { kind: "Action", ...Object.fromEntries(FILTERS.filter((name) => state[name]).map((name) => [name, state[name]])) };
  const [whole, subject] = await Promise.all([get("timeline", { ...filters, type: "" }, signal), state.iri ? get("entity", { iri: state.iri }, signal) : null]);
  const [span, part] = await shownPart(state, filters, whole, signal);
  return { filters, span, whole, subject, part };
}

// The part that the address asks for; else the one in which nearly everything happened, looked for once more within it.
async function shownPart(state, filters, whole, signal) {
  const ask = (span) => get("timeline", { ...filters, ...span, step: state.step }, signal);
  if (state.from || state.to) return [{ from: state.from, to: state.to }, await ask({ from: state.from, to: state.to })];
  const span = crowded(whole);
  const part = await ask(span);
  const within = crowded(part, span);
  return within.from ? [within, await ask(within)] : [span, part];
}

function compose(state, { whole, part, subject, filters, span }) {
  const bars = stretch(part, span);
  const all = stretch(whole, {});
  const order = ranking(whole);
  const readout = el("p", { class: "readout" });
  const left = state.type ? { outside: 0, undated: 0 } : { outside: dated(whole) - dated(part), undated: whole.undated };
  left.begun = sumOf(part.bins) - sumOf(bars.bins);
  const look = (bin) => { readout.textContent = bin ? told(bin, order) : summary(bars, part, left); };
  const picture = pictures(state, { bars, all, order, span }, look);
  const list = factList({ ...filters, ...span, period: state.period });
  look(null);
  const root = el("div", { class: "timeline" }, heading(subject), tokens(state),
    el("section", { class: "panel" }, tools(state, bars, all), readout, picture.stage, legend(state, order, whole, part)),
    table(bars, order, { ...filters, ...span, step: state.step }), listing(state, { ...filters, ...span }, list));
  return { root, draw: picture.draw, list };
}

// The bars, and the strip below them, drawn for the room there is.
function pictures(state, { bars, all, order, span }, look) {
  const stage = el("div", { class: "stage" });
  const style = {
    types: order, language: language(), chosen: state.period, label: t("view_timeline"),
    shade: (type) => `shade-${Math.min(order.indexOf(type), SHADES)}`, said: (bin) => told(bin, order),
  };
  const acts = {
    look, period: (period) => go({ period: period === state.period ? null : period }),
    range: (from, to) => go({ from: firstDay(from), to: lastDay(to), period: null }),
  };
  let drawn = 0;
  const draw = () => {
    const width = Math.floor(stage.clientWidth);
    if (width === drawn || width < 50) return;
    drawn = width;
    const above = bars.bins.length ? chart(bars, { ...style, width, height: width < 560 ? LOW : TALL }, acts) : el("p", { class: "empty" }, t("timeline_empty"));
    const labels = [t("span_from"), t("span_to")];
    const below = all.bins.length > 1 ? strip(all, { width, labels, language: language(), ...windowOf(all, span) }, (from, to) => moveTo(all, from, to)) : null;
    stage.replaceChildren(...[above, below].filter(Boolean));
  };
  return { stage, draw };
}

// The filters that came with the address and have no place of their own here, each to be taken off.
function tokens(state) {
  const set = TOKENS.filter((name) => state[name]);
  const words = { role: roleName, agent_kind: typeName, kind: typeName };
  return set.length ? el("p", { class: "tokens" }, set.map((name) => el("a", { class: "token", href: link({ [name]: null, period: null }), "data-key": `token:${name}`, title: t("take_off", { what: t(`filter_${name}`) }) },
    t(`filter_${name}`), words[name] ? [t("colon"), words[name](state[name])] : null, el("span", { "aria-hidden": "true" }, " ✕")))) : null;
}

function moveTo({ first, last, step }, from, to) {
  go({ from: firstDay(toPeriod(from, step)), to: lastDay(toPeriod(to, step)), period: null });
}

const told = (bin, types) => spoken(bin, { language: language(), types, typeName, line: (period, number, parts) => {
  const rest = parts.slice(NAMED).reduce((sum, [, share]) => sum + share, 0);
  const named = [...parts.slice(0, NAMED), ...(rest ? [[t("others"), rest]] : [])];
  const only = reported(bin) ? t("stop") + t("timeline_reported", { count: count(reported(bin)) }) : "";
  return t("timeline_bar", { period, count: count(number), parts: named.map(([name, share]) => `${name} ${count(share)}`).join(t("comma")) }) + only;
} });

function summary({ bins, step, first, last }, { coarse }, { begun, outside, undated }) {
  const vague = sumOf(coarse || []);
  const sum = sumOf(bins);
  const ends = [first, last].map((index) => nameOf(toPeriod(index, step), language()));
  const dated = bins.length ? t(ends[0] === ends[1] ? "timeline_one" : "timeline_sum", { from: ends[0], to: ends[1], count: count(sum) }) : "";
  const only = bins.reduce((sum, bin) => sum + reported(bin), 0);
  const line = (key, number) => (number > 0 ? t(key, { count: count(number) }) : "");
  const rest = [["reported", only], ["coarse", vague], ["begun", begun], ["outside", outside], ["undated", undated]];
  return [dated, ...rest.map(([what, number]) => line(`timeline_${what}`, number))].filter(Boolean).join(t("stop"));
}

function heading(subject) {
  const of = subject?.ref && el("p", { class: "subject" }, t("timeline_of"), refLink(subject.ref),
    el("button", { type: "button", class: "icon", "aria-label": t("timeline_all"), title: t("timeline_all"), onclick: () => go({ iri: null, role: null, period: null }) }, "×"));
  return el("div", { class: "view-head" }, el("h1", {}, t("view_timeline")), of,
    picker({ label: t("timeline_pick"), pick: (ref) => go({ iri: ref.iri, period: null }) }));
}

function tools(state, bars, all) {
  const steps = [null, ...STEPS].map((step) => el("button", { type: "button", "data-key": `step:${step}`, "aria-pressed": String((state.step || null) === step), onclick: () => go({ step, period: null }) }, t(`step_${step || "auto"}`)));
  const [from, to] = [firstDay(toPeriod(all.first, all.step)), lastDay(toPeriod(all.last, all.step))];
  const zoomed = all.bins.length && !(state.from === from && state.to === to) && (bars.step !== all.step || bars.first > all.first || bars.last < all.last);
  const reset = zoomed ? el("button", { type: "button", class: "pill", id: "all-time", onclick: () => go({ from, to, period: null }) }, t("all_time")) : null;
  const strict = state.dates === "said";
  const basis = el("button", { type: "button", class: "pill", id: "only-said", "aria-pressed": String(strict), title: t("dates_hint"), onclick: () => go({ dates: strict ? null : "said", period: null }) }, t("dates_said"));
  return el("div", { class: "tools-row" }, el("div", { class: "segments", role: "group", "aria-label": t("step") }, ...steps), basis, reset,
    el("p", { class: "quiet grow hint" }, bars.bins.length > 1 ? t("timeline_hint") : ""));
}

function legend(state, order, whole, { bins }) {
  const sums = census(whole);
  const only = bins.reduce((sum, bin) => sum + reported(bin), 0);
  const toggle = (type) => go({ type: state.type === type ? null : type, period: null });
  return el("ul", { class: "keys", "aria-label": t("types_of_actions") }, ...order.map((type, place) => el("li", {},
    el("button", { type: "button", class: `key shade-${Math.min(place, SHADES)}`, "data-type": type, "data-key": `type:${type}`, "aria-pressed": String(state.type === type), onclick: () => toggle(type) },
      el("span", { class: "swatch" }), typeName(type), el("span", { class: "count" }, count(sums.get(type)))))),
    only ? el("li", { class: "basis", title: t("reported_hint") }, el("span", { class: "swatch hatched" }), t("by_report"), el("span", { class: "count" }, count(only))) : null);
}

// The same as a table, for who cannot see the bars, and as a file.
function table({ bins }, order, values) {
  const kept = order.filter((type) => bins.some((bin) => bin.counts[type]));
  const head = el("tr", {}, ...[t("period"), t("sum"), t("by_report"), ...kept.map(typeName)].map((name) => el("th", { scope: "col" }, name)));
  const rows = bins.map((bin) => el("tr", {}, el("th", { scope: "row" }, nameOf(bin.period, language())),
    ...[total(bin), reported(bin) || "", ...kept.map((type) => bin.counts[type] || "")].map((number) => el("td", {}, String(number)))));
  return el("details", { class: "as-table" }, el("summary", {}, t("as_table")), el("p", {}, el("a", { href: csv("timeline", { ...values, lang: language() }), class: "csv", download: "timeline.csv" }, t("csv"))),
    el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": t("as_table") }, el("table", {}, el("thead", {}, head), el("tbody", {}, ...rows))));
}

function listing(state, values, list) {
  const of = state.period ? nameOf(state.period, language()) : values.from || values.to ? t("timeline_part") : t("timeline_whole");
  const back = state.period ? el("button", { type: "button", class: "pill", id: "whole-part", onclick: () => go({ period: null }) }, t("timeline_back")) : null;
  const all = el("a", { class: "pill", href: link({ view: "facts", ...values, period: state.period }) }, t("timeline_facts"));
  return el("section", { class: "listing" }, el("div", { class: "tools-row" }, el("h2", { id: "period" }, of), back, all), list.root);
}
