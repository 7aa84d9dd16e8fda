// Counts over time, worked out. In: bins as the server has them: {step, bins: [{period, counts: {type: n}, reported: {type: n}}], coarse,
// undated}; `reported` are those of `counts` that only have the day of their article.
// Out: the axis they stand on, the stretch in which nearly all lie, the types in order. Nothing here knows the page.

import { firstDay, lastDay, toIndex } from "./periods.js";

const STRAYS = 0.15;       // of all facts, how many may lie outside the stretch that is shown at first
const FEW = 12;            // facts, of so few none is left out

export const total = (bin) => Object.values(bin.counts).reduce((sum, count) => sum + count, 0);
export const reported = (bin) => Object.values(bin.reported || {}).reduce((sum, count) => sum + count, 0);
export const sumOf = (bins) => bins.reduce((sum, bin) => sum + total(bin), 0);

// The bins of the part asked for, with the first and last number of the axis.
export function stretch({ step, bins }, { from, to }) {
  const ends = bins.length ? [bins[0].period, bins.at(-1).period] : [];
  const [first, last] = [from || ends[0], to || ends[1]].map((date) => (date ? toIndex(date, step) : 0));
  const kept = bins.filter(({ period }) => toIndex(period, step) >= first && toIndex(period, step) <= last);
  return { step, bins: kept, first, last };
}

// The stretch in which nearly everything happened, where that is much shorter than the whole (or than `span`, where bins are
// of that); else no stretch at all.
export function crowded({ bins, step }, span = {}) {
  if (bins.length < 3) return {};
  const at = bins.map((bin) => toIndex(bin.period, step));
  const all = sumOf(bins);
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
  const [first, last] = span.from ? [span.from, span.to].map((date) => toIndex(date, step)) : [at[0], at.at(-1)];
  const short = at[high] - at[low] + 1 <= (last - first + 1) / 2;
  return short ? { from: firstDay(bins[low].period), to: lastDay(bins[high].period) } : {};
}

export const dated = ({ bins, coarse }) => sumOf([...bins, ...(coarse || [])]);

// The types, most frequent first, so that a type keeps its colour whatever is filtered.
export function ranking(whole) {
  const sums = census(whole);
  return [...sums.keys()].sort((a, b) => sums.get(b) - sums.get(a) || (a < b ? -1 : 1));
}

export function census({ bins, coarse }) {
  const sums = new Map();
  for (const { counts } of [...bins, ...(coarse || [])]) for (const [type, number] of Object.entries(counts)) sums.set(type, (sums.get(type) || 0) + number);
  return sums;
}

export const windowOf = ({ first, last, step }, { from, to }) => {
  const within = (date, other) => (date ? Math.min(last, Math.max(first, toIndex(date, step))) : other);
  return { from: within(from, first), to: within(to, last) };
};
