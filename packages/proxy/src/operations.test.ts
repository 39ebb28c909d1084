import { describe, expect, test } from "vitest";
import { ANSWER_WITHIN_MS, connectionsFor, type OverloadCode } from "./admission/index.ts";
import { LOOK_EVERY_MS } from "./cli/reloading.ts";
import { startCommand } from "./cli/start.ts";
import { DEFAULT_DRAIN_MS, HURRY_MS, REST_MS } from "./cli/stop-signal.ts";
import { LONGEST_MS, STEADY_MS } from "./cluster/back-off.ts";
import { COMMIT_WITHIN_MS, END_WITHIN_MS, PREPARE_WITHIN_MS } from "./cluster/crew.ts";
import { TAKE_WITHIN_MS } from "./cluster/member.ts";
import { DURATION_HINT, parseDuration } from "./config/duration.ts";
import { loadConfig } from "./config/load.ts";
import type { Peek } from "./connection/client-side.ts";
import type { ProxyHeaderRefusal } from "./connection/proxy-header.ts";
import { FIRST_BACK_OFF, LONGEST_BACK_OFF } from "./endpoints/health.ts";
import { DEFAULT_LIMITS } from "./limits.ts";
import type { Reason } from "./refuse.ts";
import { RELOAD_DEADLINE_MS } from "./reload/reloader.ts";
import { FIRST_RETRY_MS, LONGEST_RETRY_MS } from "./reload/retry.ts";
import { Page } from "./testing/page.ts";
import { testShownConfigurations } from "./testing/shown-configurations.ts";
import { NEXT_ADDRESS_AFTER } from "./upstream/dial.ts";
import { PROXY_TLVS } from "./upstream/proxy-header.ts";
import { MOST_WAITING } from "./waiting-room.ts";

/** All that there are of the unions: another would not compile. */
const CODES: Readonly<
  Record<OverloadCode | Reason["code"] | ProxyHeaderRefusal | `client-hello-${Exclude<Peek["kind"], "hello">}`, true>
> = {
  "max-connections": true,
  "max-connections-client": true,
  "max-connections-prefix": true,
  "max-connections-endpoint": true,
  "accept-rate": true,
  descriptors: true,
  "limits-unanswered": true,
  "no-worker": true,
  "not-in-force": true,
  "proxy-header-missing": true,
  "proxy-header-invalid": true,
  "proxy-header-late": true,
  "client-hello-malformed": true,
  "client-hello-not-tls": true,
  "client-hello-too-large": true,
  "client-hello-late": true,
};
/** Those that are no union's. */
const OTHER_CODES = ["unrecognized-name", "not-handled", "client-closed", "internal-error"];
const UNITS: Readonly<Record<string, number>> = { s: 1_000, min: 60_000 };

const page = new Page("operations.md");

