import { beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { configCommand } from "./cli/config-print.ts";
import { loadTexts } from "./config/load.ts";
import { KINDS } from "./sources/kubernetes/objects.ts";
import { readTexts } from "./sources/read-texts.ts";
import { plain } from "./sources/testing/read.ts";
import { Page } from "./testing/page.ts";
import { createAuthority } from "./testing/pki.ts";

const page = new Page("migrating.md");
const flow = (text: string): object => parse(`{ ${text} }`) as object;

/** The one endpoint that a text comes to. */
async function endpointOf(text: string): Promise<unknown> {
  const readFile = (): Promise<string> => Promise.reject(new Error("no file"));
  const { root, sink } = await readTexts([{ path: "a.yml", text }], { readFile });
  expect(sink.all.filter(({ severity }) => severity === "error")).toEqual([]);
  const { endpoints } = plain(root) as { endpoints: unknown[] };
  expect(endpoints).toHaveLength(1);
  return endpoints[0];
}

test("tunnels become what the page says", async () => {
  const rows = page.table("### Tunnels");
  expect(rows.length).toBeGreaterThan(15);
  for (const { "in the tunnel": written = "", "in the endpoint": wanted = "" } of rows) {
    const fields = flow(written);
    const rest = { ...("proto" in fields ? {} : { proto: "tls", domain: "a.example.com" }), ...fields };
    const tunnel = { ...("addr" in fields ? {} : { addr: 1 }), ...rest };
    const endpoint = await endpointOf(JSON.stringify({ version: 2, tunnels: { a: tunnel } }));
    if (wanted.startsWith("nothing")) {
      expect(endpoint).toEqual({ name: "a", url: "tls://a.example.com", upstream: { url: 1 } });
    } else expect({ written, endpoint }).toMatchObject({ written, endpoint: flow(wanted) });
  }
});

test("what the page lists has no meaning here, and is said so", async () => {
  const rows = page.table("### What has no meaning here");
  const endpoints = [{ url: "tcp://a.example.com:1", upstream: { url: 1 } }];
  for (const { key = "", "in version": version = "" } of rows) {
    for (const name of key.split(", ")) {
      const text = JSON.stringify({ version: version.startsWith("2") ? 2 : 3, [name]: "x", endpoints });
      const { config, diagnostics } = await loadTexts([{ path: "a.yml", text }]);
      expect(config).toBeDefined();
      expect(diagnostics).toMatchObject([{ severity: "info", message: expect.stringContaining(`\`${name}\``) }]);
    }
  }
  expect(rows.flatMap(({ key = "" }) => key.split(", "))).toHaveLength(31);
});

test("the kinds of the page are those that are known", () => {
  const named = page.table("### Kinds").flatMap(({ kind = "" }) => kind.split(", "));
  expect(named.toSorted()).toEqual(Object.keys(KINDS).toSorted());
});

describe("an AgentEndpoint", () => {
  let objects: readonly object[];
  let shown: Readonly<Record<string, string>>;

  beforeAll(async () => {
    const authority = await createAuthority({ commonName: "CA" });
    const { certificate, privateKey } = await authority.issue({ commonName: "a", dnsNames: ["a.example.com"] });
    shown = { CERTIFICATE: certificate, KEY: privateKey, AUTHORITY: authority.certificate };
    const secret = (name: string, stringData: object): object => ({
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name },
      stringData,
    });
    objects = [
      secret("pair", { "tls.crt": certificate, "tls.key": privateKey }),
      secret("ca", { "ca.crt": authority.certificate }),
      {
        apiVersion: "ngrok.k8s.ngrok.com/v1alpha1",
        kind: "NgrokTrafficPolicy",
        metadata: { name: "policy" },
        spec: { policy: { on_tcp_connect: [{ actions: [{ type: "deny" }] }] } },
      },
    ];
  });

  test("becomes what the page says", async () => {
    const rows = page.table("### AgentEndpoint and CloudEndpoint");
    expect(rows.length).toBeGreaterThan(5);
    for (const { "in the spec": written = "", "in the endpoint": wanted = "" } of rows) {
      const spec = { url: "tls://a.example.com", upstream: { url: "tcp://db.net:5432" }, ...flow(written) };
      const object = {
        apiVersion: "ngrok.k8s.ngrok.com/v1alpha1",
        kind: "AgentEndpoint",
        metadata: { name: "one" },
        spec,
      };
      const endpoint = await endpointOf([...objects, object].map((one) => JSON.stringify(one)).join("\n---\n"));
      const named = JSON.stringify(flow(wanted)).replace(/"(CERTIFICATE|KEY|AUTHORITY)"/g, (_, name: string) =>
        JSON.stringify(shown[name]),
      );
      expect({ written, endpoint }).toMatchObject({ written, endpoint: JSON.parse(named) });
    }
  });
});

test("the configuration beside an agent's loads with it", async () => {
  const [beside = ""] = page.blocks("yaml");
  const text = "tunnels: { a: { proto: tls, addr: 1, domain: a.example.com, terminate_at: edge } }\n";
  const { config, diagnostics } = await loadTexts([
    { path: "own.yml", text: beside },
    { path: "ngrok.yml", text },
  ]);
  expect(diagnostics).toEqual([]);
  expect(config?.endpoints[0]?.policy?.terminations).toHaveLength(1);
});

test("flags that the page names are there", () => {
  const [print] = configCommand().commands;
  const flags = print?.options.map(({ long }) => long);
  expect(flags).toEqual(["--config", "--resolve", "--show-secrets", "--format"]);
  for (const flag of flags ?? []) expect(page.text).toContain(`\`${flag}`);
});
