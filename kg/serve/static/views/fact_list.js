// Facts with the sentences that say so, a few at a time. In: what /api/facts is asked; out: a list that grows.

import { get, stale } from "../api.js";
import { announce, el, empty, failure } from "../dom.js";
import { factCard } from "../reading.js";
import { count, t } from "../words.js";

const STEP = 20;

// {root, load(signal)}; `load` brings the next ones.
export function factList(values) {
  const head = el("p", { class: "quiet", role: "status" });
  const items = el("ol", { class: "fact-list" });
  const more = el("button", { type: "button", class: "button", hidden: true });
  const root = el("div", null, head, items, more);
  const load = async (signal) => {
    const { total, rows } = await get("facts", { ...values, sort: "date", offset: items.children.length, limit: STEP }, signal);
    items.append(...rows.map((row) => el("li", null, factCard(row))));
    if (!total) root.replaceChildren(empty(t("no_facts_here")));
    const left = total - items.children.length;
    head.textContent = t("fact_count", { count: count(total) });
    more.textContent = t("more_facts", { count: count(Math.min(left, STEP)), left: count(left) });
    more.hidden = left <= 0;
  };
  more.addEventListener("click", () => load().then(() => announce(head.textContent)).catch((error) => stale(error) || more.before(failure(error, () => load()))));
  return { root, load };
}
