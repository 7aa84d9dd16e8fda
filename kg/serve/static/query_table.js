// YASGUI's table of results, as we want its cells. In: the bindings of a result; out: cells that are text, and links for
// IRIs: to the explorer where it has a page of them, or to the web. It replaces the table's own cells, which are markup.
import { el, outside, visible } from "./dom.js";

const INTEGER = /(#|\/)(integer|decimal|double|float|int|long)$/;

// What addresses mean: `base` of the graph's own IRIs, `kinds` that have a page, `prefixes`.
let known = { base: "", kinds: [], prefixes: {} };

export function learn(about) {
  known = { ...known, ...about };
}

// The explorer's page about an IRI, or nothing.
export function page(iri) {
  if (!known.base || !iri.startsWith(known.base)) return null;
  const kind = iri.slice(known.base.length).split("/")[0];
  if (kind !== "article" && !known.kinds.includes(kind)) return null;
  return `/?${new URLSearchParams({ view: kind === "article" ? "article" : "entity", iri })}`;
}

// An IRI with the longest prefix that it begins with.
export function shortened(iri, prefixes) {
  const fitting = Object.entries(prefixes).filter(([, namespace]) => namespace && iri.startsWith(namespace));
  const [prefix, namespace] = fitting.sort((one, other) => other[1].length - one[1].length)[0] || [];
  return namespace ? `${prefix}:${iri.slice(namespace.length)}` : iri;
}

function linked(iri, prefixes) {
  const name = shortened(iri, prefixes);
  const ours = page(iri);
  if (ours) return el("a", { class: "iri", href: ours, title: iri }, el("bdi", null, name));
  if (known.base && iri.startsWith(known.base)) return el("bdi", { title: iri }, name);
  const link = outside(iri);
  link.title = visible(iri);
  link.replaceChildren(el("bdi", null, name));
  return link;
}

function literal({ value, datatype, "xml:lang": language }, prefixes) {
  const type = language ? `@${language}` : datatype ? `^^${shortened(datatype, prefixes)}` : "";
  return [el("bdi", null, value), type && el("span", { class: "kind" }, type)];
}

function content(binding, prefixes, compact) {
  if (binding.type === "uri") return linked(binding.value, prefixes);
  return literal(compact ? { value: binding.value } : binding, prefixes);
}

const sortable = ({ value, datatype = "" }) => (INTEGER.test(datatype) ? Number(value) : value);

// The table as a class of YASGUI's; `Table` is the one it comes with.
export function ours(Table) {
  return class extends Table {
    getCellContent(binding, prefixes) {
      const compact = Boolean(this.persistentConfig.compact);
      return el("div", null, el("span", null, content(binding, { ...known.prefixes, ...prefixes }, compact)));
    }

    getColumns() {
      const [numbers, ...columns] = super.getColumns();
      const prefixes = this.yasr.getPrefixes();
      return [numbers, ...columns.map((column) => ({ ...column, render: (binding, use) => this.rendered(binding, use, prefixes) }))];
    }

    rendered(binding, use, prefixes) {
      if (binding === "" || binding === undefined) return "";
      if (use === "sort") return sortable(binding);
      return use === "display" ? this.getCellContent(binding, prefixes) : binding.value;
    }
  };
}
