"use strict";
// Around the picture. In: places on the screen. Out: the room that no card covers, and the words beside the pointer.

// The part of the canvas that no card covers, as its middle's distance from the canvas's middle, and its size.
function clear() {
  const whole = $("picture").getBoundingClientRect();
  const panel = $("panel").getBoundingClientRect();
  if (narrow.matches) return { x: 0, y: -panel.height / 2, width: whole.width, height: whole.height - panel.height };
  const left = $("legend").open ? 272 : 0;
  return { x: (left - panel.width - 14) / 2, y: 0, width: whole.width - left - panel.width - 28, height: whole.height };
}

function tip(at, first, second) {
  const box = $("tip");
  box.replaceChildren(el("b", {}, el("bdi", {}, first)), second);
  box.hidden = false;
  const room = $("picture").getBoundingClientRect();
  box.style.left = `${Math.max(8, Math.min(at.x + 14, room.width - box.offsetWidth - 8))}px`;
  box.style.top = `${at.y + 18 + box.offsetHeight > room.height ? at.y - box.offsetHeight - 12 : at.y + 18}px`;
}

function tellNode(node, at) {
  const it = thing(node);
  const count = isFact(node) ? "" : ` · ${t("connections", { count: it.facts.length })}`;
  tip(at, isFact(node) ? plain(it) : it.label, `${named(it.type)}${count}`);
}

function tellLine(edge, at) {
  const [kind, name, facts] = scene.ties[edge];
  const [from, to] = ends[edge].map(title);
  if (kind === "role") tip(at, role(name), "");
  else tip(at, `${from} → ${to}`, kind === "tenure" ? posts(facts) : words.links[name][state.language]);
}
