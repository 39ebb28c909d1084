import { describe, expect, test } from "vitest";
import type { ConnectionEvent } from "./event.ts";
import { readableLine } from "./readable.ts";
import { lineSink } from "./sinks.ts";
import { type EventSketch, eventOf } from "./testing/event.ts";

function eventWith(change: EventSketch): ConnectionEvent {
  const endpoint = { id: "ep_1", name: "web", url: "tls://a.example" };
  return eventOf({ endpoint, ...change, conn: { bytes_in: 0, bytes_out: 0, ...change.conn } });
}

describe("readableLine", () => {
  const timing = { start_ms: 0, end_ms: 1 };
  const upstream = { url: "9000", address: "127.0.0.1:9000", timing };

  const enforced = { outcome: "deny", rule: 1, action: 0, error: null } as const;
  const shadow = { outcome: "deny", rule: null, action: null, error: null, agrees: false, enforced } as const;

  test.each<[string, Parameters<typeof eventWith>[0], string]>([
    [
      "a passed connection",
      { conn: { bytes_in: 5, bytes_out: 7, server_name: "a.example" }, upstream },
      "00:00:01.000  192.0.2.1:50000 → web (SNI a.example): passed → 127.0.0.1:9000, 5 bytes in, 7 out, 500 ms",
    ],
    [
      "a denied one",
      { policy: { outcome: "deny", rule: 1, action: 0 } },
      "00:00:01.000  192.0.2.1:50000 → web: denied by on_tcp_connect[1].actions[0]",
    ],
    [
      "one that another endpoint's policy has closed",
      { policy: { outcome: "close", rule: 0, action: 2, endpoint: "tls://x.internal" } },
      "00:00:01.000  192.0.2.1:50000 → web: reset by on_tcp_connect[0].actions[2] of tls://x.internal",
    ],
    [
      "one that no endpoint was found for",
      {
        conn: { client_ip: "2001:db8::1" },
        endpoint: null,
        policy: { outcome: "error", error: { code: "unrecognized-name", message: "no endpoint has this server name" } },
      },
      "00:00:01.000  [2001:db8::1]:50000 → port 443: refused: unrecognized-name (no endpoint has this server name)",
    ],
    [
      "an expression that failed",
      { policy: { outcome: "error", rule: 3, error: { code: "no-such-key", message: "x" } } },
      "00:00:01.000  192.0.2.1:50000 → web: refused by on_tcp_connect[3]: no-such-key (x)",
    ],
    [
      "a forwarded one that was cut short",
      {
        conn: { error: { code: "client-reset", message: "read ECONNRESET" } },
        policy: { outcome: "forward", rule: 0, action: 0, url: "tls://x.internal:443" },
        upstream,
      },
      "00:00:01.000  192.0.2.1:50000 → web: forwarded by on_tcp_connect[0].actions[0] to tls://x.internal:443 → " +
        "127.0.0.1:9000, 0 bytes in, 0 out, 500 ms, cut short: client-reset (read ECONNRESET)",
    ],
    [
      "an upstream out of reach",
      { upstream: { url: "9000", timing, error: { code: "upstream-unreachable", message: "connect ECONNREFUSED" } } },
      "00:00:01.000  192.0.2.1:50000 → web: passed → 9000 unreachable: connect ECONNREFUSED",
    ],
    [
      "one that its shadow policy would have denied",
      {
        policy: { outcome: "deny", rule: 1, action: 0 },
        shadow: { ...shadow, outcome: "forward", rule: 0, action: 1, url: "tls://x.internal:443" },
      },
      "00:00:01.000  192.0.2.1:50000 → web: denied by on_tcp_connect[1].actions[0]; shadow policy: forward to " +
        "tls://x.internal:443 by on_tcp_connect[0].actions[1]",
    ],
    [
      "one that its shadow policy fails on",
      {
        policy: { outcome: "deny", rule: 1, action: 0 },
        shadow: { ...shadow, outcome: "error", error: { code: "x", message: "y" } },
      },
      "00:00:01.000  192.0.2.1:50000 → web: denied by on_tcp_connect[1].actions[0]; shadow policy: error x (y)",
    ],
    [
      "one that its shadow policy agrees on",
      { policy: { outcome: "deny", rule: 1, action: 0 }, shadow: { ...shadow, agrees: true } },
      "00:00:01.000  192.0.2.1:50000 → web: denied by on_tcp_connect[1].actions[0]",
    ],
  ])("%s", (_what, change, line) => expect(readableLine(eventWith(change))).toBe(line));

  test("a terminal gets no control characters", () => {
    expect(
      readableLine(eventWith({ policy: { outcome: "error", error: { code: "x", message: "a\x1b[2Jb\u202e\n" } } })),
    ).toContain("a\\u{1b}[2Jb\\u{202e}\\n");
  });
});

describe("lineSink", () => {
  test("writes one line an event", () => {
    const lines: string[] = [];
    const event = eventWith({});
    lineSink("json", (line) => lines.push(line)).write(event);
    expect(lines).toEqual([`${JSON.stringify(event)}\n`]);
    lineSink("text", (line) => lines.push(line)).write(event);
    expect(lines[1]).toBe(`${readableLine(event)}\n`);
  });
});
