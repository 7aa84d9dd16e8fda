// The start: words are fetched, the header is set up, and whatever the address asks for is shown, now and after every
// change. A view is {name, title, full?, show(container, state, signal)}: `show` fills the container and gives back what
// cleans up after it, or nothing; `full` is a view that takes all the room below the header. What cleans up may have an
// `update(state, signal)`, asked first when the same view is to show another state: true says that it has done so.
import { announce, el, failure, visible } from "./dom.js";
import { Failure, get, stale } from "./api.js";
import * as header from "./header.js";
import { now, on } from "./state.js";
import { language, learn, t } from "./words.js";

const VIEWS = {
  home: () => import("./views/home.js"), entity: () => import("./views/entity.js"), article: () => import("./views/article.js"),
  network: () => import("./views/network.js"), whole: () => import("./views/whole.js"), timeline: () => import("./views/timeline.js"),
  facts: () => import("./views/facts.js"), questions: () => import("./views/questions.js"), articles: () => import("./views/articles.js"),
  entities: () => import("./views/entities.js"),
};
const main = document.getElementById("main");
const root = document.documentElement;
let running = new AbortController();
let shown = { name: "", language: "", clean: null };

function busy(is) {
  main.setAttribute("aria-busy", String(is));
  document.getElementById("progress").hidden = !is;
}

async function render(state, how) {
  running.abort();
  running = new AbortController();
  const { signal } = running;
  root.dataset.ready = "false";
  const late = setTimeout(() => busy(true), 120);
  try {
    if (!(await updated(state, signal))) await replaced(state, how, signal);
    if (signal.aborted) return;
    settled(state, how);
  } catch (error) {
    if (!stale(error) && !signal.aborted) failed(error);
  } finally {
    clearTimeout(late);
    if (!signal.aborted) busy(false);
  }
}

async function updated(state, signal) {
  if (shown.name !== state.view || shown.language !== language() || !shown.clean?.update) return false;
  return shown.clean.update(state, signal);
}

async function replaced(state, how, signal) {
  if (!VIEWS[state.view]) throw new Error(t("no_view", { view: state.view }));
  const { view } = await VIEWS[state.view]().catch(unreached);
  const page = el("div", { class: `page ${view.full ? "full" : ""}`, "data-view": view.name });
  const swap = () => {
    shown.clean?.();
    shown = { name: view.name, language: language(), clean: null };
    document.body.classList.toggle("full", Boolean(view.full));
    main.replaceChildren(page);
  };
  const focused = how?.fresh ? null : keyOf(document.activeElement);
  document.title = t(view.title);
  if (view.full) swap();   // it has to know how much room there is
  const clean = await view.show(page, state, signal);
  if (signal.aborted) return clean?.();
  if (!view.full) swap();
  if (focused) main.querySelector(focused)?.focus({ preventScroll: true });
  shown.clean = clean || null;
}

// What finds the same link or field again after the page was built anew; nothing outside it.
function keyOf(node) {
  if (!node || !main.contains(node)) return null;
  if (node.dataset.key) return `[data-key="${CSS.escape(node.dataset.key)}"]`;
  return node.id ? `#${CSS.escape(node.id)}` : null;
}

// The part of the program that shows a view could not be fetched.
function unreached(error) {
  throw error instanceof TypeError ? new Failure(t("failed_network")) : error;
}

function settled(state, how) {
  header.update(state);
  const heading = main.querySelector("h1");
  document.title = visible([heading?.dataset.title || heading?.textContent, t("title")].filter(Boolean).join(" · "));
  if (how?.fresh && !how.back) main.focus({ preventScroll: true });
  if (how && how.y !== null) scrollTo(0, how.y);
  root.dataset.ready = "true";
  main.dispatchEvent(new CustomEvent("shown"));
}

function failed(error) {
  shown.clean?.();
  shown = { name: "", language: "", clean: null };
  main.replaceChildren(el("div", { class: "page" }, el("h1", null, t("went_wrong")), failure(error, () => render(now(), null))));
  announce(error.message);
  header.update(now());
  root.dataset.ready = "true";
}

// Words of the frame, which stands in the page's own HTML.
function translate() {
  root.lang = language() === "zh" ? "zh-Hans" : "en";
  for (const node of document.querySelectorAll("[data-t]")) node.textContent = visible(t(node.dataset.t));
  for (const node of document.querySelectorAll("[data-t-label]")) node.setAttribute("aria-label", t(node.dataset.tLabel));
  for (const node of document.querySelectorAll("[data-t-placeholder]")) node.setAttribute("placeholder", t(node.dataset.tPlaceholder));
}

async function start() {
  try {
    learn(await get("words"));
  } catch (error) {
    // Without words only the server's own error can be told, or what the page says itself.
    const told = /^failed_/.test(error.message) ? document.getElementById("silence").textContent : error.message;
    root.dataset.ready = "true";
    return main.replaceChildren(el("div", { class: "page" }, el("p", { class: "notice failed", role: "alert" }, told)));
  }
  header.start();
  translate();
  header.update(now());    // the first page may be long in coming; there are ways to others meanwhile
  on((state, how) => {
    translate();
    render(state, how);
  });
  return render(now(), { fresh: false, y: history.state?.y ?? 0 });
}

start();
