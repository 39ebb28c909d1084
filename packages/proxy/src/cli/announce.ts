import type { About } from "../log/names.ts";
import type { ListenResult } from "../proxy.ts";
import type { ListeningEndpoint } from "../traffic-proxy.ts";
import { say } from "./say.ts";

/** Says what is listened on, and after a change what is new and what is no longer. */
export class Announcer {
  #endpoints: readonly ListeningEndpoint[] = [];
  #roots: string | undefined;

  announce({ endpoints, roots }: ListenResult & { readonly ok: true }): void {
    const [before, rootsBefore] = [this.#endpoints, this.#roots];
    this.#endpoints = endpoints;
    this.#roots = roots;
    const { added, removed } = changedBetween(before, endpoints);
    for (const [line, about] of added) say(line, about);
    if (roots !== undefined && roots !== rootsBefore) say(...rootsLine(roots));
    for (const [line, about] of removed) say(`no longer: ${line}`, { ...about, event: "not-listening" });
    if (rootsBefore !== undefined && roots !== rootsBefore) {
      const [line, about] = rootsLine(rootsBefore);
      say(`no longer: ${line}`, { ...about, event: "not-listening" });
    }
  }
}

type Lines = ReadonlyMap<string, About>;

/** Lines of which only one of two lists has any. Most of thousands stand in both where they stood: they are compared, not written. */
function changedBetween(
  before: readonly ListeningEndpoint[],
  now: readonly ListeningEndpoint[],
): { readonly added: Lines; readonly removed: Lines } {
  const most = Math.min(before.length, now.length);
  let start = 0;
  while (start < most && isSame(before[start], now[start])) start++;
  let end = 0;
  while (end < most - start && isSame(before.at(-1 - end), now.at(-1 - end))) end++;
  if (start + end === before.length && start + end === now.length) return { added: new Map(), removed: new Map() };
  const [old, fresh] = [linesOf(before), linesOf(now)];
  return { added: without(fresh, old), removed: without(old, fresh) };
}

function isSame(one: ListeningEndpoint | undefined, other: ListeningEndpoint | undefined): boolean {
  return (
    one?.url === other?.url && one?.name === other?.name && one?.port === other?.port && one?.address === other?.address
  );
}

function without(lines: Lines, others: Lines): Lines {
  return new Map([...lines].filter(([line]) => !others.has(line)));
}

function linesOf(endpoints: readonly ListeningEndpoint[]): Lines {
  const lines = new Map<string, About>();
  for (const { name, url, address, port } of endpoints) {
    const where = address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;
    const fields = { address, port, url, ...(name === undefined ? {} : { endpoint: name }) };
    const line = `listening on ${where} for ${url}${name === undefined ? "" : ` (${name})`}`;
    lines.set(line, { event: "listening", fields });
  }
  return lines;
}

function rootsLine(roots: string): [line: string, about: About] {
  return [`upstreams are verified against the roots of ${roots}`, { event: "roots", fields: { roots } }];
}
