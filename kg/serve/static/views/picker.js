// A field in which a thing is looked up by name. In: what to call it, which kinds count, what to do with the choice.
// Out: a combobox with the server's hits below it.

import { get, stale } from "../api.js";
import { announce, el, shape } from "../dom.js";
import { count, t, typeName } from "../words.js";

const WAIT = 100;
const MOST = 8;
let made = 0;

export function picker({ label, kind = "", value = "", pick }) {
  made += 1;
  const id = `pick-${made}`;
  const list = el("ul", { id, role: "listbox", "aria-label": label, hidden: true });
  const field = el("input", { type: "text", role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": id, "aria-label": label,
    placeholder: label, autocomplete: "off", autocapitalize: "off", spellcheck: "false", value });
  const root = el("div", { class: "picker" }, field, list);
  const found = { hits: [], at: -1 };
  const open = (is) => {
    list.hidden = !is;
    field.setAttribute("aria-expanded", String(is));
    if (!is) field.removeAttribute("aria-activedescendant");
  };
  const mark = () => [...list.querySelectorAll("[role=option]")].forEach((item, place) => {
    item.setAttribute("aria-selected", String(place === found.at));
    if (place === found.at) field.setAttribute("aria-activedescendant", item.id);
  });
  const take = (place) => {
    if (!found.hits[place]) return;
    open(false);
    field.value = "";
    pick(found.hits[place].ref);
  };
  const show = ({ hits, more }) => {
    Object.assign(found, { hits, at: hits.length ? 0 : -1 });
    const rest = more ? [el("li", { class: "none", role: "presentation" }, t("more_results", { count: count(more) }))] : [];
    list.replaceChildren(...hits.map((hit, place) => option(hit, `${id}-${place}`, () => take(place))), ...(hits.length ? rest : [el("li", { class: "none", role: "presentation" }, t("nothing", { query: field.value }))]));
    announce(hits.length ? t("results", { count: count(hits.length + more) }) : t("nothing", { query: field.value }));
    open(true);
    mark();
  };
  const ask = asking(field, kind, show, () => open(false));
  field.addEventListener("input", ask);
  field.addEventListener("keydown", (event) => keys(event, { list, found, mark, take, open }));
  root.addEventListener("focusout", (event) => root.contains(event.relatedTarget) || open(false));
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  return root;
}

function option({ ref, name, where, facts }, id, onclick) {
  const side = [typeName(ref.type), where, facts ? t("fact_count", { count: count(facts) }) : ""].filter(Boolean).join(" · ");
  return el("li", { id, role: "option", "aria-selected": "false", onclick }, shape(ref.kind),
    el("span", { class: "both" }, el("bdi", null, ref.label), name && name !== ref.label ? el("span", { class: "quiet" }, ` ${name}`) : null, el("span", { class: "side" }, side)));
}

// Asks once typing has paused; only the last question is answered.
function asking(field, kind, show, close) {
  let running = new AbortController();
  let waiting = 0;
  const ask = async () => {
    running = new AbortController();
    try {
      show(await get("search", { q: field.value.trim(), kind, limit: MOST }, running.signal));
    } catch (error) {
      if (!stale(error)) announce(error.message);
    }
  };
  return () => {
    clearTimeout(waiting);
    running.abort();
    if (!field.value.trim()) close();
    else waiting = setTimeout(ask, WAIT);
  };
}

function keys(event, { list, found, mark, take, open }) {
  if (event.isComposing || list.hidden) return;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step && found.hits.length) {
    found.at = (found.at + step + found.hits.length) % found.hits.length;
    mark();
  } else if (event.key === "Enter") take(found.at);
  else if (event.key === "Escape") open(false);
  else return;
  event.preventDefault();
  event.stopPropagation();
}
