"use strict";
// Choosing. In: a node, a fact, an article. Out: the address, which keeps the choice, and everything in line with it.

// The address keeps the choice, so that the browser's Back button goes back to the one before.
const choose = (node) => go(node === null ? "" : thing(node).iri);
const showFact = (index) => go(scene.facts[index].iri);
// A line that stands for posts leads to the first of them; any other place on the picture to nothing.
const chooseLine = (edge) => (edge !== undefined && edge !== null && scene.ties[edge][0] === "tenure" ? showFact(scene.ties[edge][2][0]) : choose(null));
const chooseArticle = (index) => go(scene.articles[index].iri);

function go(iri) {
  if (decodeURIComponent(location.hash.slice(1)) === iri) follow();
  else if (iri) location.hash = encodeURIComponent(iri);
  else {
    history.pushState(null, "", location.pathname + location.search);
    follow();
  }
}

function follow() {
  const found = byIri.get(safely(location.hash.slice(1)));
  Object.assign(state, { selected: null, article: null, fact: null }, found);
  $("search").value = "";
  if (state.selected !== null) state.off.delete(typeKey(state.selected));
  if (found) $("panel").classList.remove("folded");
  paint();
  legend();
  panel();
  if (state.selected !== null) look(state.selected);
  else if (focus?.size) fit([...focus]);
  if (found) $("said").textContent = t("selected", { label: $("panel").querySelector("h2").textContent });
}

function safely(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}

addEventListener("hashchange", follow);
addEventListener("popstate", follow);
