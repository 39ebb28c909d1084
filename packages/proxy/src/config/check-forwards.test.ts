import { describe, expect, test } from "vitest";
import { loadConfig } from "./load.ts";

interface Sketch {
  /** Its rules, shortest: `b` forwards to `tcp://b.internal:1`, `b?` if a condition holds, `b!` with `on_error: continue`. */
  readonly rules: readonly string[];
  readonly pool?: boolean;
}

function rule(text: string): string {
  const url = `tcp://${text.replace(/[?!]$/, "")}.internal:1`;
  const config = `{ url: '${url}'${text.endsWith("!") ? ", on_error: continue" : ""} }`;
  const condition = text.endsWith("?") ? "expressions: ['conn.client_port > 1000'], " : "";
  return `{ ${condition}actions: [{ type: forward-internal, config: ${config} }] }`;
}

function endpoint(name: string, { rules, pool }: Sketch): string {
  const url = name === "out" ? "tcp://out.example:1" : `'tcp://${name}.internal:1'`;
  return [
    `  - url: ${url}`,
    "    upstream: { url: 8080 }",
    ...(pool ? ["    pooling_enabled: true"] : []),
    `    traffic_policy: { on_tcp_connect: [${rules.map(rule).join(", ")}] }\n`,
  ].join("\n");
}

/** Code, severity, and the endpoint whose policy it is told at. */
async function found(...sketches: readonly (readonly [string, Sketch | readonly string[]])[]) {
  const written = sketches.map(([name, sketch]) => endpoint(name, "rules" in sketch ? sketch : { rules: sketch }));
  const text = `endpoints:\n${written.join("")}`;
  const { config, diagnostics } = await loadConfig(text);
  expect(config === undefined).toBe(diagnostics.some(({ severity }) => severity === "error"));
  return diagnostics.map(({ code, severity, range: { start } }) => {
    const before = text.slice(0, start.offset);
    const host = /- url: '?tcp:\/\/(\w+)/.exec(before.slice(before.lastIndexOf("- url:")))?.[1];
    return `${code} ${severity} ${host}`;
  });
}

describe("forwards that come back", () => {
  test("whatever the connection are an error", async () => {
    expect(await found(["a", ["a"]])).toEqual(["forward-cycle error a"]);
    expect(await found(["a", ["b"]], ["b", ["a"]])).toEqual(["forward-cycle error b"]);
    expect(await found(["out", ["a"]], ["a", ["b"]], ["b", ["c"]], ["c", ["b"]])).toEqual(["forward-cycle error c"]);
  });

  test("are one also where a failure would be gone on from, since a cycle is none", async () => {
    expect(await found(["a", ["b!"]], ["b", ["a!"]])).toEqual(["forward-cycle error b"]);
  });

  test("under a condition are a warning", async () => {
    expect(await found(["a", ["a?"]])).toEqual(["forward-cycle warning a"]);
    expect(await found(["a", ["b"]], ["b", ["a?"]])).toEqual(["forward-cycle warning b"]);
  });

  test("are an error beside a way under a condition", async () => {
    expect(await found(["a", ["c?", "b"]], ["b", ["a"]], ["c", ["b"]])).toEqual([
      "forward-cycle error b",
      "forward-cycle warning b",
    ]);
  });

  test("are a warning where a member of a pool goes another way", async () => {
    const pooled = (...rules: string[]): Sketch => ({ rules, pool: true });
    expect(await found(["a", pooled("b")], ["a", pooled()], ["b", ["a"]])).toEqual(["forward-cycle warning b"]);
    expect(await found(["a", pooled("b")], ["a", pooled("b")], ["b", ["a"]])).toEqual(["forward-cycle error b"]);
  });

  test("are found by way of a wildcard", async () => {
    expect(await found(["*", ["a"]], ["a", ["b"]])).toEqual(["forward-cycle error a"]);
  });

  test("are none where two ways lead to one endpoint", async () => {
    expect(await found(["out", ["a?", "b"]], ["a", ["c"]], ["b", ["c"]], ["c", []])).toEqual([]);
  });
});

describe("a forward to what is not there", () => {
  test("is a warning, once for a policy that many have", async () => {
    expect(await found(["a", ["x"]], ["b", ["x"]])).toEqual(["unknown-endpoint warning a"]);
  });

  test("is none where a wildcard has it", async () => expect(await found(["out", ["x"]], ["*", []])).toEqual([]));
});
