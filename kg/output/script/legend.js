"use strict";
// The legend, which is the filter. In: the kinds and types in the picture. Out: rows that switch them on and off.

const census = new Map(Object.keys(words.kinds).map((kind) => [kind, new Map()]));
let unconnected = 0;
const apartOf = new Map();  // of each "Kind/Type", how many have no line
around.forEach((lines, node) => {
  const { kind, type } = thing(node);
  census.get(kind).set(type, (census.get(kind).get(type) || 0) + 1);
  if (!lines.length) apartOf.set(typeKey(node), (apartOf.get(typeKey(node)) || 0) + 1);
  unconnected += lines.length ? 0 : 1;
});
const drawnOf = (kind, type, count) => count - (state.loose ? 0 : apartOf.get(`${kind}/${type}`) || 0);

function legend() {
  const kept = document.activeElement?.id;
  const list = [el("p", { class: "quiet" }, t("legend_hint"))];
  for (const [kind, types] of census) if (types.size) list.push(...kindRows(kind, types));
  list.push(el("hr", { class: "rule" }));
  list.push(...["tenure", "link"].filter((name) => scene.ties.some(([what]) => what === name)).map(lineRow));
  if (unconnected) list.push(row("loose", t("loose"), unconnected, el("span", { class: "dash" , hidden: true }), state.loose, false, (on) => (state.loose = on)));
  if (state.off.size) list.push(el("button", { type: "button", id: "all", onclick: () => filter(() => state.off.clear()) }, t("all")));
  $("kinds").replaceChildren(...list);
  if (kept && kept.startsWith("f-")) document.getElementById(kept)?.focus();
}

function kindRows(kind, types) {
  const keys = [...types.keys()].map((type) => `${kind}/${type}`);
  const off = keys.filter((key) => state.off.has(key)).length;
  const total = [...types].reduce((sum, [type, count]) => sum + drawnOf(kind, type, count), 0);
  const more = types.size < 2 ? el("span", { class: "blank" }) : el("button", {
    type: "button", class: "more", id: `f-more-${kind}`, "aria-expanded": String(state.open.has(kind)), "aria-label": t("types_of", { kind: named(kind) }),
    onclick: () => { if (!state.open.delete(kind)) state.open.add(kind); legend(); },
  }, "›");
  const head = row(kind, named(kind), [total, scene.all.kinds[kind]], shape(kind), off < keys.length, off > 0 && off < keys.length,
    (on) => keys.forEach((key) => (on ? state.off.delete(key) : state.off.add(key))), more);
  if (!state.open.has(kind)) return [head];
  const sorted = [...types].sort(([a, one], [b, two]) => two - one || (a < b ? -1 : 1));
  return [head, el("div", { class: "sub" }, ...sorted.map(([type, count]) => row(`${kind}/${type}`, named(type), drawnOf(kind, type, count), null, !state.off.has(`${kind}/${type}`), false,
    (on) => (on ? state.off.delete(`${kind}/${type}`) : state.off.add(`${kind}/${type}`)))))];
}

function lineRow(name) {
  const count = scene.ties.filter(([what]) => what === name).length;
  return row(name, t(name === "tenure" ? "tenure" : "containment"), count, el("span", { class: `dash ${name}` }), !state.off.has(name), false,
    (on) => (on ? state.off.delete(name) : state.off.add(name)), el("span", { class: "blank" }));
}

function row(key, name, count, swatch, on, mixed, change, more) {
  const box = el("input", { type: "checkbox", id: `f-${key}` });
  box.checked = on;
  box.indeterminate = mixed;
  box.addEventListener("change", () => filter(() => change(box.checked)));
  return el("div", { class: on ? "row" : "row off", "data-key": key },
    el("label", {}, box, swatch, el("span", { class: "name" }, name), tally(count)), more || null);
}

// A number, or how many of how many.
function tally(count) {
  const [shown, all] = [count].flat();
  return el("span", { class: "count", title: all === undefined ? null : t("share_hint", { shown, all }) }, all === undefined ? String(shown) : share(shown, all));
}

function filter(change) {
  change();
  $("counts").textContent = counts();
  paint();
  legend();
  if (state.selected === null && state.article === null && state.fact === null) overview();
}
