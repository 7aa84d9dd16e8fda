"use strict";
// What the page is made of. In: the JSON blocks of the page. Out: the scene, the words, what the user has chosen, and makers of elements.

const read = (id) => JSON.parse(document.getElementById(id).textContent);
const scene = read("scene");
const words = read("words");
const size = scene.entities.length;
const byIri = new Map();
const reduced = matchMedia("(prefers-reduced-motion: reduce)");
const dark = matchMedia("(prefers-color-scheme: dark)");
const narrow = matchMedia("(max-width: 720px)");
const $ = (id) => document.getElementById(id);

const state = {
  language: navigator.language.startsWith("zh") ? "zh" : "en",
  selected: null,          // number of a node
  article: null,           // number of an article
  fact: null,              // number of a fact that has no node
  off: new Set(),          // "Kind/Type" of the types that are filtered out, "tenure" and "link" of the lines
  loose: false,            // whether entities without any line are drawn
  open: new Set(),         // kinds whose types are listed in the legend
};

const t = (key, values = {}) =>
  words.words[key][state.language].replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
const named = (type) => (words.types[type] ? words.types[type][state.language] : type);
const role = (name) => (words.roles[name] ? words.roles[name][state.language] : name);

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
