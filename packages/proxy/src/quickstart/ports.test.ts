import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { findExample } from "./example.ts";
import { choosePorts, DEFAULT_PORT_BASE, portFailure, portsOfExample } from "./ports.ts";

describe("choosePorts", () => {
  test("counts from the base in the order of the names", () => {
    expect(choosePorts(9000, [])).toEqual({
      ok: true,
      ports: {
        tcp: 9000,
        tls: 9001,
        "tcp-upstream": 9002,
        "passthrough-upstream": 9003,
        "web-upstream": 9004,
        "blue-upstream": 9005,
        "green-upstream": 9006,
      },
    });
  });

  test("a port that is named wins, the last of two", () => {
    const chosen = choosePorts(9000, ["tls=0", "tcp=1", "tcp=65535"]);
    expect(chosen.ok && [chosen.ports.tcp, chosen.ports.tls]).toEqual([65_535, 0]);
  });

  test.each([["tls"], ["tls="], ["ssl=1"], ["tls=1a"], ["tls=65536"], ["tls=-1"], ["constructor=1"]])(
    "%s is refused",
    (setting) => {
      expect(choosePorts(9000, [setting]).ok).toBe(false);
    },
  );

  test.each([0, 65_530, 1.5, Number.NaN])("a base of %s leaves no room", (base) => {
    expect(choosePorts(base, []).ok).toBe(false);
  });
});

test("the example's file has the default ports", () => {
  const text = readFileSync(findExample() ?? "", "utf8");
  const written = new Set(text.match(/\b74\d\d\b/g)?.map(Number));
  expect(written).toEqual(new Set(Object.values(portsOfExample())));
  expect(DEFAULT_PORT_BASE).toBe(Math.min(...written));
});

test("a port that is taken is told with its number and the flag that changes it", () => {
  expect(portFailure("tls", 7441, "EADDRINUSE")).toBe(
    "port 7441 is taken by another program: choose another with `--port tls=PORT` (0 for any free one), or move all with `--port-base`",
  );
});
