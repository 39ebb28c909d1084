import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ProxyConfig } from "../config/config.ts";
import { loadConfig } from "../config/load.ts";
import { writeCertificates } from "./certificates.ts";
import { ruleNames } from "./event-line.ts";
import { findExample, relocate } from "./example.ts";
import { PORT_NAMES, type PortName, type Ports, portsOfExample } from "./ports.ts";

let directory: string;
let text: string;
let config: ProxyConfig;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "sluice-example-"));
  await writeCertificates(directory);
  text = await readFile(findExample() ?? "", "utf8");
  const loaded = await loadConfig(text, { filename: "sluice.yml", baseDirectory: directory });
  // Not a single warning in what a newcomer reads first.
  expect(loaded.diagnostics).toEqual([]);
  if (!loaded.config) throw new Error("the example does not load");
  config = loaded.config;
});

afterAll(() => rm(directory, { recursive: true, force: true }));

test("every rule of the example has a name", () => {
  for (const names of ruleNames(text).values()) expect(names).not.toContain(undefined);
  expect(ruleNames(text).get("tls://mtls.localhost:7441")?.[1]).toBe("alice and nobody else");
});

test("relocating moves every port and nothing else", () => {
  const from = portsOfExample();
  const moved = Object.fromEntries(PORT_NAMES.map((name, i) => [name, 20_000 + i])) as Record<PortName, number>;
  const ports: Ports = moved;
  const relocated = relocate(config, ports, new Map(PORT_NAMES.slice(2).map((name) => [name, moved[name]])));
  expect([...relocated.listen.ports]).toEqual([
    [from.tcp, moved.tcp],
    [from.tls, moved.tls],
  ]);
  expect(relocated.endpoints.map(({ url }) => url)).toEqual(config.endpoints.map(({ url }) => url));
  const upstreamPorts = relocated.endpoints.flatMap(({ upstream }) => (upstream ? [upstream.address.port] : []));
  expect(new Set(upstreamPorts)).toEqual(new Set(PORT_NAMES.slice(2).map((name) => moved[name])));
  expect(relocated.endpoints[0]?.upstream?.url).toBe(`127.0.0.1:${moved["tcp-upstream"]}`);
});
