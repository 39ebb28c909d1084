import { afterEach, expect, test, vi } from "vitest";
import { compilePolicy } from "./index.ts";
import type * as runState from "./run-state.ts";

const made = vi.hoisted(() => ({ states: 0 }));

vi.mock("./run-state.ts", async (importOriginal) => {
  const original = await importOriginal<typeof runState>();
  class RunState extends original.RunState {
    constructor(...given: ConstructorParameters<typeof original.RunState>) {
      super(...given);
      made.states++;
    }
  }
  return { ...original, RunState };
});

afterEach(() => {
  made.states = 0;
});

test("a report is read without a state of a run", () => {
  const restrict = { type: "restrict-ips", config: { allow: ["10.0.0.0/8"] } };
  const rule = { actions: [restrict, { type: "log", config: { metadata: { at: "door" } } }] };
  const { policy } = compilePolicy(JSON.stringify({ on_tcp_connect: [rule] }), { protocol: "tcp" });
  const endpoint = { id: "ep", protocol: "tcp", host: "example.com", port: 80, url: "tcp://example.com:80" };
  const step = policy?.start({
    client: { ip: "10.1.2.3", port: 40_000 },
    server: { ip: "192.0.2.1", port: 80, region: "" },
    start: new Date("2026-01-01T00:00:00Z"),
    endpoint,
    hello: undefined,
    tls: undefined,
    intelligence: undefined,
  });
  expect(made.states).toBe(1);
  expect(step?.report.ipPolicy).toBe("allow");
  expect(step?.report.actions).toEqual({
    restrict_ips: { action: "allow", matched_cidr: "10.0.0.0/8", error: { code: "", message: "" } },
    log: { metadata: { at: "door" } },
  });
  expect(made.states).toBe(1);
});
