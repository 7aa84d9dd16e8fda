// The query page: YASGUI with the graph's own endpoint, prefixes, terms and questions, in the explorer's frame. In: the
// address (`?query=…` is shown, never run by itself); out: the page. Nothing is asked of any other host.
import { announce, el, visible } from "./dom.js";
import { get } from "./api.js";
import * as header from "./header.js";
import { language, learn, said, store, t } from "./words.js";
import * as table from "./query_table.js";
import { translated } from "./query_words.js";

const ENDPOINT = `${location.origin}/sparql`;
const FIRST = "SELECT ?name ?text WHERE {\n  ?fact a kg:Action ;\n    rdfs:label ?name ;\n    kg:evidence/kg:text ?text .\n} LIMIT 10";
const HEADER = /^# (title_en|title_zh|required|optional|example): .*\n/gm;
const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffc]/;
const { Yasgui } = window;
const $ = (id) => document.getElementById(id);
const value = (name) => new URLSearchParams(location.search).get(name);

// What one of the sources says, or nothing where it cannot be had: the editor works without.
const tried = (promise) => promise.catch(() => null);

async function terms() {
  const response = await fetch("/query/terms");
  return response.json();
}

// The permanent address of a query.
function address(query) {
  return `${location.origin}/query?${new URLSearchParams({ query })}`;
}

// A query with the prefixes that it uses and does not declare: the endpoint knows them, the editor and others do not.
function declared(query, prefixes) {
  const uses = (prefix) => new RegExp(`(^|[^\\w:<])${prefix}:`).test(query) && !new RegExp(`prefix\\s+${prefix}:`, "i").test(query);
  const used = Object.entries(prefixes).filter(([prefix]) => uses(prefix));
  return `${used.map(([prefix, namespace]) => `PREFIX ${prefix}: <${namespace}>\n`).join("")}${query}`;
}

function complete({ namespace, classes, properties }, prefixes) {
  const starting = (names) => (_, token) => names.map((name) => namespace + name).filter((iri) => iri.startsWith(token.autocompletionString || ""));
  const completers = Yasgui.Yasqe.Autocompleters;
  Object.assign(completers.class, { get: starting(classes), autoShow: false });
  Object.assign(completers.property, { get: starting(properties), autoShow: false });
  completers.prefixes.get = () => Object.entries(prefixes).map(([prefix, iri]) => `${prefix}: <${iri}>`).sort();
}

function settings(prefixes) {
  return {
    autofocus: false, populateFromUrl: false, persistenceId: "tuzhi", tabName: t("query_tab"), copyEndpointOnNewTab: false,
    requestConfig: { endpoint: ENDPOINT, method: "POST" },
    endpointCatalogueOptions: { getData: () => [], keys: [] },
    yasqe: { value: declared(FIRST, prefixes), resizeable: true, screenReaderLabel: t("query_editor"), editorHeight: "260px", specialChars: UNSEEN, prefixCcApi: null },
    yasr: { prefixes },
  };
}

// An error in one line, as the endpoint says it.
async function refused(error) {
  const told = error.text || error.statusText;
  if (/^(signal is|the operation was) aborted/i.test(told)) return el("p", { class: "quiet" }, t("query_stopped"));
  const lost = !error.status && (!told || /fetch|network/i.test(told));
  return el("p", { class: "refused", role: "alert" }, lost ? t("failed_network") : told);
}

// The raw response, with what acts unseen in it spelt out.
function spelt(Response) {
  return class extends Response {
    draw(settings) {
      super.draw(settings);
      this.cm.setOption("specialChars", UNSEEN);
      this.cm.setOption("screenReaderLabel", t("query_response"));
    }
  };
}

// Every tab asks our endpoint, whatever an older visit left in the browser's memory.
function held(yasgui) {
  for (const tab of Object.values(yasgui._tabs)) tab.setEndpoint(ENDPOINT);
}

// A button for a new tab, beside the list of tabs: YASGUI's own stands within it, where only tabs may.
function adding(yasgui) {
  const row = el("div", { class: "tabsRow" });
  const button = el("button", { type: "button", class: "tool", "aria-label": t("query_new"), title: t("query_new"), onclick: () => yasgui.addTab(true) }, "+");
  yasgui.tabElements._tabsListEl.before(row);
  row.append(yasgui.tabElements._tabsListEl, button);
}

