"use strict";
// Keys and buttons, and the beginning. In: what the reader does. Out: the page drawn in the language chosen.

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

// With a node chosen, the neighbour that lies most in the arrow's direction; else the picture moves.
function arrow([x, y]) {
  if (state.selected === null) return move(120 * x, 120 * y);
  const [left, top] = placeOf(state.selected);
  let best = [Infinity, null];
  for (const [, other] of around[state.selected]) {
    const [right, bottom] = placeOf(other);
    const [along, aside] = [(right - left) * x + (bottom - top) * y, Math.abs((right - left) * y - (bottom - top) * x)];
    if (!isOff(other) && along > 0 && aside <= 2 * along && along + 2 * aside < best[0]) best = [along + 2 * aside, other];
  }
  if (best[1] !== null) choose(best[1]);
}

$("picture").addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key in ARROWS) arrow(ARROWS[event.key]);
  else if (event.key === "+" || event.key === "=") zoom(1.4);
  else if (event.key === "-") zoom(1 / 1.4);
  else if (event.key === "0") fit();
  else return;
  event.preventDefault();
});
addEventListener("keydown", (event) => {
  const typing = event.target instanceof HTMLInputElement && event.target.type === "text";
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey) {
    $("search").focus();
    event.preventDefault();
  } else if (event.key === "Escape") choose(null);
});
$("nearer").addEventListener("click", () => zoom(1.4));
$("farther").addEventListener("click", () => zoom(1 / 1.4));
$("whole").addEventListener("click", () => fit());
$("skip").addEventListener("click", (event) => { event.preventDefault(); $("search").focus(); });
$("language").addEventListener("click", () => { state.language = state.language === "zh" ? "en" : "zh"; speak(); });
dark.addEventListener("change", () => { paint(); speak(); });

// Everything that has words, in the language chosen.
function speak() {
  document.documentElement.lang = state.language === "zh" ? "zh-Hans" : "en";
  document.title = t("title");
  document.querySelectorAll("[data-t]").forEach((node) => (node.textContent = t(node.dataset.t)));
  document.querySelectorAll("[data-t-placeholder]").forEach((node) => (node.placeholder = t(node.dataset.tPlaceholder)));
  document.querySelectorAll("[data-t-label]").forEach((node) => {
    node.setAttribute("aria-label", t(node.dataset.tLabel));
    if (node instanceof HTMLButtonElement) node.title = t(node.dataset.tLabel);
  });
  $("counts").textContent = counts();
  paint();
  legend();
  panel();
}

if (narrow.matches) {
  $("legend").open = false;
  $("panel").classList.add("folded");
}
speak();
if (location.hash) follow();
else fit();
// A fit made before the first layout of the page would go by the wrong size.
requestAnimationFrame(() => { if (!focus) fit(); });
window.picture = { ...handle, state, scene };
document.documentElement.dataset.ready = "true";
