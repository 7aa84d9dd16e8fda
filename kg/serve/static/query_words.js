// YASGUI speaks English; this says its few words in the reader's language. In: its element and phrases {English: Chinese};
// out: a watcher that changes what it writes, save in the editor and in results, whose words are not its own.
import { language } from "./words.js";

const FOREIGN = ".CodeMirror-code, .CodeMirror-lines, .yasr_results td, .yasr_results th, .yasqe_sharePopup input, .errorResult";
const ATTRIBUTES = ["title", "aria-label", "placeholder"];

export function translated(root, phrases) {
  if (language() !== "zh") return;
  const watcher = new MutationObserver((changes) => {
    for (const { target, addedNodes } of changes) for (const node of [target, ...addedNodes]) below(node, phrases);
  });
  watcher.observe(root, { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ATTRIBUTES });
}

function below(node, phrases) {
  if (node.nodeType === Node.TEXT_NODE) return words(node, phrases);
  if (node.nodeType !== Node.ELEMENT_NODE || node.closest(FOREIGN)) return;
  for (const name of ATTRIBUTES) attribute(node, name, phrases);
  for (const child of node.childNodes) below(child, phrases);
}

function words(node, phrases) {
  const said = phrase(node.data, phrases);
  if (said !== node.data && !node.parentElement?.closest(FOREIGN)) node.data = said;
}

function attribute(node, name, phrases) {
  const text = node.getAttribute(name);
  const said = text && phrase(text, phrases);
  if (said && said !== text) node.setAttribute(name, said);
}

// A phrase may have numbers in it: "{n}" stands for one.
function phrase(text, phrases) {
  const numbers = text.match(/\d+(\.\d+)?/g) || [];
  const found = phrases[text.trim()] || phrases[text.trim().replace(/\d+(\.\d+)?/g, "{n}")];
  return found ? numbers.reduce((said, number) => said.replace("{n}", number), found) : text;
}
