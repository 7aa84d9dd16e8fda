// The state of the page, which is its address. In: what a view or a link wants changed; out: the address, the history,
// and a call to whoever listens.

const listeners = new Set();
const KEPT = ["lang"];     // what outlives a change of view

// All values of the address, as strings; `view` is always there.
export function now() {
  return { view: "home", ...Object.fromEntries(new URLSearchParams(location.search)) };
}

// The values after `changes`: a change that names a view starts afresh, any other is laid over what is there; a value
// that is null or empty goes.
function changed(changes) {
  const base = "view" in changes ? Object.fromEntries(KEPT.map((name) => [name, now()[name]])) : now();
  const all = Object.entries({ ...base, ...changes });
  return all.filter(([name, value]) => value !== null && value !== undefined && value !== "" && !(name === "view" && value === "home"));
}

// The address of that state, for a link.
export function link(changes) {
  const query = new URLSearchParams(changed(changes)).toString();
  return query ? `/?${query}` : "/";
}

// Goes there; `replace` leaves no step in the history (for what is typed letter by letter).
export function go(changes, { replace = false } = {}) {
  visit(link(changes), { replace });
}

// Goes to one of our own addresses.
export function visit(address, { replace = false } = {}) {
  const target = new URL(address, location.href);
  if (target.href === location.href) return undefined;
  if (target.pathname !== location.pathname) return void location.assign(target);      // from the query page
  const fresh = !replace && new URLSearchParams(target.search).get("view") !== new URLSearchParams(location.search).get("view");
  const other = !replace && new URLSearchParams(target.search).get("iri") !== new URLSearchParams(location.search).get("iri");
  remember();
  history[replace ? "replaceState" : "pushState"]({ y: 0 }, "", target);
  return tell({ fresh: fresh || other, y: fresh || other ? 0 : null });
}

// Keeps in the history how far the page is scrolled, for the way back.
export function remember() {
  history.replaceState({ ...history.state, y: scrollY }, "");
}

// `fn(now, how)` is called after every change; `how.fresh`: another page than before, `how.y`: where to scroll, or null.
export function on(fn) {
  listeners.add(fn);
  return () => listeners.delete(fn);
}

function tell(how) {
  for (const fn of listeners) fn(now(), how);
}

history.scrollRestoration = "manual";
addEventListener("popstate", (event) => tell({ fresh: true, back: true, y: event.state?.y ?? 0 }));
