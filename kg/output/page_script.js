"use strict";
// The page's own script. In: the JSON blocks of the page (nodes, edges, options: the picture; scene: what is known of
// them; words: the interface). Out: the picture drawn, searched, filtered and explained. Whatever comes from an article
// is set as text, never as markup.
(() => {
  const read = (id) => JSON.parse(document.getElementById(id).textContent);
  const scene = read("scene");
  const words = read("words");
  const size = scene.entities.length;
  const byIri = new Map();
  const reduced = matchMedia("(prefers-reduced-motion: reduce)");
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const narrow = matchMedia("(max-width: 720px)");
  const $ = (id) => document.getElementById(id);

  // ——— what the user has chosen

  const state = {
    language: navigator.language.startsWith("zh") ? "zh" : "en",
    selected: null,          // number of a node
    article: null,           // number of an article
    fact: null,              // number of a fact that has no node
    off: new Set(),          // "Kind/Type" of the types that are filtered out, "tenure" and "link" of the lines
    loose: false,            // whether entities without any line are drawn
    open: new Set(),         // kinds whose types are listed in the legend
  };

  // ——— words

  const t = (key, values = {}) =>
    words.words[key][state.language].replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
  const named = (type) => (words.types[type] ? words.types[type][state.language] : type);
  const role = (name) => (words.roles[name] ? words.roles[name][state.language] : name);

  // ——— building elements

  function el(tag, attributes, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) {
      if (name === "onclick") node.addEventListener("click", value);
      else if (value !== null && value !== undefined && value !== false) node.setAttribute(name, value === true ? "" : value);
    }
    node.append(...children.flat().filter((child) => child !== null && child !== undefined));
    return node;
  }

  const SHAPES = {
    dot: "M10 2.5a7.5 7.5 0 1 0 0 15a7.5 7.5 0 1 0 0-15z", square: "M3 3h14v14H3z", diamond: "M10 1.5 18.5 10 10 18.5 1.5 10z",
    triangle: "M10 2 18.5 17h-17z", triangleDown: "M1.5 3h17L10 18z", hexagon: "M5.5 2.5h9L19 10l-4.500 7.500h-9L1 10z",
    star: "M10 1l2.700 5.900 6.300.800-4.700 4.300 1.300 6.300L10 15.200l-5.600 3.100 1.300-6.300L1 7.700l6.300-.800z",
  };

  function shape(kind) {
    const ns = "http://www.w3.org/2000/svg";
    const svg = document.createElementNS(ns, "svg");
    const path = document.createElementNS(ns, "path");
    svg.setAttribute("viewBox", "0 0 20 20");
    svg.setAttribute("class", "shape");
    svg.setAttribute("aria-hidden", "true");
    path.setAttribute("d", SHAPES[words.kinds[kind].shape]);
    path.setAttribute("fill", colour(kind));
    svg.append(path);
    return svg;
  }

  const colour = (kind) => words.kinds[kind === "Tenure" ? "Action" : kind][dark.matches ? "dark" : "light"];
  const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  function faded(hex, share) {
    const part = (at) => parseInt(hex.slice(at, at + 2), 16);
    return `rgba(${part(1)},${part(3)},${part(5)},${share})`;
  }

  // ——— the things drawn

  const nodes = new vis.DataSet(read("nodes"));
  const edges = new vis.DataSet(read("edges"));
  const isFact = (node) => node >= size;
  const factOf = (node) => scene.facts[scene.drawn[node - size]];
  const thing = (node) => (isFact(node) ? factOf(node) : scene.entities[node]);
  const nodeOfFact = new Map(scene.drawn.map((fact, index) => [fact, size + index]));
  const title = (node) => (isFact(node) ? factOf(node).word : scene.entities[node].label);
  const ends = edges.get().map((edge) => [edge.from, edge.to]);
  const around = Array.from({ length: nodes.length }, () => []);
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

  const FONT = css("--sans");
  let drawnWith = 1;         // the width of lines, as stroke() said then
  let focus = null;          // as inFocus() said when the picture was last painted
  let off = [];              // of each node, whether it was hidden then
  const drawnAs = { node: new Map(), edge: new Map() };

  // Bring the picture in line with the state; only what looks different is touched.
  function paint() {
    drawnWith = stroke(network.getScale());
    focus = inFocus();
    off = around.map((_, node) => isOff(node));
    const look = { ink: css("--ink"), paper: css("--paper"), role: css("--tie"), tenure: css("--tenure"), link: css("--link"), accent: css("--accent") };
    update("node", nodes, around.map((_, node) => nodeLook(node, look)));
    update("edge", edges, ends.map((_, edge) => edgeLook(edge, look)));
    network.redraw();        // words on lines may have changed where nothing else has
  }

  function update(what, set, items) {
    const changed = items.filter((item) => {
      const now = JSON.stringify(item);
      const differs = drawnAs[what].get(item.id) !== now;
      drawnAs[what].set(item.id, now);
      return differs;
    });
    if (changed.length) set.update(changed);
  }

  // From afar lines are drawn wider, or they would fade away; in steps, so that they are seldom drawn anew.
  const stroke = (scale) => 2 ** Math.max(0, Math.round(Math.log2(0.6 / scale)));

  function nodeLook(node, look) {
    const dim = focus !== null && !focus.has(node);
    const main = colour(thing(node).kind);
    const fill = dim ? faded(main, 0.16) : main;
    const chosen = node === state.selected;
    const border = chosen ? look.ink : dim ? faded(look.paper, 0.5) : look.paper;
    return { id: node, hidden: off[node], borderWidth: chosen ? 4 : 1.5, color: { background: fill, border, hover: { background: fill, border: look.ink } } };
  }

  const spotOf = nodes.get().map(({ x, y }) => [x, y]);
  const nodeFont = nodes.get().map((node) => node.font.size);

  function edgeLook(edge, look) {
    const [kind] = scene.ties[edge];
    const near = stands(edge);
    const strong = look[kind];
    const usual = kind === "role" ? faded(strong, Math.min(1, 0.5 + 300 / ends.length)) : strong;
    return {
      id: edge, hidden: unseen(edge),
      color: { color: near ? strong : focus === null ? usual : faded(strong, 0.1), hover: strong, inherit: false },
      width: drawnWith * (near && state.selected !== null ? 2 : kind === "tenure" ? 1.4 : 1), dashes: kind === "link" ? [4 * drawnWith, 4 * drawnWith] : false,
    };
  }

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

  // ——— the canvas

  const network = new vis.Network($("picture"), { nodes, edges }, read("options"));
  const animated = () => (reduced.matches ? false : { duration: 350, easingFunction: "easeInOutQuad" });

  // Names are drawn here and not by vis-network, the way a map does it: never one over another, those of the chosen and
  // of the best-connected nodes first, and never smaller than can be read; the further away, the fewer there is room for.
  const SMALLEST = 12.5;
  const FAR = 90;            // names at most, in a picture seen from afar
  const DOT = 3.4;           // the same of any other entity
  const SMALL = 2.6;         // and of a fact
  const LEAST = 5.5;         // pixels from the middle of a named node to its rim, at least
  const outlines = Object.fromEntries(Object.entries(SHAPES).map(([name, path]) => [name, new Path2D(path)]));
  const names = nodes.get().map((node) => node.label);
  const radius = nodes.get().map((node) => node.size);
  const wide = (text) => [...text].reduce((sum, char) => sum + (char.charCodeAt(0) < 0x2e80 ? 0.6 : 1), 0);
  const breadth = names.map(wide);
  // Names of persons, bodies, places and works come before common words, and those before the words of facts.
  const rankOf = (node) => (isFact(node) ? 2 : words.kinds[thing(node).kind].named ? 0 : 1);
  const byDegree = [...around.keys()].sort((a, b) => rankOf(a) - rankOf(b) || around[b].length - around[a].length || a - b);
  let written = [];          // what stands written in the picture, and where on the screen

  function label(canvas) {
    const { x: left, y: top } = network.DOMtoCanvas({ x: 0, y: 0 });
    const { width, height } = $("picture").getBoundingClientRect();
    const view = { scale: network.getScale(), left, top, width, height };
    const [ink, paper] = [css("--ink"), css("--paper")];
    const taken = [];
    written = [];
    if (stroke(view.scale) !== drawnWith) requestAnimationFrame(paint);
    dots(canvas, view.scale);
    Object.assign(canvas, { textAlign: "center", textBaseline: "top", lineJoin: "round", strokeStyle: faded(paper, 0.88), lineWidth: 3.5 / view.scale });
    for (const node of inOrder()) {
      if (view.scale < 0.5 && (taken.length >= 2 * FAR || (focus === null && rankOf(node)))) break;
      const near = focus === null || focus.has(node);
      const [size, line] = off[node] ? [] : roomFor(node, near, view, taken);
      if (!size) continue;
      if (!isFact(node) && near && radius[node] * view.scale < LEAST) outline(canvas, node, LEAST / view.scale, 1);
      canvas.font = `${node === state.selected ? "600 " : ""}${size / view.scale}px ${FONT}`;
      canvas.fillStyle = faded(ink, !near ? 0.16 : isFact(node) ? 0.72 : 1);
      if (near) canvas.strokeText(names[node], spotOf[node][0], line);
      canvas.fillText(names[node], spotOf[node][0], line);
      written.push({ node, text: names[node], box: taken.at(-2) });
    }
    if (state.selected !== null || state.fact !== null) captions(canvas, view, taken);
  }

  // Nodes that would be too small to see, in the legend's shapes.
  function dots(canvas, scale) {
    around.forEach((_, node) => {
      const least = isFact(node) ? SMALL : DOT;
      if (off[node] || radius[node] * scale >= least) return;
      outline(canvas, node, least / scale, focus === null || focus.has(node) ? 0.9 : 0.16);
    });
  }

  const CAPTION = 11.5;      // pixels of the words on a line
  // Where they may stand: shares of the line's length, each with a distance up or down in pixels; the best ones first.
  const STANDS = [0, -13, 13, -22].flatMap((aside) => [0.5, 0.42, 0.58, 0.34, 0.66].map((share) => [share, aside]));

  // The words on the lines that stand out, one for all lines between two nodes, where there is room for them.
  function captions(canvas, view, taken) {
    const { scale, left, top } = view;
    taken.push(...[...focus].filter((node) => !off[node]).map((node) => markOf(node, view)));
    canvas.font = `${CAPTION / scale}px ${FONT}`;
    canvas.fillStyle = faded(css("--ink"), 0.8);
    for (const [pair, text] of captionsOf()) {
      const [[x1, y1], [x2, y2]] = pair.map((end) => [(spotOf[end][0] - left) * scale, (spotOf[end][1] - top) * scale]);
      const half = (wide(text) * CAPTION) / 2 + 2;
      const box = STANDS.map(([share, aside]) => [x1 + (x2 - x1) * share, y1 + (y2 - y1) * share + aside])
        .map(([x, y]) => [x - half, y - CAPTION * 0.6, x + half, y + CAPTION * 0.6]).find((one) => apart(one, taken));
      if (!box) continue;
      taken.push(box);
      written.push({ pair, text, box });
      const at = [left + (box[0] + half) / scale, top + box[1] / scale];
      canvas.strokeText(text, ...at);
      canvas.fillText(text, ...at);
    }
  }

  // Of each two nodes between which a line stands out: the roles and posts that join them.
  function captionsOf() {
    const found = new Map();
    ends.forEach(([one, other], edge) => {
      const [kind, name, facts] = scene.ties[edge];
      if (kind === "link" || unseen(edge) || !stands(edge)) return;
      const pair = [Math.min(one, other), Math.max(one, other)];
      const parts = found.get(pair.join()) || [pair, new Set()];
      found.set(pair.join(), parts);
      parts[1].add(kind === "role" ? role(name) : posts(facts));
    });
    return [...found.values()].map(([pair, parts]) => [pair, [...parts].join(t("joined"))]);
  }

  const apart = (box, taken) => !taken.some((other) => box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1]);

  // Size of a node's name in pixels of the screen and where on the canvas it begins, below the node or else above it;
  // nothing where it would be too small or cover another. What it takes of the screen is added to `taken`.
  function roomFor(node, near, { scale, left, top, width, height }, taken) {
    const size = isFact(node) ? nodeFont[node] * scale : Math.max(nodeFont[node] * scale, near ? SMALLEST : 0);
    if (size < 8.5) return [];
    const [x, y] = [(spotOf[node][0] - left) * scale, (spotOf[node][1] - top) * scale];
    const rim = rimOf(node, scale);
    const half = (breadth[node] * size) / 2 + 2;
    const free = (box) => apart(box, taken);
    const seen = (box) => box[2] > 0 && box[0] < width && box[3] > 0 && box[1] < height;
    const mark = markOf(node, { scale, left, top });
    const box = [y + rim + 2, y - rim - 2 - size * 1.1].map((line) => [x - half, line, x + half, line + size * 1.1]).find((one) => seen(one) && free(one));
    if (!box || (scale < 0.5 && !free(mark))) return [];
    taken.push(box, mark);
    return [size, top + box[1] / scale];
  }

  const rimOf = (node, scale) => Math.max(radius[node] * scale, isFact(node) ? SMALL : LEAST);

  // The box on the screen that a node takes without its name.
  function markOf(node, { scale, left, top }) {
    const [x, y, rim] = [(spotOf[node][0] - left) * scale, (spotOf[node][1] - top) * scale, rimOf(node, scale)];
    return [x - rim, y - rim, x + rim, y + rim];
  }

  // A node that is too small to see from afar, drawn once more at a size that stays the same.
  function outline(canvas, node, half, share) {
    const [x, y] = spotOf[node];
    canvas.save();
    canvas.translate(x - half, y - half);
    canvas.scale(half / 10, half / 10);
    canvas.fillStyle = faded(colour(thing(node).kind), share);
    canvas.fill(outlines[words.kinds[thing(node).kind].shape]);
    canvas.restore();
  }

  function inOrder() {
    if (focus === null) return byDegree;
    const first = (node) => (node === state.selected ? 0 : focus.has(node) ? 1 : 2);
    return [...byDegree].sort((a, b) => first(a) - first(b));
  }

  // The part of the canvas that no card covers, as its middle's distance from the canvas's middle, and its size.
  function clear() {
    const whole = $("picture").getBoundingClientRect();
    const panel = $("panel").getBoundingClientRect();
    if (narrow.matches) return { x: 0, y: -panel.height / 2, width: whole.width, height: whole.height - panel.height };
    const left = $("legend").open ? 272 : 0;
    return { x: (left - panel.width - 14) / 2, y: 0, width: whole.width - left - panel.width - 28, height: whole.height };
  }

  // The scale and place at which the nodes fill the room that is free.
  function frameOf(which, most) {
    const spots = which.map((node) => spotOf[node]);
    const [left, right] = [Math.min(...spots.map(([x]) => x)), Math.max(...spots.map(([x]) => x))];
    const [top, bottom] = [Math.min(...spots.map(([, y]) => y)), Math.max(...spots.map(([, y]) => y))];
    const offset = clear();
    const scale = Math.min(offset.width / (right - left + 160), offset.height / (bottom - top + 120), most);
    return { position: { x: (left + right) / 2, y: (top + bottom) / 2 }, scale, offset };
  }

  function fit(which) {
    const seen = (which || [...around.keys()]).filter((node) => !off[node]);
    if (seen.length) network.moveTo({ ...frameOf(seen, which ? 1.2 : 1.6), animation: which ? animated() : false });
  }

  // The chosen node with all that it is joined to, or in the middle of some of it.
  function look(node) {
    const all = frameOf([...focus].filter((other) => !off[other]), 1.1);
    const [x, y] = spotOf[node];
    const close = { position: { x, y }, scale: Math.max(Math.min(network.getScale(), 1.1), 0.7), offset: all.offset };
    network.moveTo({ ...(all.scale >= 0.5 ? all : close), animation: animated() });
  }

  function zoom(by) {
    network.moveTo({ scale: Math.min(Math.max(network.getScale() * by, 0.02), 5), animation: animated() });
  }

  network.on("afterDrawing", label);
  for (const event of ["dragging", "dragEnd"]) {
    network.on(event, ({ nodes: moved }) => moved.forEach((node) => (spotOf[node] = Object.values(network.getPosition(node)))));
  }
  network.on("click", ({ nodes: hit, edges: lines }) => {
    if (hit.length) choose(hit[0]);
    else if (lines.length && scene.ties[lines[0]][0] === "tenure") showFact(scene.ties[lines[0]][2][0]);
    else choose(null);
  });
  network.on("hoverNode", ({ node, pointer }) => {
    const it = thing(node);
    const count = isFact(node) ? "" : ` · ${t("connections", { count: it.facts.length })}`;
    tip(pointer.DOM, isFact(node) ? plain(it) : it.label, `${named(it.type)}${count}`);
  });
  network.on("hoverEdge", ({ edge, pointer }) => {
    const [kind, name, facts] = scene.ties[edge];
    const [from, to] = ends[edge].map(title);
    if (kind === "role") tip(pointer.DOM, role(name), "");
    else tip(pointer.DOM, `${from} → ${to}`, kind === "tenure" ? posts(facts) : words.links[name][state.language]);
  });
  for (const event of ["blurNode", "blurEdge", "dragStart", "zoom"]) network.on(event, () => ($("tip").hidden = true));

  function tip(at, first, second) {
    const box = $("tip");
    box.replaceChildren(el("b", {}, el("bdi", {}, first)), second);
    box.hidden = false;
    const room = $("picture").getBoundingClientRect();
    box.style.left = `${Math.max(8, Math.min(at.x + 14, room.width - box.offsetWidth - 8))}px`;
    box.style.top = `${at.y + 18 + box.offsetHeight > room.height ? at.y - box.offsetHeight - 12 : at.y + 18}px`;
  }

  // ——— choosing

  // The address keeps the choice, so that the browser's Back button goes back to the one before.
  const choose = (node) => go(node === null ? "" : thing(node).iri);
  const showFact = (index) => go(scene.facts[index].iri);
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

  // ——— the panel

  const tinted = (node, kind) => {
    node.style.setProperty("--tint", colour(kind));
    return node;
  };

  // Who takes part: a button that goes there, or only the name of who is not drawn.
  function who(ref, what) {
    const about = what ? role(what) : null;
    if (typeof ref === "string") return el("span", { class: "outside", title: t("not_drawn") }, el("bdi", {}, ref));
    const entity = scene.entities[ref];
    if (ref === state.selected) return el("strong", { title: about }, el("bdi", {}, entity.label));
    return tinted(el("button", { type: "button", class: "chip", title: about, onclick: () => choose(ref) }, el("bdi", {}, entity.label)), entity.kind);
  }

  const nameOf = (ref) => (typeof ref === "string" ? ref : scene.entities[ref].label);
  const between = (items) => items.flatMap((item, index) => (index ? [t("joined"), item] : [item]));
  const fillers = (fact, name) => fact.roles.filter(([what]) => what === name).map(([, ref]) => ref);

  // A fact as a sentence: elements for the parts, in the order of speech.
  function spoken(fact, part) {
    const counted = new Set(fillers(fact, "object"));
    const figuresOf = (ref) => fact.figures.filter(([text, of]) => of === ref && !nameOf(ref).includes(text)).map(([text]) => text);
    const arriving = words.arrival.endings.some((end) => fact.word.endsWith(end)) && fillers(fact, "destination").length;
    const parts = {
      trigger: [part.word(fact.word)], post: [part.word(fact.word)],
      quantity: fact.figures.filter(([, of]) => of === null || !counted.has(of)).map(([text, of]) => [text, of === null ? "" : part.who(of, "object")]),
      object: fillers(fact, "object").map((ref) => [part.who(ref, "object"), figuresOf(ref).length ? t("in_brackets", { text: figuresOf(ref).join(t("joined")) }) : ""]),
    };
    return words.patterns[arriving ? "Arrival" : fact.kind].flatMap(([name, before]) => {
      const items = parts[name] || fillers(fact, name).map((ref) => part.who(ref, name));
      return items.length && items[0] !== "" ? [before ? ` ${before} ` : " ", ...between(items)] : [];
    }).flat();
  }

  const sentence = (fact, ...before) =>
    el("p", { class: "line" }, ...before, ...spoken(fact, { who, word: (word) => (word ? el("b", {}, el("bdi", {}, word)) : "") }));
  const plain = (fact) => spoken(fact, { who: nameOf, word: (word) => word }).join("").trim();

  function card(index) {
    const fact = scene.facts[index];
    const go = el("button", { type: "button", class: "go", "aria-label": t("open_fact"), title: t("open_fact"), onclick: () => showFact(index) }, "›");
    return el("article", { class: "fact" }, sentence(fact, go, fact.when ? el("span", { class: "when" }, fact.when) : null), ...evidence(fact));
  }

  function evidence(fact) {
    return fact.evidence.map(([passage, ...mark]) => quote(passage, fact.roles.map(([, ref]) => ref), mark, fact.word));
  }

  function quote(passage, refs, mark, word) {
    const [text, article] = scene.passages[passage];
    return el("blockquote", {}, el("bdi", {}, ...marked(text, refs, mark, word)), cite(article));
  }

  function cite(article) {
    const { title: heading, id, date, publisher } = scene.articles[article];
    const rest = [publisher, date].filter(Boolean).join(" ");
    return el("cite", {}, el("button", { type: "button", onclick: () => chooseArticle(article) }, el("bdi", {}, heading || id || t("untitled")), rest ? ` · ${rest}` : ""));
  }

  // The sentence in pieces: the trigger marked, the participants underlined.
  function marked(text, refs, mark, word) {
    const ranges = [];
    const free = (start, end) => ranges.every(([from, to]) => end <= from || start >= to);
    const folded = fold(text);
    if (mark.length) ranges.push([mark[0], mark[1], "mark"]);
    else if (word && folded.includes(fold(word))) ranges.push([folded.indexOf(fold(word)), folded.indexOf(fold(word)) + word.length, "mark"]);
    const names = refs.flatMap((ref) => (typeof ref === "string" ? [ref] : [scene.entities[ref].label, ...scene.entities[ref].aliases]));
    for (const name of names.map(fold).sort((a, b) => b.length - a.length)) {
      for (let at = name ? folded.indexOf(name) : -1; at >= 0; at = folded.indexOf(name, at + name.length)) {
        if (free(at, at + name.length)) ranges.push([at, at + name.length, "u"]);
      }
    }
    ranges.sort((a, b) => a[0] - b[0]);
    const pieces = [];
    let done = 0;
    for (const [start, end, tag] of ranges) {
      pieces.push(text.slice(done, start), el(tag, {}, text.slice(start, end)));
      done = end;
    }
    return [...pieces, text.slice(done)];
  }

  function frame(heading, kindLine, body) {
    const folded = $("panel").classList.contains("folded");
    const foldIt = el("button", { type: "button", class: "icon fold", "aria-label": t("details"), "aria-expanded": String(!folded), onclick: () => unfold(folded) }, "⌄");
    const closing = state.selected === null && state.article === null && state.fact === null ? null
      : el("button", { type: "button", class: "icon", id: "close", "aria-label": t("close"), title: t("close"), onclick: () => choose(null) }, "×");
    $("panel").replaceChildren(
      el("div", { class: "head" }, el("div", {}, el("h2", {}, el("bdi", {}, heading)), kindLine), foldIt, closing),
      el("div", { class: "body", tabindex: "0" }, ...body.flat()),
    );
  }

  function unfold(open) {
    $("panel").classList.toggle("folded", !open);
    panel();
  }

  function panel() {
    if (state.article !== null) articlePanel(scene.articles[state.article], state.article);
    else if (state.fact !== null) factPanel(scene.facts[state.fact]);
    else if (state.selected === null) overview();
    else if (isFact(state.selected)) factPanel(factOf(state.selected));
    else entityPanel(scene.entities[state.selected], state.selected);
  }

  const kindLine = (it) => el("p", { class: "kind" }, shape(it.kind === "Tenure" ? "Action" : it.kind), named(it.type));

  function rows(pairs) {
    return el("dl", {}, ...pairs.filter(([, value]) => value && value.length).flatMap(([name, value]) => [el("dt", {}, name), el("dd", {}, ...[value].flat())]));
  }

  function entityPanel(entity, index) {
    const linked = (name) => entity.links.filter(([what]) => what === name).map(([, target]) => target);
    const particulars = rows([
      [t("aliases"), entity.aliases.length ? between(entity.aliases.map((alias) => el("bdi", {}, alias))) : ""],
      ...Object.entries(words.links).map(([name, word]) => [word[state.language], name === "within" ? chain(index) : between(linked(name).map((ref) => who(ref)))]),
      ...Object.entries(words.links).map(([name, word]) => [word[`${state.language}_back`], between((back[index][name] || []).slice(0, 40).map((ref) => who(ref)))]),
      [t("code"), entity.code],
    ]);
    frame(entity.label, kindLine(entity), [particulars, ...factList(entity), mentions(entity, index), identifier(entity.iri)]);
  }

  // The places around a place, from the nearest outwards.
  function chain(index) {
    const seen = new Set([index]);
    const steps = [];
    for (let at = index; ;) {
      const up = scene.entities[at].links.find(([name, target]) => name === "within" && !seen.has(target));
      if (!up) return steps.flatMap((ref, place) => (place ? [" › ", who(ref)] : [who(ref)]));
      at = up[1];
      seen.add(at);
      steps.push(at);
    }
  }

  function factList(entity) {
    if (!entity.facts.length) return [el("p", { class: "quiet" }, t("no_facts"))];
    const groups = new Map();
    for (const index of entity.facts) {
      const { kind, type } = scene.facts[index];
      const key = kind === "Tenure" ? "" : type;
      groups.set(key, [...(groups.get(key) || []), index]);
    }
    const sorted = [...groups].sort(([a, one], [b, two]) => (a === "" ? -1 : b === "" ? 1 : two.length - one.length || (a < b ? -1 : 1)));
    return sorted.map(([type, facts]) => el("details", { class: "group", open: true },
      el("summary", {}, `${type === "" ? t("tenure") : named(type)} ${facts.length}`), ...facts.map((fact) => card(fact))));
  }

  const MENTIONS = 30;

  function mentions(entity, index) {
    if (!entity.mentions.length) return null;
    const quotes = entity.mentions.slice(0, MENTIONS).map((passage) => quote(passage, [index], [], ""));
    const rest = entity.mentions.length - quotes.length;
    return el("details", { open: !entity.facts.length }, el("summary", {}, `${t("mentions")} ${entity.mentions.length}`), ...quotes,
      rest > 0 ? el("p", { class: "quiet" }, t("more_mentions", { count: rest })) : null);
  }

  const identifier = (iri) => [el("h3", {}, t("identifier")), el("p", { class: "iri" }, el("bdi", {}, iri))];

  function articlePanel(article, index) {
    const facts = factsIn(index);
    const list = facts.map((fact) => el("li", {}, el("button", { type: "button", class: "said", onclick: () => showFact(fact) },
      shape("Action"), el("span", { class: "name" }, ...spoken(scene.facts[fact], { who: (ref) => el("bdi", {}, nameOf(ref)), word: (word) => el("b", {}, el("bdi", {}, word)) })))));
    frame(article.title || article.id || t("untitled"), el("p", { class: "kind" }, named("Article")), [
      rows([[t("published"), article.date], [t("publisher"), article.publisher], [t("source"), article.source]]),
      el("h3", {}, `${t("facts")} ${facts.length}`),
      facts.length ? el("ul", { class: "list", id: "said-there" }, ...list) : el("p", { class: "quiet" }, t("no_article_facts")),
      identifier(article.iri),
    ]);
  }

  const sure = (fact) => Number(fact.confidence) === 1;  // which goes without saying

  function factPanel(fact) {
    const names = [...new Set(fact.roles.map(([name]) => name))];
    const figures = between(fact.figures.map(([text, of]) => [of === null ? "" : `${nameOf(of)} `, text].join("")));
    frame(fact.word || named(fact.type), kindLine(fact), [
      el("div", { class: "fact" }, sentence(fact)),
      rows([...names.map((name) => [role(name), between(fillers(fact, name).map((ref) => who(ref, name)))]),
        fact.kind === "Tenure" ? [role("post"), fact.word] : ["", ""], [role("quantity"), figures], [t("when"), fact.when]]),
      el("h3", {}, t("evidence")), ...evidence(fact),
      el("p", { class: "quiet" }, [fact.rule[state.language] && `${t("rule")} ${fact.rule[state.language]}`, fact.confidence && !sure(fact) && `${t("confidence")} ${fact.confidence}`].filter(Boolean).join(" · ")),
      identifier(fact.iri),
    ]);
  }

  function overview() {
    const best = [...scene.entities.keys()].filter((index) => scene.entities[index].facts.length)
      .sort((a, b) => rankOf(a) - rankOf(b) || scene.entities[b].facts.length - scene.entities[a].facts.length || a - b).slice(0, 8);
    const spoken = scene.articles.map((article, index) => [article, index]).sort(([a, i], [b, j]) => {
      const [one, two] = [a.date || "~", b.date || "~"];  // those without a date come last
      return one < two ? -1 : one > two ? 1 : i - j;
    });
    const part = scene.entities.length < scene.all.entities
      ? el("p", { class: "notice", id: "part" }, t("part", { shown: scene.entities.length, all: scene.all.entities })) : null;
    frame(t("overview"), el("p", { class: "kind" }, counts()), [
      part, el("p", { class: "quiet" }, t("hint")), el("p", { class: "quiet" }, t("keys")),
      best.length ? el("h3", {}, t("best")) : null, el("ul", { class: "list" }, ...best.map((index) => el("li", {}, listed(index)))),
      spoken.length ? el("h3", {}, t("articles")) : null,
      el("ul", { class: "list", id: "articles" }, ...spoken.map(([article, index]) => el("li", {}, el("button",
        { type: "button", title: t("article_hint"), onclick: () => chooseArticle(index) },
        el("span", { class: "name" }, el("bdi", {}, article.title || article.id || t("untitled"))), el("span", { class: "count" }, article.date))))),
    ].filter(Boolean));
  }

  function listed(index) {
    const entity = scene.entities[index];
    return el("button", { type: "button", onclick: () => choose(index) }, shape(entity.kind),
      el("span", { class: "name" }, el("bdi", {}, entity.label)), el("span", { class: "count" }, t("connections", { count: entity.facts.length })));
  }

  const share = (shown, all) => (shown === all ? String(all) : t("share", { shown, all }));
  const counts = () => {
    const shown = { entities: size - (state.loose ? 0 : unconnected), facts: scene.facts.length, articles: scene.articles.length };
    const parts = Object.entries(shown).map(([name, count]) => [name, count, scene.all[name]]);
    return t(parts.every(([, count, all]) => count === all) ? "counts" : "counts_part", Object.fromEntries(parts.map(([name, count, all]) => [name, share(count, all)])));
  };

  // ——— the legend, which is the filter

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

  // ——— search

  // One character for one, so that places in the text stay: width, case and script (traditional to simplified).
  const fold = (text) => Array.from({ length: text.length }, (_, at) => {
    const code = text.charCodeAt(at);
    const char = code >= 0xff01 && code <= 0xff5e ? String.fromCharCode(code - 0xfee0) : text[at];
    const low = char.toLowerCase();
    return words.folds[char] || (low.length === 1 ? low : char);
  }).join("");
  const key = (text) => fold(text).replace(/[\s·・.,,。、“”"'《》()()-]/g, "");
  const index = scene.entities.map((entity) => [entity.label, ...entity.aliases].map((name) => [key(name), name]));

  // 0 the name itself, 1 its beginning, 2 a part, 3 its characters in order with others between; null for no match.
  function rank(name, query) {
    if (name === query) return 0;
    if (name.startsWith(query)) return 1;
    if (name.includes(query)) return 2;
    if (query.length < 2) return null;
    let at = -1;
    return [...query].every((char) => (at = name.indexOf(char, at + 1)) >= 0) ? 3 : null;
  }

  // What of a list of names fits a query best: its rank, and the name's place.
  const bestOf = (names, query) =>
    names.map(([name], place) => [rank(name, query), place]).filter(([value]) => value !== null).sort((a, b) => a[0] - b[0] || a[1] - b[1])[0];

  // The rank of a list of names in which every word is found, whatever the order of the words; else null.
  function rankAll(names, asked) {
    const found = asked.map((one) => bestOf(names, one));
    return found.every(Boolean) ? found.reduce((sum, [value]) => sum + value, 0) : null;
  }

  // What a fact can be found by: its word and what its class is called, and the names of those who take part.
  const actWords = scene.facts.map((fact) => [fact.word, ...Object.values(words.types[fact.type])].filter(Boolean).map((name) => [key(name)]));
  const actNames = scene.facts.map((fact) => fact.roles.flatMap(([, ref]) => (typeof ref === "string" ? [[key(ref)]] : index[ref])));

  function findEntities(query, asked) {
    return index.flatMap((names, entity) => {
      const whole = bestOf(names, query);
      if (whole) return [{ rank: whole[0], entity, alias: whole[1] ? names[whole[1]][1] : "" }];
      const value = asked.length > 1 ? rankAll(names, asked) : null;
      return value === null ? [] : [{ rank: value, entity, alias: "" }];
    });
  }

  // One word alone has to be the fact's own; the participants alone would find what their panels list anyway.
  function findFacts(asked) {
    return scene.facts.flatMap((_, fact) => {
      const own = asked.some((one) => bestOf(actWords[fact], one));
      if (asked.length < 2 && !own) return [];
      const value = rankAll([...actWords[fact], ...actNames[fact]], asked);
      return value === null ? [] : [{ rank: value + (own ? 0 : 1), fact }];
    });
  }

  const weight = (hit) => (hit.fact === undefined ? around[hit.entity].length : scene.facts[hit.fact].roles.length);

  function find(text) {
    const asked = text.split(/\s+/).map(key).filter(Boolean);
    if (!asked.length) return [];
    const hits = [...findEntities(key(text), asked), ...findFacts(asked)];
    return hits.sort((a, b) => a.rank - b.rank || (a.fact === undefined ? 0 : 1) - (b.fact === undefined ? 0 : 1) || weight(b) - weight(a) || (a.entity ?? a.fact) - (b.entity ?? b.fact));
  }

  const MOST = 20;           // results listed

  let active = -1;
  let shownHits = [];

  function option(hit, place) {
    const it = hit.fact === undefined ? scene.entities[hit.entity] : scene.facts[hit.fact];
    const name = hit.fact === undefined ? it.label : plain(it) || named(it.type);
    return el("li", { role: "option", id: `r-${place}`, onclick: () => take(hit) }, shape(it.kind === "Tenure" ? "Action" : it.kind),
      el("span", { class: "name" }, el("bdi", {}, name), hit.alias ? el("span", { class: "quiet" }, el("bdi", {}, ` ${hit.alias}`)) : null),
      el("span", { class: "quiet" }, named(it.type)));
  }

  function suggest() {
    const text = $("search").value;
    const hits = find(text);
    shownHits = hits.slice(0, MOST);
    active = hits.length ? 0 : -1;
    const items = shownHits.map(option);
    if (hits.length > MOST) items.push(el("li", { class: "none" }, t("more_results", { count: hits.length - MOST })));
    if (!items.length && text.trim()) items.push(el("li", { class: "none" }, t("nothing", { query: text })));
    $("results").replaceChildren(...items);
    open(items.length > 0);
    mark();
    if (text.trim()) $("said").textContent = hits.length ? t("results", { count: hits.length }) : t("nothing", { query: text });
  }

  function open(on) {
    $("results").hidden = !on;
    $("search").setAttribute("aria-expanded", String(on));
  }

  function mark() {
    const options = [...$("results").querySelectorAll("[role=option]")];
    options.forEach((option, place) => option.setAttribute("aria-selected", String(place === active)));
    if (options[active]) {
      $("search").setAttribute("aria-activedescendant", options[active].id);
      options[active].scrollIntoView({ block: "nearest" });
    } else $("search").removeAttribute("aria-activedescendant");
  }

  function take(hit) {
    open(false);
    if (narrow.matches) $("search").blur();
    if (hit.fact === undefined) choose(hit.entity);
    else showFact(hit.fact);
  }

  $("search").addEventListener("input", suggest);
  $("search").addEventListener("focus", () => { $("search").select(); if ($("search").value.trim()) suggest(); });
  $("search").addEventListener("blur", () => setTimeout(() => open(false), 150));
  $("results").addEventListener("mousedown", (event) => event.preventDefault());
  $("search").addEventListener("keydown", (event) => {
    const options = [...$("results").querySelectorAll("[role=option]")];
    if ((event.key === "ArrowDown" || event.key === "ArrowUp") && options.length) {
      active = (active + (event.key === "ArrowDown" ? 1 : options.length - 1)) % options.length;
      mark();
      event.preventDefault();
    } else if (event.key === "Enter" && options[active]) take(shownHits[active]);
    else if (event.key === "Escape") {
      if ($("results").hidden) $("search").blur();
      open(false);
      event.stopPropagation();
    }
  });

  // ——— keys and buttons

  const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

  // With a node chosen, the neighbour that lies most in the arrow's direction; else the picture moves.
  function arrow([x, y]) {
    if (state.selected === null) {
      const { x: left, y: top } = network.getViewPosition();
      const step = 120 / network.getScale();
      return network.moveTo({ position: { x: left + x * step, y: top + y * step } });
    }
    const from = network.getPosition(state.selected);
    let best = [Infinity, null];
    for (const [, other] of around[state.selected]) {
      const at = network.getPosition(other);
      const [along, aside] = [(at.x - from.x) * x + (at.y - from.y) * y, Math.abs((at.x - from.x) * y - (at.y - from.y) * x)];
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
  window.picture = { network, nodes, edges, state, scene, written: () => written };
  document.documentElement.dataset.ready = "true";
})();
