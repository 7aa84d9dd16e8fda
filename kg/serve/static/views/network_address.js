// What a network view shows, as its address has it. In: the values of the address; out: what is chosen in it, and the
// changes of the address that choose otherwise. Identifiers are written without what they have in common.

const LISTS = ["open", "gone", "types", "kinds"];
export const LIMIT = 40;   // neighbours that a node brings at first
export const MORE = 40;    // and with each further wish

const dateIn = (text) => (/^\d{4}(-\d{2}(-\d{2})?)?$/.test(text || "") ? text : "");
const cut = (text) => (text || "").split(",").filter(Boolean);

// `base` is what identifiers begin with: with base "https://…/id/", "place:x" is short for "https://…/id/place/x".
export function codec(base) {
  return {
    short: (iri) => (iri.startsWith(base) ? iri.slice(base.length).replace("/", ":") : iri),
    long: (text) => (/^\w+:(?!\/\/)/.test(text) ? base + text.replace(":", "/") : text),
  };
}

// {roots, open: Map(iri → limit), gone: Set, types: Set, kinds: Set (not shown), from, to, dates, place, selected, path: [iri, iri], chain}
export function chosenIn(values, { long }) {
  const lists = Object.fromEntries(LISTS.map((name) => [name, cut(values[name])]));
  const roots = cut(values.iri).map(long);
  const open = new Map(roots.map((iri) => [iri, LIMIT]));
  for (const entry of lists.open) {
    const [iri, limit] = entry.split("*");
    open.set(long(iri), Number(limit) || LIMIT);
  }
  for (const iri of lists.gone.map(long)) open.delete(iri);
  return {
    roots, open, gone: new Set(lists.gone.map(long)), types: new Set(lists.types), kinds: new Set(lists.kinds),
    from: dateIn(values.from), to: dateIn(values.to), dates: values.dates === "said" ? "said" : "", place: values.place ? long(values.place) : "",
    selected: values.sel ? long(values.sel) : null, path: (values.path || "").split(",").slice(0, 2).map((end) => end && long(end)), chain: Number(values.chain) || 0,
  };
}

const listed = (values) => [...values].join(",");

// The changes of the address. Each takes what is chosen now.
export function changes({ short }) {
  const opened = (open, roots) => listed([...open].filter(([iri, limit]) => !roots.includes(iri) || limit !== LIMIT)
    .map(([iri, limit]) => (limit === LIMIT ? short(iri) : `${short(iri)}*${limit}`)));
  const gone = (set) => listed([...set].map(short));
  const without = (set, iri) => new Set([...set].filter((one) => one !== iri));
  return {
    select: (iri) => ({ sel: iri && short(iri) }),
    expand: ({ open, roots, gone: left }, iri) => {
      const wider = new Map(open);
      wider.set(iri, open.has(iri) ? open.get(iri) + MORE : LIMIT);
      return { open: opened(wider, roots), gone: gone(without(left, iri)), sel: short(iri) };
    },
    // What is added stands alone at first, and is opened at once.
    add: ({ open, roots, gone: left }, iri) => (open.has(iri) ? { sel: short(iri) }
      : { open: opened(new Map([...open, [iri, LIMIT]]), roots), gone: gone(without(left, iri)), sel: short(iri) }),
    collapse: ({ open, roots, gone: left }, iri) => {
      const fewer = new Map(open);
      fewer.delete(iri);
      return roots.includes(iri) ? { iri: listed(roots.filter((root) => root !== iri)) || listed([...fewer.keys()].slice(0, 1)), open: opened(fewer, roots.filter((root) => root !== iri)), gone: gone(left) }
        : { open: opened(fewer, roots), gone: gone(left) };
    },
    remove: ({ open, roots, gone: left }, iri) => {
      const fewer = new Map(open);
      fewer.delete(iri);
      return { open: opened(fewer, roots), gone: gone(new Set([...left, iri])), sel: null };
    },
    filter: (values) => ({ ...values, ...("place" in values ? { place: values.place && short(values.place) } : {}) }),
    toggle: (name, set, value) => ({ [name]: listed(set.has(value) ? without(set, value) : [...set, value]) }),
    path: (ends) => ({ path: ends.some(Boolean) ? listed(ends.map(short)) : null, chain: null }),
  };
}
