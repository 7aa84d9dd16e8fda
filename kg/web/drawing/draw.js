"use strict";
// The drawing of a graph: tuzhi.draw(container, graph, options). In: {nodes, edges} (or the columns of a picture) and what the page wants
// to hear of. Out: an object to steer it by. While it moves, lines and names are thinned to what can be drawn in time; once it rests,
// everything is drawn, a slice at a time, so that it never keeps the reader waiting.
(() => {
  const tuzhi = (window.tuzhi ||= {});
  const RESTS = 130;         // milliseconds without movement after which everything is drawn
  const SLICE = 10;          // milliseconds that a piece of the whole may take
  const LINES = 5000;        // lines at most while it moves
  const DOTS = 20000;        // nodes at most while it moves
  const AIM = 15;            // milliseconds that a frame should take while it moves
  const SMALL = 2500;        // lines of a picture that is never thinned
  const COLOURS = { ink: "--ink", paper: "--paper", soft: "--soft", role: "--tie", tenure: "--tenure", link: "--link", accent: "--accent" };
  const PLAIN = { ink: "#23262d", paper: "#faf8f3", soft: "#6a6d75", role: "#a9a59a", tenure: "#2f6db3", link: "#8fbfa6", accent: "#b3352b" };
  const NONE = { left: 0, top: 0, right: 0, bottom: 0 };

  tuzhi.draw = (container, graph, options = {}) => {
    const sheets = ["base", "top"].map(() => sheet(container));
    const back = document.createElement("canvas");
    const looks = options.looks || {};
    let [width, height, ratio] = [0, 0, 1];
    let dark = Boolean(options.dark);
    let colours = PLAIN;
    let frame = null;          // what is drawn, as painters see it
    let [selected, focus, trail, hide] = [null, null, null, null];
    let [names, strong] = [[], []];
    let share = 1;             // of the lines and nodes drawn while it moves: what this computer has time for
    let [asked, resting, slicing] = [0, 0, 0];
    const stats = { thinned: false, nodes: 0, edges: 0 };

    const size = () => ({ width, height });
    const still = matchMedia("(prefers-reduced-motion: reduce)");
    const camera = tuzhi.camera(size, () => still.matches, moved);
    const insets = () => ({ ...NONE, ...options.insets?.() });

    // ——— what is drawn

    // About how many lines are in view.
    function crowd() {
      const [left, top, right, bottom] = frame.bounds;
      const part = (width / (right - left + 1)) * (height / (bottom - top + 1)) / camera.view.scale ** 2;
      return frame.model.edges * Math.min(1, part);
    }

    function take(given) {
      const model = tuzhi.model(given.nodes ? tuzhi.listed(given) : given, looks);
      const old = frame?.model;
      if (old) model.ids.forEach((id, node) => {
        const before = old.number.get(id);
        if (before !== undefined && Number.isNaN(model.x[node])) { model.x[node] = old.x[before]; model.y[node] = old.y[before]; }
      });
      tuzhi.settle(model);
      const place = new Uint32Array(model.count);
      model.order.forEach((node, rank) => (place[node] = rank));
      frame = {
        model, place, looks, colours, dark, ratio, width, height, view: camera.view, stamps: new Map(), focus: null, selected: null,
        hidden: new Uint8Array(model.count), stride: tuzhi.stride(model.edges), font: getComputedStyle(container).fontFamily || "sans-serif",
        sort: (node) => (model.kinds[node] === "Action" || model.kinds[node] === "Tenure" ? 2 : looks[model.kinds[node]]?.named ? 0 : 1),
        spot: (node) => camera.spot(model.x[node], model.y[node]),
        unseen: (edge, one, other) => frame.hidden[one] || frame.hidden[other] || (options.hideEdge ? options.hideEdge(edge) : false),
        caption: options.caption, crowd: 0, bounds: null,
      };
      frame.bounds = bounds(model.order);
      [names, strong] = [[], []];   // these were of nodes and lines that bore other numbers
    }

    function colour() {
      const style = getComputedStyle(container);
      const given = Object.fromEntries(Object.entries(COLOURS).map(([name, variable]) => [name, style.getPropertyValue(variable).trim() || PLAIN[name]]));
      colours = { ...given, ...options.colours };
      if (frame) { Object.assign(frame, { colours, dark }); frame.stamps.clear(); }
    }

    // ——— when it is drawn

    function moved() {
      if (!frame) return;
      delete container.dataset.drawn;
      cancelAnimationFrame(slicing);
      clearTimeout(resting);
      asked ||= requestAnimationFrame(hurry);
      resting = setTimeout(rest, RESTS);
    }

    const small = () => frame.model.edges <= SMALL && share > 0.8;

    // A frame in time: as many lines and nodes as were drawn in time before.
    function hurry() {
      cancelAnimationFrame(asked);
      asked = 0;
      const began = performance.now();
      frame.crowd = crowd();
      const [base] = sheets;
      const whole = small();
      clean(base);
      const lines = tuzhi.lines(base.canvas, frame, 0, whole ? Infinity : Math.ceil(LINES * share), Infinity);
      const nodes = tuzhi.dots(base.canvas, frame, whole ? Infinity : Math.ceil(DOTS * Math.max(share, 0.1)));
      if (whole) names = tuzhi.names(frame);
      over(!whole);
      Object.assign(stats, { thinned: !whole && lines.at < frame.model.edges, nodes, edges: lines.done });
      const took = performance.now() - began;
      share = Math.min(1, Math.max(0.05, share * (took > AIM * 1.3 ? 0.75 : took < AIM * 0.7 ? 1.15 : 1)));
    }

    // Everything, slice by slice on a sheet that nobody sees until it is done.
    function rest() {
      const canvas = back.getContext("2d");
      canvas.setTransform(1, 0, 0, 1, 0, 0);
      canvas.clearRect(0, 0, back.width, back.height);
      canvas.setTransform(ratio, 0, 0, ratio, 0, 0);
      frame.crowd = crowd();
      let [at, done] = [0, 0];
      const slice = () => {
        const drawn = tuzhi.lines(canvas, frame, at, 4000, performance.now() + SLICE);
        [at, done] = [drawn.at, done + drawn.done];
        if (at < frame.model.edges) slicing = requestAnimationFrame(slice);
        else finish(done);
      };
      slice();
    }

    function finish(edges) {
      const [base] = sheets;
      clean(base);
      base.canvas.drawImage(back, 0, 0, width, height);
      const nodes = tuzhi.dots(base.canvas, frame, Infinity);
      names = tuzhi.names(frame);
      over(false);
      Object.assign(stats, { thinned: false, nodes, edges });
      container.dataset.drawn = "true";
    }

    // What stands above lines and nodes: what is chosen, the way between two nodes, names.
    function over(plain) {
      const [, top] = sheets;
      clean(top);
      const canvas = top.canvas;
      strong.forEach((edge) => line(canvas, edge, trail !== null && trail.edges.has(edge)));
      if (strong.length) tuzhi.dots(canvas, { ...frame, focus: null, hidden: unlit() }, Infinity);
      if (selected !== null && !frame.hidden[selected]) {
        const { x, y } = frame.spot(selected);
        tuzhi.ring(canvas, frame, x, y, tuzhi.rim(frame.model.radius[selected], camera.view.scale));
      }
      Object.assign(canvas, { textAlign: "center", textBaseline: "top", lineJoin: "round" });
      const shown = plain ? names.slice(0, 60).map(again) : names;
      shown.forEach((name) => tuzhi.write(canvas, frame, name, plain));
      if (!plain && strong.length && strong.length < 150) tuzhi.captions(frame, strong, names).forEach((one) => tuzhi.write(canvas, frame, { ...one, soft: true }));
    }

    function line(canvas, edge, bold) {
      const { model, hidden } = frame;
      const [one, other] = [model.from[edge], model.to[edge]];
      if (hidden[one] || hidden[other] || frame.unseen(edge, one, other)) return;
      tuzhi.arrow(canvas, frame, edge, frame.spot(one), frame.spot(other), tuzhi.rim(model.radius[other], camera.view.scale), bold);
    }

    // Everything that does not stand out, as if it were hidden.
    function unlit() {
      const mask = new Uint8Array(frame.model.count).fill(1);
      for (const node of focus || []) mask[node] = frame.hidden[node];
      return mask;
    }

    // A name where its node is now.
    function again(name) {
      const { x, y } = frame.spot(name.node);
      const half = (name.box[2] - name.box[0]) / 2;
      return { ...name, box: [x - half, y + name.dy, x + half, y + name.dy + name.size] };
    }

    function clean(one) {
      one.canvas.setTransform(1, 0, 0, 1, 0, 0);
      one.canvas.clearRect(0, 0, one.element.width, one.element.height);
      one.canvas.setTransform(ratio, 0, 0, ratio, 0, 0);
    }

    function measure() {
      const box = container.getBoundingClientRect();
      [width, height, ratio] = [Math.max(1, box.width), Math.max(1, box.height), Math.min(window.devicePixelRatio || 1, 2)];
      for (const element of [...sheets.map((one) => one.element), back]) {
        [element.width, element.height] = [Math.round(width * ratio), Math.round(height * ratio)];
      }
      if (frame) { if (frame.ratio !== ratio) frame.stamps.clear(); Object.assign(frame, { width, height, ratio }); }
    }

    // ——— what stands out

    function light() {
      focus = trail ? trail.nodes : focusAsked ?? (selected === null ? null : tuzhi.near(frame, selected));
      Object.assign(frame, { focus, selected });
      strong = trail ? [...trail.edges] : focus === null ? [] : tuzhi.touching(frame, focus, selected);
      moved();
    }

    let focusAsked = null;     // nodes that the page wants to stand out

    // ——— what is under the pointer

    const under = (at) => tuzhi.nodeUnder(frame, stats.thinned ? [] : names, at, camera.point(at.x, at.y));
    const lineUnder = (at) => tuzhi.lineUnder(frame, strong.length ? strong : frame.model.edges <= SMALL ? frame.model.from.keys() : [], at);

    const idOf = (node) => (node === null ? null : frame.model.ids[node]);
    const numberOf = (id) => frame.model.number.get(id) ?? null;
    const edgeOf = (edge) => frame.model.edgeIds?.[edge] ?? edge;
    let [grabbed, hovered] = [null, undefined];

    const hands = {
      press(at) {
        const node = under(at);
        const edge = node === null && options.onEdge ? lineUnder(at) : null;
        if (edge !== null) options.onEdge(edgeOf(edge), at, true);
        else if (options.onSelect) options.onSelect(idOf(node));
        else api.select(idOf(node));
      },
      open(at) {
        const node = under(at);
        if (node !== null) options.onOpen?.(idOf(node));
      },
      hover(at) {
        const node = at ? under(at) : null;
        const edge = at && node === null && options.onEdge ? lineUnder(at) : null;
        container.style.cursor = node !== null || edge !== null ? "pointer" : "grab";
        const key = node ?? (edge === null ? null : `e${edge}`);
        if (key === hovered) return;
        hovered = key;
        if (edge !== null) options.onEdge(edgeOf(edge), at, false);
        else options.onHover?.(idOf(node), at);
      },
      grab(at) {
        if (frame.model.edges > SMALL) return false;
        grabbed = under(at);
        return grabbed !== null;
      },
      drag(at) {
        const point = camera.point(at.x, at.y);
        [frame.model.x[grabbed], frame.model.y[grabbed]] = [point.x, point.y];
        moved();
      },
      drop: () => (grabbed = null),
      whole: () => api.fit(),
      enter: () => selected !== null && options.onOpen?.(idOf(selected)),
    };

    // ——— what the page can do with it

    const bounds = (which) => {
      const { x, y } = frame.model;
      const box = [Infinity, Infinity, -Infinity, -Infinity];
      for (const node of which) {
        box[0] = Math.min(box[0], x[node]); box[1] = Math.min(box[1], y[node]);
        box[2] = Math.max(box[2], x[node]); box[3] = Math.max(box[3], y[node]);
      }
      return box;
    };

    const api = {
      view: camera.view,
      set(given) { const kept = idOf(selected); take(given); colour(); measure(); hidden(); selected = numberOf(kept); focusAsked = trail = null; light(); },
      select(id) { selected = id === null ? null : numberOf(id); trail = null; light(); },
      focus(ids) { focusAsked = ids === null ? null : new Set([...ids].map(numberOf).filter((node) => node !== null)); light(); },
      stand({ selected: id, focus: ids }) { selected = id === null ? null : numberOf(id); trail = null; api.focus(ids); },
      hide(predicate) { hide = predicate; hidden(); moved(); },
      path(nodes, edges) {
        const set = nodes && nodes.length ? { nodes: new Set(nodes.map(numberOf).filter((node) => node !== null)), edges: new Set((edges || []).map(numberOfEdge).filter((edge) => edge >= 0)) } : null;
        trail = set;
        light();
      },
      fit(ids, most = ids ? 1.2 : 1.6) {
        const which = (ids ? [...ids].map(numberOf) : [...frame.model.order]).filter((node) => node !== null && !frame.hidden[node]);
        if (which.length) camera[ids ? "glide" : "to"](camera.framed(bounds(which), insets(), most));
      },
      centre(id, scale = Math.max(camera.view.scale, 0.7)) {
        const node = numberOf(id);
        if (node === null) return;
        const { left, right, top, bottom } = insets();
        camera.glide({ x: frame.model.x[node] + (right - left) / 2 / scale, y: frame.model.y[node] + (bottom - top) / 2 / scale, scale });
      },
      scaleOf(ids, most) { return camera.framed(bounds([...ids].map(numberOf)), insets(), most).scale; },
      zoom(factor) { camera.zoom(factor, null, true); },
      pan(dx, dy) { camera.pan(dx, dy); },
      theme(on) { dark = Boolean(on); colour(); moved(); },
      spot(id) { const node = numberOf(id); return node === null ? null : frame.spot(node); },
      place(id) { const node = numberOf(id); return node === null ? null : { x: frame.model.x[node], y: frame.model.y[node] }; },
      refresh() { moved(); },
      frame: () => ({ ...stats, names: names.map(({ node, text, box }) => ({ id: idOf(node), text, box })), view: { ...camera.view }, all: { nodes: frame.model.count, edges: frame.model.edges }, hidden: frame.hidden.reduce((sum, one) => sum + one, 0) }),
      destroy() {
        frame = null;
        observer.disconnect();
        cancelAnimationFrame(asked);
        cancelAnimationFrame(slicing);
        clearTimeout(resting);
        camera.stop();
        letGo();
        sheets.forEach(({ element }) => element.remove());
      },
    };
    const numberOfEdge = (id) => (frame.model.edgeIds ? frame.model.edgeIds.indexOf(id) : Number(id));

    function hidden() {
      frame.hidden.fill(0);
      if (hide) for (let node = 0; node < frame.model.count; node++) frame.hidden[node] = hide(frame.model.ids[node]) ? 1 : 0;
    }

    measure();
    take(graph);
    colour();
    const letGo = tuzhi.gestures(container, camera, hands, options.keys !== false);
    // A container that had no size yet shows the whole once it has one.
    const observer = new ResizeObserver(() => {
      const [wide, high] = [width, height];
      const box = container.getBoundingClientRect();
      if (Math.max(1, box.width) === wide && Math.max(1, box.height) === high) return;  // as at first: measuring would wipe what is drawn
      measure();
      if (wide <= 1 || high <= 1) api.fit();
      moved();
      hurry();             // at once: measuring has wiped the sheets, and the next frame may be long in coming
    });
    observer.observe(container);
    api.fit();
    return api;
  };

  function sheet(container) {
    const element = document.createElement("canvas");
    Object.assign(element.style, { position: "absolute", left: "0", top: "0", width: "100%", height: "100%", pointerEvents: "none" });
    element.setAttribute("aria-hidden", "true");
    container.append(element);
    return { element, canvas: element.getContext("2d") };
  }
})();
