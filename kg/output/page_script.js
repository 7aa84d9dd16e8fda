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
    byIri.set(entity.iri, index);
    entity.links.forEach(([name, target]) => (back[target][name] ||= []).push(index));
  });
  scene.drawn.forEach((fact, index) => byIri.set(scene.facts[fact].iri, size + index));

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
    if (state.article !== null) {
      const said = (passage) => scene.passages[passage][1] === state.article;
      const near = new Set();
      scene.entities.forEach((entity, index) => entity.mentions.some(said) && near.add(index));
      scene.drawn.forEach((fact, index) => scene.facts[fact].evidence.some(([passage]) => said(passage)) && near.add(size + index));
      return near;
    }
    return null;
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

  // Lines too short for a word beside the labels of their ends.
  const spotOf = nodes.get().map(({ x, y }) => [x, y]);
  const short = ends.map(([from, to]) => Math.hypot(spotOf[from][0] - spotOf[to][0], spotOf[from][1] - spotOf[to][1]) < 75);
  const nodeFont = nodes.get().map((node) => node.font.size);

  function edgeLook(edge, look) {
    const [from, to] = ends[edge];
    const [kind, name, facts] = scene.ties[edge];
    const chosen = state.selected === from || state.selected === to;
    const near = focus !== null && focus.has(from) && focus.has(to) && (state.article !== null || chosen || reaches(edge));
    const strong = look[kind];
    const usual = kind === "role" ? faded(strong, Math.min(1, 0.5 + 300 / ends.length)) : strong;
    const silent = !near || state.selected === null || short[edge] || kind === "link";
    const label = silent ? " " : kind === "role" ? role(name) : posts(facts);
    return {
      id: edge, hidden: off[from] || off[to] || (kind !== "role" && state.off.has(kind)), label,
      color: { color: near ? strong : focus === null ? usual : faded(strong, 0.1), hover: strong, inherit: false },
      width: drawnWith * (near && state.selected !== null ? 2 : kind === "tenure" ? 1.4 : 1), dashes: kind === "link" ? [4 * drawnWith, 4 * drawnWith] : false,
      font: { size: 11, face: FONT, color: faded(look.ink, 0.8), strokeWidth: 3, strokeColor: look.paper, align: "horizontal" },
    };
  }

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
  const DOT = 2.6;           // the same of any other entity
  const LEAST = 5.5;         // pixels from the middle of a named node to its rim, at least
  const outlines = Object.fromEntries(Object.entries(SHAPES).map(([name, path]) => [name, new Path2D(path)]));
  const names = nodes.get().map((node) => node.label);
  const radius = nodes.get().map((node) => node.size);
  const breadth = names.map((name) => [...name].reduce((sum, char) => sum + (char.charCodeAt(0) < 0x2e80 ? 0.6 : 1), 0));
  const byDegree = [...around.keys()].sort((a, b) => isFact(a) - isFact(b) || around[b].length - around[a].length || a - b);

  function label(canvas) {
    const { x: left, y: top } = network.DOMtoCanvas({ x: 0, y: 0 });
    const { width, height } = $("picture").getBoundingClientRect();
    const view = { scale: network.getScale(), left, top, width, height };
    const [ink, paper] = [css("--ink"), css("--paper")];
    const taken = [];
    if (stroke(view.scale) !== drawnWith) requestAnimationFrame(paint);
    dots(canvas, view.scale);
    Object.assign(canvas, { textAlign: "center", textBaseline: "top", lineJoin: "round", strokeStyle: faded(paper, 0.88), lineWidth: 3.5 / view.scale });
    for (const node of inOrder()) {
      if (view.scale < 0.5 && taken.length >= 2 * FAR) break;
      const near = focus === null || focus.has(node);
      const [size, line] = off[node] ? [] : roomFor(node, near, view, taken);
      if (!size) continue;
      if (!isFact(node) && near && radius[node] * view.scale < LEAST) enlarge(canvas, node, LEAST / view.scale);
      canvas.font = `${node === state.selected ? "600 " : ""}${size / view.scale}px ${FONT}`;
      canvas.fillStyle = faded(ink, !near ? 0.16 : isFact(node) ? 0.72 : 1);
      if (near) canvas.strokeText(names[node], spotOf[node][0], line);
      canvas.fillText(names[node], spotOf[node][0], line);
    }
  }

  // Nodes that would be too small to see, as dots.
  function dots(canvas, scale) {
    around.forEach((_, node) => {
      if (off[node] || isFact(node) || radius[node] * scale >= DOT) return;
      canvas.fillStyle = faded(colour(thing(node).kind), focus === null || focus.has(node) ? 0.9 : 0.16);
      canvas.beginPath();
      canvas.arc(spotOf[node][0], spotOf[node][1], DOT / scale, 0, 2 * Math.PI);
      canvas.fill();
    });
  }

  // Size of a node's name in pixels of the screen and where on the canvas it begins, below the node or else above it;
  // nothing where it would be too small or cover another. What it takes of the screen is added to `taken`.
  function roomFor(node, near, { scale, left, top, width, height }, taken) {
    const size = isFact(node) ? nodeFont[node] * scale : Math.max(nodeFont[node] * scale, near ? SMALLEST : 0);
    if (size < 8.5) return [];
    const [x, y] = [(spotOf[node][0] - left) * scale, (spotOf[node][1] - top) * scale];
    const rim = Math.max(radius[node] * scale, isFact(node) ? 0 : LEAST);
    const half = (breadth[node] * size) / 2 + 2;
    const free = (box) => !taken.some((other) => box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1]);
    const seen = (box) => box[2] > 0 && box[0] < width && box[3] > 0 && box[1] < height;
    const mark = [x - rim, y - rim, x + rim, y + rim];
    const box = [y + rim + 2, y - rim - 2 - size * 1.1].map((line) => [x - half, line, x + half, line + size * 1.1]).find((one) => seen(one) && free(one));
    if (!box || (scale < 0.5 && !free(mark))) return [];
    taken.push(box, mark);
    return [size, top + box[1] / scale];
  }

  // A named node that is too small to see from afar, drawn once more at a size that stays the same.
  function enlarge(canvas, node, half) {
    const [x, y] = spotOf[node];
    canvas.save();
    canvas.translate(x - half, y - half);
    canvas.scale(half / 10, half / 10);
    canvas.fillStyle = colour(thing(node).kind);
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
    const left = $("legend").open ? 240 : 0;
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
  function choose(node) {
    const iri = node === null ? "" : thing(node).iri;
    if (decodeURIComponent(location.hash.slice(1)) === iri) follow();
    else if (iri) location.hash = encodeURIComponent(iri);
    else {
      history.pushState(null, "", location.pathname + location.search);
      follow();
    }
  }

  function follow() {
    const found = byIri.get(safely(location.hash.slice(1)));
    state.selected = found === undefined ? null : found;
    state.article = null;
    if (state.selected !== null) {
      state.off.delete(typeKey(state.selected));
      $("panel").classList.remove("folded");
    }
    paint();
    legend();
    panel();
    if (state.selected !== null) {
      look(state.selected);
      $("said").textContent = t("selected", { label: title(state.selected) });
    }
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

  function chooseArticle(article) {
    if (location.hash) history.pushState(null, "", location.pathname + location.search);
    state.selected = null;
    state.article = state.article === article ? null : article;
    paint();
    panel();
    if (focus) fit([...focus]);
    $("panel").querySelector(".on")?.focus();
  }

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
    const closing = state.selected === null && state.article === null && !shownFact ? null
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

  let shownFact = null;      // number of a fact that is shown without being a node

  function showFact(index) {
    const node = nodeOfFact.get(index);
    if (node !== undefined) return choose(node);
    shownFact = index;
    if (narrow.matches) $("panel").classList.remove("folded");
    factPanel(scene.facts[index], index);
  }

  function panel() {
    shownFact = null;
    if (state.selected === null) overview();
    else if (isFact(state.selected)) factPanel(factOf(state.selected), scene.drawn[state.selected - size]);
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

  function factPanel(fact, index) {
    const names = [...new Set(fact.roles.map(([name]) => name))];
    const figures = between(fact.figures.map(([text, of]) => [of === null ? "" : `${nameOf(of)} `, text].join("")));
    frame(fact.word || named(fact.type), kindLine(fact), [
      el("div", { class: "fact" }, sentence(fact)),
      rows([...names.map((name) => [role(name), between(fillers(fact, name).map((ref) => who(ref, name)))]),
        fact.kind === "Tenure" ? [role("post"), fact.word] : ["", ""], [role("quantity"), figures], [t("when"), fact.when]]),
      el("h3", {}, t("evidence")), ...evidence(fact),
      el("p", { class: "quiet" }, [fact.rule && `${t("rule")} ${fact.rule}`, fact.confidence && `${t("confidence")} ${fact.confidence}`].filter(Boolean).join(" · ")),
      identifier(fact.iri),
    ]);
  }

  function overview() {
    const best = [...scene.entities.keys()].filter((index) => scene.entities[index].facts.length)
      .sort((a, b) => scene.entities[b].facts.length - scene.entities[a].facts.length || a - b).slice(0, 8);
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
        { type: "button", title: t("article_hint"), class: state.article === index ? "on" : null, "aria-pressed": String(state.article === index), onclick: () => chooseArticle(index) },
        el("span", { class: "name" }, el("bdi", {}, article.title || article.id || t("untitled"))), el("span", { class: "count" }, article.date))))),
    ].filter(Boolean));
  }

  function listed(index) {
    const entity = scene.entities[index];
    return el("button", { type: "button", onclick: () => choose(index) }, shape(entity.kind),
      el("span", { class: "name" }, el("bdi", {}, entity.label)), el("span", { class: "count" }, t("connections", { count: entity.facts.length })));
  }

  const counts = () => t("counts", { entities: scene.all.entities, facts: scene.all.facts, articles: scene.articles.length });

  // ——— the legend, which is the filter

  const census = new Map(Object.keys(words.kinds).map((kind) => [kind, new Map()]));
  let unconnected = 0;
  around.forEach((lines, node) => {
    const { kind, type } = thing(node);
    census.get(kind).set(type, (census.get(kind).get(type) || 0) + 1);
    unconnected += lines.length ? 0 : 1;
  });

  function legend() {
    const kept = document.activeElement?.id;
    const list = [];
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
    const total = [...types.values()].reduce((sum, count) => sum + count, 0);
    const more = types.size < 2 ? el("span", { class: "blank" }) : el("button", {
      type: "button", class: "more", id: `f-more-${kind}`, "aria-expanded": String(state.open.has(kind)), "aria-label": t("types_of", { kind: named(kind) }),
      onclick: () => { if (!state.open.delete(kind)) state.open.add(kind); legend(); },
    }, "›");
    const head = row(kind, named(kind), total, shape(kind), off < keys.length, off > 0 && off < keys.length,
      (on) => keys.forEach((key) => (on ? state.off.delete(key) : state.off.add(key))), more);
    if (!state.open.has(kind)) return [head];
    const sorted = [...types].sort(([a, one], [b, two]) => two - one || (a < b ? -1 : 1));
    return [head, el("div", { class: "sub" }, ...sorted.map(([type, count]) => row(`${kind}/${type}`, named(type), count, null, !state.off.has(`${kind}/${type}`), false,
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
      el("label", {}, box, swatch, el("span", { class: "name" }, name), el("span", { class: "count" }, String(count))), more || null);
  }

  function filter(change) {
    change();
    paint();
    legend();
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

  function find(text) {
    const query = key(text);
    if (!query) return [];
    const hits = [];
    index.forEach((names, entity) => {
      const ranked = names.map(([name, printed], place) => [rank(name, query), place, printed]).filter(([value]) => value !== null).sort((a, b) => a[0] - b[0] || a[1] - b[1]);
      if (ranked.length) hits.push([ranked[0][0], entity, ranked[0][1] ? ranked[0][2] : ""]);
    });
    return hits.sort((a, b) => a[0] - b[0] || around[b[1]].length - around[a[1]].length || a[1] - b[1]).slice(0, 12);
  }

  let active = -1;

  function suggest() {
    const text = $("search").value;
    const hits = find(text);
    active = hits.length ? 0 : -1;
    const items = hits.map(([, entity, alias], place) => el("li", { role: "option", id: `r-${place}`, "data-node": String(entity), onclick: () => take(entity) },
      shape(scene.entities[entity].kind), el("span", { class: "name" }, el("bdi", {}, scene.entities[entity].label), alias ? el("span", { class: "quiet" }, el("bdi", {}, ` ${alias}`)) : null),
      el("span", { class: "quiet" }, named(scene.entities[entity].type))));
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

  function take(entity) {
    open(false);
    $("search").value = scene.entities[entity].label;
    if (narrow.matches) $("search").blur();
    choose(entity);
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
    } else if (event.key === "Enter" && options[active]) take(Number(options[active].dataset.node));
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
  requestAnimationFrame(() => { if (state.selected === null) fit(); });
  window.picture = { network, nodes, edges, state, scene };
  document.documentElement.dataset.ready = "true";
})();
