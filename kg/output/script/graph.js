"use strict";
// The graph as the script sees it. In: the scene. Out: nodes and lines by number, who is joined to whom, and what stands out for what is chosen.

const isFact = (node) => node >= size;
const factOf = (node) => scene.facts[scene.drawn[node - size]];
const thing = (node) => (isFact(node) ? factOf(node) : scene.entities[node]);
const nodeOfFact = new Map(scene.drawn.map((fact, index) => [fact, size + index]));
const title = (node) => (isFact(node) ? factOf(node).word : scene.entities[node].label);
const ends = scene.ties.map(([, , , from, to]) => [from, to]);
const around = Array.from({ length: size + scene.drawn.length }, () => []);
const back = Array.from({ length: size }, () => ({}));
ends.forEach(([from, to], edge) => {
  around[from].push([edge, to]);
  around[to].push([edge, from]);
});
scene.entities.forEach((entity, index) => {
  entity.links.forEach(([name, target]) => (back[target][name] ||= []).push(index));
});
// What an address leads to: a node, a fact without one, or an article.
scene.entities.forEach((entity, index) => byIri.set(entity.iri, { selected: index }));
scene.facts.forEach((fact, index) => byIri.set(fact.iri, nodeOfFact.has(index) ? { selected: nodeOfFact.get(index) } : { fact: index }));
scene.articles.forEach((article, index) => byIri.set(article.iri, { article: index }));

const typeKey = (node) => `${thing(node).kind}/${thing(node).type}`;
const isOff = (node) => state.off.has(typeKey(node)) || (!state.loose && !around[node].length && node !== state.selected);

// The nodes that stand out: the chosen one with what it is joined to, or what an article speaks of.
function inFocus() {
  if (state.selected !== null) {
    const near = new Set([state.selected]);
    for (const [, other] of around[state.selected]) {
      near.add(other);
      if (isFact(other)) around[other].forEach(([, third]) => near.add(third));
    }
    return near;
  }
  if (state.fact !== null) return new Set(scene.facts[state.fact].roles.map(([, ref]) => ref).filter((ref) => typeof ref === "number"));
  return state.article === null ? null : saidIn(state.article);
}

const saidBy = (article) => (passage) => scene.passages[passage][1] === article;
const factsIn = (article) => [...scene.facts.keys()].filter((index) => scene.facts[index].evidence.map(([passage]) => passage).some(saidBy(article)));

function saidIn(article) {
  const near = new Set(factsIn(article).flatMap((fact) => nodeOfFact.get(fact) ?? []));
  scene.entities.forEach((entity, index) => entity.mentions.some(saidBy(article)) && near.add(index));
  return near;
}

let focus = null;          // as inFocus() said when the picture was last painted
let off = [];              // of each node, whether it was hidden then

// Whether a line stands out with the nodes that do, and whether it is hidden.
function stands(edge) {
  const [one, other] = ends[edge];
  return focus !== null && focus.has(one) && focus.has(other) && (state.selected === null || ends[edge].includes(state.selected) || reaches(edge));
}
const unseen = (edge) => ends[edge].some((end) => off[end]) || (scene.ties[edge][0] !== "role" && state.off.has(scene.ties[edge][0]));

// Whether a line belongs to a fact that the chosen entity takes part in.
function reaches(edge) {
  return state.selected !== null && ends[edge].some((end) => isFact(end) && around[end].some(([, other]) => other === state.selected));
}

const posts = (facts) => [...new Set(facts.map((fact) => scene.facts[fact].word))].filter(Boolean).join(t("joined")) || t("tenure");

// Names of persons, bodies, places and works come before common words, and those before the words of facts.
const rankOf = (node) => (isFact(node) ? 2 : words.kinds[thing(node).kind].named ? 0 : 1);
const byDegree = [...around.keys()].sort((a, b) => rankOf(a) - rankOf(b) || around[b].length - around[a].length || a - b);
