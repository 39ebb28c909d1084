import { cut, fit, widthOf } from "./cells.ts";
import { bytes, count, duration } from "./quantities.ts";
import { renderEndpoints, rowsOf } from "./render-endpoints.ts";
import type { ViewState } from "./state.ts";

/** One line of the terminal. */
export interface Line {
  readonly text: string;
  readonly style?: "bold" | "quiet";
}

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

const STATUS = { starting: "starting", online: "online", stopping: "stopping, waits for open connections" } as const;

/** What the terminal shows: as many lines as it has at most, none wider than it is. */
export function render(state: ViewState, { columns, rows }: Size): Line[] {
  const lines = [heading(state, columns), totals(state)];
  const room = Math.max(0, rows - lines.length);
  const endpoints = (most: number): Line[] => renderEndpoints(state.endpoints, { columns, rows: most });
  const wanted = {
    endpoints: 1 + rowsOf(state.endpoints),
    recent: 2 + Math.max(1, state.recent.length),
    log: 2 + Math.max(1, state.log.length),
  };
  const given = share(room, wanted);
  lines.push(
    ...section("", endpoints(given.endpoints - 1), given.endpoints),
    ...section("LAST CONNECTIONS", last(state.recent, given.recent - 2, "none yet"), given.recent),
    ...section("LOG", last(state.log, given.log - 2, "nothing yet"), given.log),
  );
  return lines.slice(0, rows).map(({ text, ...rest }) => ({ text: cut(text, columns).text, ...rest }));
}

interface Shares {
  readonly endpoints: number;
  readonly recent: number;
  readonly log: number;
}

/** Half of the room for endpoints, a quarter for the log, the rest for connections; what one does not need, others get. */
function share(room: number, wanted: Shares): Shares {
  // On a low terminal there is none: a title and one line would be all of it.
  const hasLog = room >= 12;
  let log = hasLog ? Math.min(wanted.log, Math.max(4, Math.floor(room / 4))) : 0;
  let endpoints = Math.min(wanted.endpoints, Math.ceil(room / 2));
  let recent = Math.min(wanted.recent, room - log - endpoints);
  endpoints = Math.min(wanted.endpoints, room - log - recent);
  if (hasLog) log = Math.min(wanted.log, room - endpoints - recent);
  recent = Math.min(wanted.recent, room - endpoints - log);
  return { endpoints, recent, log };
}

/** A blank line, a title and what stands under it; nothing at all where there is no room for one line of it. */
function section(title: string, content: readonly Line[], rows: number): Line[] {
  const lines: Line[] = [{ text: "" }, ...(title === "" ? [] : [{ text: title, style: "bold" } as const]), ...content];
  return rows < 3 ? [] : lines.slice(0, rows);
}

function last(texts: readonly string[], rows: number, nothing: string): Line[] {
  if (texts.length === 0) return [{ text: nothing, style: "quiet" }];
  return rows <= 0 ? [] : texts.slice(-rows).map((text) => ({ text }));
}

function heading({ version, status, source, uptime, workers, quitKey }: ViewState, columns: number): Line {
  const served = workers === undefined ? source : `${source}, ${workers} workers`;
  const left = `sluice ${version}  ${STATUS[status]}  ${duration(uptime)}  ${served}`;
  const right = status === "stopping" ? `${quitKey} again ends them` : `${quitKey} quits`;
  const room = columns - widthOf(right) - 2;
  return { text: room < widthOf("sluice") ? left : `${fit(left, room)}  ${right}`, style: "bold" };
}

function totals({ totals: { open, closed, refused, bytesIn, bytesOut } }: ViewState): Line {
  const flow = `${bytes(bytesIn)} in, ${bytes(bytesOut)} out`;
  return {
    text: `connections: ${count(open)} open, ${count(closed)} closed, ${count(refused)} of them refused; ${flow}`,
  };
}
