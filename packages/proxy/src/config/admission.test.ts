import { expect, test } from "vitest";
import { loadConfig } from "./load.ts";

const ENDPOINTS = "endpoints: [{ url: tcp://db.example:5432, upstream: { url: 1 }, max_connections: 7 }]\n";

async function load(text: string) {
  const { config, diagnostics } = await loadConfig(`${text}\n${ENDPOINTS}`);
  return { config, said: diagnostics.map(({ code, range, message }) => [code, range.start.column, message].join(" ")) };
}

test("limits and peers that are believed are read with their defaults", async () => {
  const { config, said } = await load(
    "listen: { accept_proxy_protocol: { from: [10.0.0.0/8, '::1'] } }\nlimits: { max_connections: 500, per_client: { max_connections: 5, accept_rate: { per_second: 10 } }, per_prefix: { max_connections: 50 } }",
  );
  expect(said).toEqual([]);
  expect(config?.limits).toEqual({
    maxConnections: 500,
    perClient: { maxConnections: 5, acceptRate: { perSecond: 10, burst: 10 } },
    perPrefix: { maxConnections: 50, ipv4: 24, ipv6: 56 },
  });
  expect(config?.endpoints[0]?.maxConnections).toBe(7);
  const { acceptProxyProtocol } = config?.listen ?? {};
  expect(["10.1.2.3", "::1", "11.0.0.1"].map((address) => acceptProxyProtocol?.match(address))).toEqual([
    "10.0.0.0/8",
    "::1/128",
    undefined,
  ]);
});

test("without any, nothing is limited and nobody is believed", async () => {
  const { config } = await load("");
  expect(config?.limits).toEqual({});
  expect(config?.listen.acceptProxyProtocol).toBeUndefined();
});

test.each([
  ["limits: { max_connections: 0 }", "wrong-type 28 `max_connections` must be a whole number from 1 to 10000000"],
  ["limits: { max_connections: ~ }", "wrong-type 11 `max_connections` must be a whole number"],
  ["limits:", "wrong-type 1 `limits` must be a mapping"],
  ["limits: { per_client: { accept_rate: { burst: 1 } } }", "missing-field 38 `accept_rate` has no `per_second`"],
  ["limits: { per_prefix: { ipv4: 24 } }", "missing-field 23 `per_prefix` has no `max_connections`"],
  [
    "limits: { per_prefix: { max_connections: 1, ipv4: 33 } }",
    "wrong-type 51 `ipv4` must be a whole number from 0 to 32",
  ],
  ["limits: { most: 1 }", "unknown-key 11 `limits` has no `most`"],
  ["listen: { accept_proxy_protocol: ~ }", "wrong-type 11 `accept_proxy_protocol` must be a mapping"],
  ["listen: { accept_proxy_protocol: {} }", "missing-field 34 `accept_proxy_protocol` has no `from`"],
  ["listen: { accept_proxy_protocol: { from: [] } }", "invalid-value 42 `from` lists nobody"],
  ["listen: { accept_proxy_protocol: { from: 10.0.0.1 } }", "wrong-type 42 `from` must be a list"],
  ["listen: { accept_proxy_protocol: { from: [10.0.0.0/33] } }", "invalid-cidr 43 "],
  ["listen: { accept_proxy_protocol: { from: ['010.0.0.1'] } }", "invalid-cidr 43 "],
])("%s", async (text, wanted) => {
  const { config, said } = await load(text);
  expect(config).toBeUndefined();
  expect(said).toHaveLength(1);
  expect(said[0]).toContain(wanted);
});
