import { expect, test } from "vitest";
import { loadConfig } from "./load.ts";

const ENDPOINTS = "endpoints: [{ url: tcp://db.example:5432, upstream: { url: 1 } }]\n";

async function load(text: string) {
  const { config, diagnostics } = await loadConfig(`${text}\n${ENDPOINTS}`);
  return {
    config,
    said: diagnostics.map(({ code, range, message }) => [code, range.start.column, message].join(" ")),
  };
}

test.each([
  ["127.0.0.1:9090", { host: "127.0.0.1", port: 9090 }],
  ["'[::1]:0'", { host: "::1", port: 0 }],
  ["0.0.0.0:65535", { host: "0.0.0.0", port: 65_535 }],
  ["localhost:9090", { host: "127.0.0.1", port: 9090 }],
])("metrics at %s", async (address, where) => {
  const { config, said } = await load(`metrics: { address: ${address} }`);
  expect(said).toEqual([]);
  expect(config?.metrics).toEqual({ ...where, maxEndpoints: 100 });
});

test("metrics may have the port of an endpoint that is listened for elsewhere", async () => {
  const listen = "listen: { address: 127.0.0.2, ports: { 5432: 5432 } }";
  expect((await load(`${listen}\nmetrics: { address: "127.0.0.1:5432" }`)).said).toEqual([]);
});

test("a log is read as it is written, and nothing is made up for what is not", async () => {
  expect((await load("log: { level: debug, format: json }")).config?.log).toEqual({ level: "debug", format: "json" });
  expect((await load("log: { level: silent }")).config?.log).toEqual({ level: "silent" });
  const { config } = await load("");
  expect([config?.log, config?.metrics]).toEqual([{}, undefined]);
  expect((await load("metrics: { address: 127.0.0.1:1, max_endpoints: 0 }")).config?.metrics?.maxEndpoints).toBe(0);
});

test.each([
  ["metrics:", "wrong-type 1 `metrics` must be a mapping"],
  ["metrics: {}", "missing-field 10 `metrics` has no `address`"],
  ["metrics: { address: 9090 }", "wrong-type 21 `address` must be a string"],
  ["metrics: { address: '127.0.0.1' }", "invalid-value 21 `127.0.0.1` is not an address with a port"],
  ["metrics: { address: '127.0.0.1:65536' }", "invalid-value 21 `127.0.0.1:65536` is not"],
  ["metrics: { address: 'edge.example:9090' }", "invalid-value 21 `edge.example:9090` is not"],
  ["metrics: { address: '::1:9090' }", "invalid-value 21 `::1:9090` is not"],
  ["metrics: { address: '127.0.0.1:1', max_endpoints: -1 }", "wrong-type 51 `max_endpoints` must be a whole number"],
  ["metrics: { port: 1 , address: '127.0.0.1:1' }", "unknown-key 12 `metrics` has no `port`"],
  ["metrics: { address: '127.0.0.1:5432' }", "invalid-value 21 port 5432 is that of an endpoint"],
  ["metrics: { max_endpoints: 1, address: '[::]:5432' }", "invalid-value 39 port 5432 is that of an endpoint"],
  ["log: { level: trace }", "invalid-value 15 `trace` is no level of the log"],
  ["log: { format: [json] }", "wrong-type 16 `format` must be a string"],
  ["log: { file: x }", "unknown-key 8 `log` has no `file`"],
])("%s", async (text, wanted) => {
  const { config, said } = await load(text);
  expect(config).toBeUndefined();
  expect(said).toHaveLength(1);
  expect(said[0]).toContain(wanted);
});
