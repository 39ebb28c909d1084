import { describe, expect, test } from "vitest";
import { loadConfig } from "../../config/load.ts";
import { structureOf } from "../../config/structure.ts";
import { createSelfSigned } from "../../testing/pki.ts";
import { readTexts } from "../read-texts.ts";
import { GATEWAY, route, SERVICES } from "../testing/manifests.ts";
import { mapIn, plain } from "../testing/read.ts";
import { masked } from "./mask.ts";
import { toJson, toYaml } from "./write.ts";

async function treeOf(text: string) {
  const { root, sink } = await readTexts([{ path: "a.yml", text }], {
    readFile: () => Promise.reject(new Error("none")),
  });
  expect(sink.all).toEqual([]);
  if (!root) throw new Error("nothing was read");
  return root;
}

const NONE = new Map();

describe("what is printed", () => {
  test.each([
    [
      "strings that look like something else",
      "endpoints: [{ name: '1.3', metadata: 'yes', description: 'null', url: ': #' }]",
    ],
    ["numbers of both kinds", "endpoints: [{ a: 1, b: 1.0, c: -0.5, d: 9007199254740993, e: 1e300, f: .inf }]"],
    ["lines", 'endpoints: [{ a: "one\\n two\\n\\n", b: "\\t", c: "é😀\\u0000" }]'],
    ["nothing", "endpoints: [{ a: , b: {}, c: [], d: '' }]"],
    [
      "manifests",
      [GATEWAY, SERVICES, route("TCPRoute", "pg", "{ name: a, port: 80 }, { name: b, port: 80 }")].join("---\n"),
    ],
  ])("is read as the same: %s", async (_, text) => {
    const root = await treeOf(text);
    for (const printed of [toYaml(root, NONE), toJson(root, NONE)]) {
      expect(structureOf(await treeOf(printed))).toBe(structureOf(root));
    }
  });

  test("has absolute paths for relative ones", () => {
    const root = mapIn("endpoints: [{ traffic_policy_file: p.yml }]");
    const [list] = root.entries;
    const endpoint = list?.value.kind === "list" ? list.value.items[0] : undefined;
    const path = endpoint?.kind === "map" ? endpoint.entries[0]?.value : undefined;
    if (!path) throw new Error("no path");
    const paths = new Map([[path, "/etc/p.yml"]]);
    expect(toYaml(root, paths)).toBe("endpoints:\n  - traffic_policy_file: /etc/p.yml\n");
    expect(JSON.parse(toJson(root, paths))).toEqual({ endpoints: [{ traffic_policy_file: "/etc/p.yml" }] });
  });
});

describe("what is masked", () => {
  test("are secrets, and private keys wherever they stand", async () => {
    const { certificate, privateKey } = await createSelfSigned({ commonName: "a" });
    const root = mapIn(
      JSON.stringify({
        secrets: { vault: { token: "hush", file: { file: "/etc/token" } } },
        certificates: [{ certificate, private_key: privateKey }],
        endpoints: [{ traffic_policy: `on_tcp_connect: [${JSON.stringify(certificate + privateKey)}]` }],
      }),
    );
    const shown = masked(root);
    expect(plain(shown)).toMatchObject({
      secrets: { vault: { token: "«secret»", file: { file: "/etc/token" } } },
      certificates: [{ certificate }],
    });
    const text = toYaml(shown, NONE) + toJson(shown, NONE);
    const lines = privateKey.split("\n").filter((line) => line !== "" && !line.startsWith("-----"));
    expect(lines.length).toBeGreaterThan(0);
    for (const line of ["hush", "PRIVATE KEY", ...lines]) expect(text).not.toContain(line);
    expect(text).toContain("BEGIN CERTIFICATE");
  });

  test("is a key that was cut off, too", () => {
    const shown = masked(mapIn('a: "-----BEGIN EC PRIVATE KEY-----\\nMHcCAQ"'));
    expect(plain(shown)).toEqual({ a: "«secret»" });
  });

  test("is no configuration to start with", async () => {
    const { certificate, privateKey } = await createSelfSigned({ commonName: "a.example", dnsNames: ["a.example"] });
    const config = { server_certificate: certificate, server_private_key: privateKey };
    const policy = { on_tcp_connect: [{ actions: [{ type: "terminate-tls", config }] }] };
    const endpoint = { url: "tls://a.example", upstream: { url: 80 } };
    const text = (fields: object): string => JSON.stringify({ endpoints: [endpoint], ...fields });
    const pair = { certificate, private_key: privateKey };
    for (const given of [
      text({ secrets: { vault: { token: "hush" } } }),
      text({ certificates: [pair] }),
      text({ endpoints: [{ ...endpoint, agent_tls_termination: config }] }),
      text({ endpoints: [{ ...endpoint, traffic_policy: policy }] }),
      text({ endpoints: [{ ...endpoint, traffic_policy: JSON.stringify(policy) }] }),
    ]) {
      const options = { readFile: () => Promise.reject(new Error("none")) };
      expect((await loadConfig(given, options)).diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
      const root = mapIn(given);
      const printed = toYaml(masked(root), NONE);
      expect(printed).toContain("«secret»");
      const { config: loaded, diagnostics } = await loadConfig(printed, options);
      expect(loaded, printed).toBeUndefined();
      expect(diagnostics.filter(({ severity }) => severity === "error")).toHaveLength(1);
    }
  });

  test("is nothing where there is nothing", () => {
    const root = mapIn("secrets: {v: {n: {file: a}}}\nendpoints: [{url: a}]");
    expect(masked(root)).toBe(root);
  });
});
