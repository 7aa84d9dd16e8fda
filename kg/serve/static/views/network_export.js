// What is shown, to take away. In: nodes and lines, or the canvas; out: a table (CSV), or a picture (PNG).

import { t, typeName } from "../words.js";
import { lineName } from "./network_list.js";

const COLUMNS = ["csv_from", "csv_from_type", "csv_line", "csv_to", "csv_to_type", "csv_from_iri", "csv_to_iri", "csv_facts"];

// A cell that no spreadsheet takes for a formula, and no reader for two.
function cell(text) {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export function csvOf({ nodes, edges }) {
  const rows = edges.map((edge) => {
    const [from, to] = [nodes.get(edge.source), nodes.get(edge.target)];
    return [from.label, typeName(from.type), lineName(edge), to.label, typeName(to.type), from.iri, to.iri, (edge.facts || []).join(" ")];
  });
  const text = [COLUMNS.map((name) => t(name)), ...rows].map((row) => row.map((value) => cell(String(value))).join(",")).join("\r\n");
  return new Blob(["\ufeff", text, "\r\n"], { type: "text/csv;charset=utf-8" });
}

// The sheets of the canvas, one over the other on the colour of the page.
export function pngOf(canvas) {
  const sheets = [...canvas.querySelectorAll("canvas")];
  const picture = Object.assign(document.createElement("canvas"), { width: sheets[0].width, height: sheets[0].height });
  const pen = picture.getContext("2d");
  pen.fillStyle = getComputedStyle(document.documentElement).getPropertyValue("--paper");
  pen.fillRect(0, 0, picture.width, picture.height);
  for (const sheet of sheets) pen.drawImage(sheet, 0, 0);
  return new Promise((done) => picture.toBlob(done, "image/png"));
}
