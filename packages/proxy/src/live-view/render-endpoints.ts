import { fit, widthOf } from "./cells.ts";
import { bytes, count } from "./quantities.ts";
import type { Line, Size } from "./render.ts";
import type { DecisionState, EndpointState } from "./state.ts";

const NUMBERS = ["OPEN", "CLOSED", "IN", "OUT"] as const;
const NUMBER_WIDTH = 8;
/** Narrower, there is room for the endpoint alone. */
const LEAST_FOR_NUMBERS = 60;

/** A table of endpoints, each with its decisions below it. */
export function renderEndpoints(endpoints: readonly EndpointState[], { columns, rows }: Size): Line[] {
  const shown = rows < rowsOf(endpoints) ? busiestFirst(endpoints) : endpoints;
  const numbers = columns >= LEAST_FOR_NUMBERS ? NUMBERS.length * NUMBER_WIDTH : 0;
  const room = columns - numbers;
  const widest = Math.max(8, ...shown.slice(0, 100).map((endpoint) => widthOf(textOf(endpoint))));
  const width = Math.min(widest, room);
  const lines: Line[] = [];
  const add = (text: string, values: readonly string[]): void => {
    lines.push({
      text: fit(text, width) + (numbers > 0 ? values.map((value) => fit(value, NUMBER_WIDTH, "right")).join("") : ""),
    });
  };
  add("ENDPOINT", NUMBERS);
  let left = shown.length;
  for (const endpoint of shown) {
    const more = left > 1 ? 1 : 0;
    if (lines.length + 1 + more > rows) break;
    left -= 1;
    const { open, closed, bytesIn, bytesOut, decisions } = endpoint;
    add(textOf(endpoint), [open === undefined ? "?" : count(open), count(closed), bytes(bytesIn), bytes(bytesOut)]);
    for (const decision of decisions) {
      if (lines.length + 1 + (left > 0 ? 1 : 0) > rows) break;
      lines.push({ text: `    ${decisionText(decision)}` });
    }
  }
  if (left > 0 && lines.length < rows) lines.push({ text: `… ${count(left)} more`, style: "quiet" });
  return lines.map((line, index) => (index === 0 ? { ...line, style: "bold" } : line));
}

function textOf({ name, url, at, upstream }: EndpointState): string {
  const target = upstream === undefined ? "no upstream" : upstream;
  return `${name === undefined ? "" : `${name}  `}${url} → ${target}${at === "" ? "" : `  (${at})`}`;
}

function decisionText({ rule, outcomes }: DecisionState): string {
  return `${rule}: ${outcomes.map(([outcome, times]) => `${count(times)} ${outcome}`).join(", ")}`;
}

/** Rows that a table of all of them takes. */
export function rowsOf(endpoints: readonly EndpointState[]): number {
  return endpoints.reduce((rows, { decisions }) => rows + 1 + decisions.length, 1);
}

/** Where there is no room for all, those that nothing happens at are the ones to miss. */
function busiestFirst(endpoints: readonly EndpointState[]): EndpointState[] {
  return [...endpoints].sort((a, b) => (b.open ?? 0) - (a.open ?? 0) || b.closed - a.closed);
}