// Opens a query in a tab of its own, or the tab that has it already. It is not run: that is for the reader to press.
function open(yasgui, name, query) {
  const there = Object.values(yasgui._tabs).find((tab) => tab.getPersistedJson().yasqe.value.trim() === query.trim());
  const title = visible(name);
  if (there) yasgui.selectTabId(there.getId());
  else yasgui.addTab(true, { name: yasgui.createTabName(title), yasqe: { value: query } });
  yasgui.getTab().getYasqe().focus();
  announce(t("query_opened", { name: title }));
}

// A question as a query to be read: of the head that the program reads, only the title is left.
const readable = (question) => `# ${said(question.title)}\n${question.sparql.replace(HEADER, "")}`;

function saved(yasgui, questions) {
  $("questions").replaceChildren(...questions.map((question) => {
    const values = Object.entries(question.example || {}).map(([name, given]) => `${name} = ${given}`).join(", ");
    const click = () => open(yasgui, said(question.title), readable(question));
    return el("li", null, el("button", { type: "button", onclick: click }, el("span", null, said(question.title)), values && el("small", null, values)));
  }));
  $("saved").hidden = !questions.length;
}

function translate() {
  document.documentElement.lang = language() === "zh" ? "zh-Hans" : "en";
  document.title = `${t("query_title")} · ${t("title")}`;
  for (const node of document.querySelectorAll("[data-t]")) node.textContent = visible(t(node.dataset.t));
  for (const node of document.querySelectorAll("[data-t-label]")) node.setAttribute("aria-label", t(node.dataset.tLabel));
  for (const node of document.querySelectorAll("[data-t-placeholder]")) node.setAttribute("placeholder", t(node.dataset.tPlaceholder));
}

// The header is the explorer's, but language and link are those of this page.
function frame(yasgui) {
  instead("language", () => {
    store("language", language() === "zh" ? "en" : "zh");
    const values = new URLSearchParams(location.search);
    values.delete("lang");
    location.assign(values.size ? `/query?${values}` : "/query");
  });
  instead("copy", async () => {
    const done = await navigator.clipboard.writeText(address(yasgui.getTab().getYasqe().getValue())).then(() => true, () => false);
    announce(t(done ? "copied" : "not_copied"));
    $("copy").classList.toggle("done", done);
  });
  header.start();
  header.update({ view: "query" });
  const here = $("views").querySelector("[href='/query']");
  here.setAttribute("aria-current", "page");
  here.scrollIntoView({ block: "nearest", inline: "nearest" });
}

function instead(id, act) {
  $(id).addEventListener("click", (event) => {
    event.stopImmediatePropagation();
    act();
  }, { capture: true });
}

function editor(about, known, questions) {
  const prefixes = about?.prefixes || { kg: known.namespace, rdfs: "http://www.w3.org/2000/01/rdf-schema#" };
  complete(known, prefixes);
  table.learn({ base: about?.base || "", kinds: known.kinds, prefixes });
  const { Yasr } = Yasgui;
  Object.assign(Yasr.defaults, { errorRenderers: [refused], maxPersistentResponseSize: 0 });
  Yasr.registerPlugin("table", table.ours(Yasr.plugins.table));
  Yasr.registerPlugin("response", spelt(Yasr.plugins.response));
  Yasgui.Tab.prototype.getShareableLink = function share() {
    return address(this.getYasqe().getValue());
  };
  const yasgui = new Yasgui($("yasgui"), settings(prefixes));
  held(yasgui);
  adding(yasgui);
  const asked = value("query");
  const named = asked && questions.find((question) => readable(question).trim() === asked.trim());
  if (asked) open(yasgui, named ? said(named.title) : t("query_linked"), declared(asked, prefixes));
  return yasgui;
}

async function start() {
  const [words, about, questions, known] = await Promise.all([tried(get("words")), tried(get("about")), tried(get("questions")), terms()]);
  learn({ ...words, words: { ...words?.words, ...known.words } });
  if (matchMedia("(max-width: 900px)").matches) $("saved").open = false;
  translate();
  translated($("yasgui"), known.phrases);
  const yasgui = editor(about, known, questions || []);
  saved(yasgui, questions || []);
  frame(yasgui);
  document.documentElement.dataset.ready = "true";
}

start();
