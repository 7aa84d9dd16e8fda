// What the server knows. In: the name of a question to /api and its values; out: its answer, or a Failure that says in
// one line what is wrong and how to mend it.
import { t } from "./words.js";

export class Failure extends Error {}

function query(values) {
  const kept = Object.entries(values).filter(([, value]) => value !== null && value !== undefined && value !== "");
  return new URLSearchParams(kept).toString();
}

// The answer as plain data. Raises Failure; an aborted request raises what the signal says.
export async function get(name, values = {}, signal = undefined) {
  const response = await reach(`/api/${encodeURIComponent(name)}?${query(values)}`, signal);
  const answer = await response.json().catch(() => null);
  if (signal?.aborted) throw signal.reason;
  if (response.status === 404) throw new Failure(t("failed_missing"));
  if (!response.ok || answer === null) throw new Failure(answer?.error ? t("failed_asked", { error: answer.error }) : t("failed_status", { status: response.status }));
  return answer;
}

async function reach(address, signal) {
  try {
    return await fetch(address, { signal, headers: { Accept: "application/json" } });
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    throw new Failure(t("failed_network"));
  }
}

// The address of the same answer as a CSV table.
export function csv(name, values = {}) {
  return `/api/${encodeURIComponent(name)}?${query({ ...values, format: "csv" })}`;
}

// Whether an error only says that nobody waits for the answer any more.
export const stale = (error) => error?.name === "AbortError";
