import { describe, expect, test } from "vitest";
import { loadConfig } from "./load.ts";

function member(...lines: string[]): string {
  const all = ["url: tcp://a.example:1000", "upstream: { url: 8080 }", ...lines];
  return all.map((line, index) => `${index === 0 ? "  - " : "    "}${line}\n`).join("");
}

async function load(...endpoints: string[]) {
  const { config, diagnostics } = await loadConfig(`endpoints:\n${endpoints.join("")}`);
  return {
    config,
    problems: diagnostics.map(({ code, range: { start } }) => `${code} ${start.line}:${start.column}`),
  };
}

const POOLED = "pooling_enabled: true";

describe("a weight", () => {
  test("is what is written, of a member of a pool", async () => {
    const { config } = await load(member(POOLED, "weight: 3"), member(POOLED));
    expect(config?.endpoints.map(({ weight }) => weight)).toEqual([3, undefined]);
  });

  test.each(["0", "1001", "1.5", "-1", "many"])("is not %s", async (weight) => {
    expect((await load(member(POOLED, `weight: ${weight}`))).problems).toEqual(["wrong-type 5:13"]);
  });

  test("needs a pool", async () => {
    expect((await load(member("weight: 2"))).problems).toEqual(["needs-other-field 4:5"]);
  });
});

describe("a name", () => {
  test("is that of one endpoint, also in a pool", async () => {
    expect((await load(member(POOLED, "name: web"), member(POOLED, "name: web"))).problems).toEqual([
      "invalid-value 9:11",
    ]);
    expect((await load(member(POOLED, "name: web"), member(POOLED, "name: web2"), member(POOLED))).problems).toEqual(
      [],
    );
  });
});