describe("docs/operations.md", () => {
  test("names every flag with its default", () => {
    const named = page.table("## Start and stop").map(({ flag, default: value = "" }) => [flag, value]);
    const flags = startCommand().options.map(({ long, defaultValue }) => [
      long,
      typeof defaultValue === "string" ? defaultValue : undefined,
    ]);
    expect(named.map(([flag]) => flag).toSorted()).toEqual(flags.map(([flag]) => flag).toSorted());
    for (const [flag, value] of flags) {
      if (value !== undefined) expect(named).toContainEqual([flag, value]);
    }
  });

  test("names the times that hold", () => {
    const written = page.table("## Times").map(({ what, default: time = "" }) => [what, millisecondsOf(time)]);
    expect(Object.fromEntries(written)).toEqual({
      "the ClientHello, and a PROXY header before it, from the accept": DEFAULT_LIMITS.clientHello,
      "the TLS handshake, from the hello": DEFAULT_LIMITS.handshake,
      "dialling one upstream, its TLS included": DEFAULT_LIMITS.connect,
      "the next address of an upstream's name": NEXT_ADDRESS_AFTER,
      "idle, each side": DEFAULT_LIMITS.idle,
      "a refused client, to take note of it": DEFAULT_LIMITS.linger,
      "running connections, once it stops": DEFAULT_DRAIN_MS,
      "what is left of the process then": REST_MS,
      "all of the process, from a second signal on": HURRY_MS,
      "a pool's member that could not be dialled, first": FIRST_BACK_OFF,
      "the same, at most": LONGEST_BACK_OFF,
      "reading a configuration, and applying it": RELOAD_DEADLINE_MS,
      "a reload that could not be applied, until it is tried again, first": FIRST_RETRY_MS,
      "a reload that could not be applied, at most": LONGEST_RETRY_MS,
      "a look for changes that the system did not tell": LOOK_EVERY_MS,
      "a worker, to make a configuration ready": PREPARE_WITHIN_MS,
      "a worker, to go over to it, or to drop it": COMMIT_WITHIN_MS,
      "a worker, to end after its connections": END_WITHIN_MS,
      "a worker, to take over a connection": TAKE_WITHIN_MS,
      "an answer whether there is room": ANSWER_WITHIN_MS,
      "a worker has run, and is no crash loop": STEADY_MS,
      "the longest pause in a crash loop": LONGEST_MS,
    });
    expect(page.text).toContain(`The default is ${DEFAULT_DRAIN_MS / 1_000} s.`);
    expect(END_WITHIN_MS + REST_MS).toBeLessThan(HURRY_MS);
    expect(page.text).toContain(`Keep \`drain_timeout\` ${(END_WITHIN_MS + REST_MS) / 1_000} s below that`);
    expect(PREPARE_WITHIN_MS + COMMIT_WITHIN_MS).toBeLessThan(RELOAD_DEADLINE_MS);
  });

  test("names the limits that can be set, with the defaults that they have", async () => {
    const defaults = new Map(page.table("## Limits").map(({ key = "", default: value }) => [key, value]));
    const most = "max_connections: 1";
    const limits = `limits: { ${most}, per_client: { ${most}, accept_rate: { per_second: 7 } }, per_prefix: { ${most} } }`;
    const { config } = await loadConfig(`${limits}\nendpoints: [{ url: tcp://a.example:1, upstream: { url: 1 } }]\n`);
    const { perClient, perPrefix, maxConnections } = config?.limits ?? {};
    expect([maxConnections, perClient?.maxConnections, perPrefix?.maxConnections]).toEqual([1, 1, 1]);
    expect(perClient?.acceptRate).toEqual({ perSecond: 7, burst: 7 });
    expect(defaults).toEqual(
      new Map([
        ["limits.max_connections", "as descriptors allow"],
        ["limits.per_client.max_connections", "none"],
        ["limits.per_client.accept_rate.per_second", "none"],
        ["limits.per_prefix.max_connections", "none"],
        ["limits.per_prefix.ipv4", String(perPrefix?.ipv4)],
        ["limits.per_prefix.ipv6", String(perPrefix?.ipv6)],
        ["max_connections of an endpoint", "none"],
      ]),
    );
  });

  test("says how many connections descriptors are enough for", () => {
    const number = (text = ""): number => Number(text.replaceAll(",", ""));
    for (const row of page.table("## Descriptors")) {
      expect(number(row.connections)).toBe(connectionsFor(number(row["limit of open files"])));
    }
  });

  test("says how many wait for a prepared update", () => {
    expect(page.text).toContain(`where ${MOST_WAITING} wait\nalready`);
  });

  test("names every code of a refusal", () => {
    const named = page.table("## Codes").map(({ code }) => code);
    expect(named.toSorted()).toEqual([...Object.keys(CODES), ...OTHER_CODES].toSorted());
  });

  test("names every TLV that is sent", () => {
    expect(/\| TLV \|[^\n]*\n[^\n]*\n((?:\|.*\n)+)/.exec(page.text)?.[1]?.match(/^\| `(\w+)`/gm)).toEqual(
      PROXY_TLVS.map((name) => `| \`${name}\``),
    );
  });

  test("writes durations as they are read", () => {
    expect(parseDuration("24h")).toBeDefined();
    for (const unit of DURATION_HINT.match(/`[a-z]+`/g) ?? [])
      expect(parseDuration(`1${unit.slice(1, -1)}`)).toBeDefined();
  });

  testShownConfigurations(page, async () => "203.0.113.0/24\n");
});

/** Of `5 min` or `3 s`. */
function millisecondsOf(text: string): number {
  const [, number, unit = ""] = /^(\d+) (\w+)$/.exec(text) ?? [];
  return Number(number) * (UNITS[unit] ?? Number.NaN);
}
