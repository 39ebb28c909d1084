import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import type { Vector } from "@sluice/policy/vectors";
import { expect, test } from "vitest";
import { HostCertificates } from "../host-certificates.ts";
import { type PreparedVector, prepareVector } from "./prepare.ts";
import type { LiveReason } from "./reasons.ts";

const ALL = { clock: true, draws: true, events: true };
const NONE = { clock: false, draws: false, events: true };
const ONE_RULE = (expression: string) => `on_tcp_connect: [{expressions: ["${expression}"], actions: [{type: deny}]}]`;

async function prepare(vector: Partial<Vector>, abilities = ALL): Promise<PreparedVector | LiveReason> {
  const whole = { id: "t/a", policy: "", expect: { outcome: "continue" }, ...vector } as Vector;
  const prepared = await prepareVector(whole, { abilities, hosts: new HostCertificates() });
  if (typeof prepared !== "string") await prepared.close();
  return prepared;
}

test.each<[LiveReason, Partial<Vector>]>([
  ["ja4", { policy: ONE_RULE("conn.tls.ja4_fingerprint == 'x'"), connection: { tls: { ja4_fingerprint: "x" } } }],
  ["endpoint-id", { policy: ONE_RULE("endpoint.id == 'x'") }],
  ["internal-endpoint", { endpoint: { url: "tcp://a.internal:1" } }],
  ["no-hello", { protocol: "tls", policy: ONE_RULE("conn.tls.sni == ''"), connection: { tls: {} } }],
  [
    "server-name",
    { protocol: "tls", policy: ONE_RULE("endpoint.host == 'x'"), connection: { tls: { sni: "app.example.com" } } },
  ],
  ["server-name", { protocol: "tls", connection: { tls: { sni: "a b" } } }],
  ["server-name", { protocol: "tls", connection: { tls: { sni: "db.internal" } } }],
  ["told-address", { connection: { client_ip: "192.0.2.1%eth0" } }],
  ["cipher-suite", { effects: [{ "terminate-tls": { cipher_suite: "TLS_RSA_WITH_RC4_128_MD5" } }] }],
])("%s keeps a vector from being run", async (reason, vector) => {
  expect(await prepare(vector)).toBe(reason);
});

test.each<[LiveReason, string]>([
  ["clock", ONE_RULE("time.now == 'x'")],
  ["clock", ONE_RULE("conn.ts.start == timestamp('2026-01-01T00:00:00Z')")],
  ["draws", ONE_RULE("rand.double() > 0.5")],
])("%s does where the target lacks it", async (reason, policy) => {
  expect(await prepare({ policy }, NONE)).toBe(reason);
  expect(await prepare({ policy }, ALL)).toMatchObject({ url: "tcp://test.example.com:1000" });
});

test("what is known of addresses is in files, of the sources that there are, until the vector has run", async () => {
  const vector: Partial<Vector> = {
    policy: ONE_RULE("conn.geo.country == 'x'"),
    resources: { ip_intelligence: ["geo", "tor_nodes"] },
    connection: { ip_intelligence: { client: { location: { country: "x" }, is_tor_node: true } } },
  };
  const whole = { id: "t/a", expect: { outcome: "continue" }, ...vector } as Vector;
  const prepared = await prepareVector(whole, { abilities: ALL, hosts: new HostCertificates() });
  if (typeof prepared === "string") throw new Error(prepared);
  const { geo = "", tor_nodes = "", ...others } = prepared.live.configuration.ip_intelligence ?? {};
  expect(others).toEqual({});
  expect(await readFile(tor_nodes, "utf8")).toContain("\n192.0.2.10\n");
  await prepared.close();
  expect([existsSync(geo), existsSync(tor_nodes)]).toEqual([false, false]);
  expect((await prepare({ policy: "" })) as PreparedVector).not.toHaveProperty("live.configuration.ip_intelligence");
});

test("a name finds an endpoint of its own, if the policy does not read that", async () => {
  const vector: Partial<Vector> = { protocol: "tls", connection: { tls: { sni: "App.example.com." } } };
  expect(await prepare(vector)).toMatchObject({ url: "tls://app.example.com" });
  const wildcard = { ...vector, endpoint: { url: "tls://*.example.com" }, policy: ONE_RULE("endpoint.host == 'x'") };
  expect(await prepare(wildcard)).toMatchObject({ url: "tls://*.example.com" });
});

test("a connection of which nothing is said but that it comes to a `tls` endpoint sends that name", async () => {
  const prepared = await prepare({ protocol: "tls" });
  expect(
    typeof prepared === "object" && Buffer.from((prepared.opening as { bytes: Uint8Array }).bytes).toString("latin1"),
  ).toContain("test.example.com");
});

test("internal endpoints are there as the effects say", async () => {
  const forward = (url: string) => `{type: forward-internal, config: {url: '${url}', on_error: continue}}`;
  const urls = ["a", "b", "c", "d"].map((name) => `tcp://${name}.internal:1`);
  const error = (code: string) => ({ "forward-internal": { error: { code, message: "" } } });
  const prepared = await prepare({
    policy: `on_tcp_connect: [{actions: [${urls.map(forward).join(", ")}]}]`,
    effects: [error("endpoint-not-found"), error("no-live-member"), error("upstream-unreachable")],
    expect: { outcome: "forward" },
  });
  const endpoints = typeof prepared === "object" ? prepared.live.configuration.endpoints.slice(1) : [];
  expect(endpoints.map(({ url, pooling_enabled }) => `${url} ${pooling_enabled === true}`)).toEqual([
    "tcp://b.internal:1 true",
    "tcp://b.internal:1 true",
    "tcp://c.internal:1 false",
    "tcp://d.internal:1 false",
  ]);
});
