// The shown lines as a table. In: nodes and lines; out: a CSV file.

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
