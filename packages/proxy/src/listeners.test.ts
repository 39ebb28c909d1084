import type { Socket } from "node:net";
import { describe, expect, test } from "vitest";
import { NameTable } from "./endpoints/name-table.ts";
import type { ListenerRoute } from "./endpoints/table.ts";
import { Listeners } from "./listeners.ts";
import { ManualClock } from "./testing/clock.ts";

function route(key: string, address: string | undefined, port: number): ListenerRoute {
  return { key, address, port, publicPort: 443, scheme: "tls", names: new NameTable() };
}

function create(): Listeners {
  const refuse = (socket: Socket): void => {
    socket.destroy();
  };
  return new Listeners({ clock: new ManualClock(), room: () => 10, within: 1_000, refuse });
}

/** Goes over to these routes; the result is the port of the first, or what is wrong. */
async function goOver(listeners: Listeners, ...routes: readonly ListenerRoute[]) {
  const result = await listeners.prepare(routes);
  if (!result.ok) return result.failure;
  result.prepared.commit(() => (socket) => socket.destroy());
  return listeners.get(routes[0]?.key ?? "")?.port ?? 0;
}

async function withListeners(run: (listeners: Listeners) => Promise<void>): Promise<void> {
  const listeners = create();
  await run(listeners).finally(() => listeners.close());
}

describe("a port that was given to who asked for any", () => {
  test("stays open when it is asked for by its number", () =>
    withListeners(async (listeners) => {
      const port = Number(await goOver(listeners, route("any", "127.0.0.1", 0)));
      const before = listeners.get("any");
      expect(await goOver(listeners, route("numbered", "127.0.0.1", port))).toBe(port);
      expect(listeners.get("numbered")).toBe(before);
      expect(listeners.get("any")).toBeUndefined();
    }));

  test("is not given to another who has asked for any", () =>
    withListeners(async (listeners) => {
      const any = route("any", "127.0.0.1", 0);
      const port = Number(await goOver(listeners, any));
      const failure = await goOver(listeners, route("numbered", "127.0.0.1", port), any);
      expect(failure).toMatchObject({ code: "EADDRINUSE", port, own: true });
      expect(listeners.get("any")?.port).toBe(port);
    }));
});

describe("a port that is taken", () => {
  test("is the proxy's own where the addresses overlap", () =>
    withListeners(async (listeners) => {
      const port = Number(await goOver(listeners, route("one", "127.0.0.1", 0)));
      for (const address of ["0.0.0.0", undefined]) {
        expect(await goOver(listeners, route("all", address, port))).toMatchObject({ code: "EADDRINUSE", own: true });
      }
    }));

  test("is another's where only the number is the same", () =>
    withListeners(async (others) => {
      const port = Number(await goOver(others, route("one", "127.0.0.2", 0)));
      await withListeners(async (listeners) => {
        expect(await goOver(listeners, route("own", "127.0.0.1", port))).toBe(port);
        const failure = await goOver(listeners, route("own", "127.0.0.1", port), route("two", "127.0.0.2", port));
        expect(failure).toMatchObject({ code: "EADDRINUSE", address: "127.0.0.2" });
        expect(failure).not.toHaveProperty("own");
      });
    }));
});
