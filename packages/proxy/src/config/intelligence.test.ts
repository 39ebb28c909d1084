import { describe, expect, test } from "vitest";
import { SocketAddress } from "../connection/address.ts";
import { ASN, CITY } from "../intelligence/testing/databases.ts";
import { loadConfig } from "./load.ts";

const at = (ip: string) => SocketAddress.of(ip, 1);

const FILES: Readonly<Record<string, string | Uint8Array>> = {
  "/etc/city.mmdb": CITY,
  "/etc/asn.mmdb": ASN,
  "/etc/tor.txt": "192.0.2.7 # an exit\n",
  "/etc/vpn-6.txt": "2001:db8::/32\n",
  "/etc/empty.txt": "# a download that has failed\n",
  "/etc/wrong.txt": "192.0.2.0/33\n",
};

function contentOf<T>(path: string, convert: (content: string | Uint8Array) => T): Promise<T> {
  const content = FILES[path];
  if (content === undefined) return Promise.reject(Object.assign(new Error(path), { code: "ENOENT" }));
  return Promise.resolve(convert(content));
}

function load(intelligence: string, expression = "true") {
  const policy = `{ on_tcp_connect: [{ expressions: ["${expression}"], actions: [{ type: deny }] }] }`;
  const endpoint = `{ url: tcp://a.example:1, upstream: { url: 1 }, traffic_policy: ${policy} }`;
  return loadConfig(`ip_intelligence: ${intelligence}\nendpoints: [${endpoint}]\n`, {
    filename: "/etc/sluice.yml",
    readFile: (path) => contentOf(path, String),
    readBytes: (path) => contentOf(path, (content) => ({ bytes: Buffer.from(content), digest: path })),
  });
}

test("reads what it names, relative to itself", async () => {
  const { config, diagnostics } = await load(
    "{ geo: city.mmdb, as: asn.mmdb, categories: { proxy.vpn: [tor.txt, vpn-6.txt] }, tor_nodes: tor.txt, blocklist: [vpn-6.txt] }",
    "conn.geo.country_code == 'CH'",
  );
  expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  const known = config?.intelligence?.lookup(at("192.0.2.7"));
  expect(known).toMatchObject({ categories: ["proxy.vpn"], isTorNode: true, isOnBlocklist: false });
  expect([known?.location?.city, known?.as?.number]).toEqual(["Zurich", 64_496]);
  expect(config?.intelligence?.lookup(at("2001:db8::9"))).toMatchObject({
    categories: ["proxy.vpn"],
    isOnBlocklist: true,
  });
});

describe("is told at its place", () => {
  test.each<[string, string, string | RegExp, number]>([
    ["an ASN database as `geo`", "{ geo: asn.mmdb }", "`ip_intelligence.geo` `asn.mmdb` is a database of the type", 25],
    ["a City database as `as`", "{ as: city.mmdb }", "`ip_intelligence.as` `city.mmdb` is a database of the type", 24],
    ["text as a database", "{ geo: tor.txt }", "`ip_intelligence.geo` `tor.txt` is no MaxMind database", 25],
    [
      "a database that is not there",
      "{ geo: none.mmdb }",
      "`ip_intelligence.geo` `none.mmdb` cannot be read (ENOENT)",
      25,
    ],
    ["a database without a name", "{ geo: }", "`geo` must be a string", 20],
    [
      "a list that is not there",
      "{ blocklist: none.txt }",
      "`ip_intelligence.blocklist` `none.txt` cannot be read (ENOENT)",
      31,
    ],
    ["a list that lists nobody", "{ tor_nodes: [tor.txt, empty.txt] }", "`/etc/empty.txt` lists nobody", 41],
    ["a line that is no block", "{ blocklist: wrong.txt }", "line 1 of `/etc/wrong.txt`", 31],
    ["a list of no files", "{ tor_nodes: [] }", "`ip_intelligence.tor_nodes` names no file", 31],
    ["no list at all", "{ tor_nodes: }", "`tor_nodes` must be a file or a list of files", 20],
    ["a category without files", "{ categories: { a: } }", /category `a`/, 34],
    ["a category without a name", "{ categories: { a..b: tor.txt } }", "`a..b` is no name of a category", 34],
    ["another setting", "{ city: city.mmdb }", /city/, 20],
  ])("%s", async (_what, intelligence, message, column) => {
    const { config, diagnostics } = await load(intelligence);
    expect(config).toBeUndefined();
    const errors = diagnostics.filter(({ severity }) => severity === "error");
    const matching = typeof message === "string" ? expect.stringContaining(message) : expect.stringMatching(message);
    expect(errors).toMatchObject([
      { message: matching, path: "/etc/sluice.yml", range: { start: { line: 1, column } } },
    ]);
  });
});

test("what a policy asks of a source that cannot be read is no second mistake", async () => {
  const { diagnostics } = await load(
    "{ geo: none.mmdb, tor_nodes: empty.txt }",
    "conn.geo.city == 'x' || conn.client_ip.is_tor_node",
  );
  expect(diagnostics.filter(({ severity }) => severity === "error").map(({ code }) => code)).toEqual([
    "invalid-value",
    "invalid-value",
  ]);
});

test("the setting that a policy lacks is named, whatever else is configured", async () => {
  const { config, diagnostics } = await load("{ geo: city.mmdb, blocklist: tor.txt }", "conn.client_ip.is_tor_node");
  expect(config).toBeUndefined();
  expect(diagnostics).toMatchObject([
    { code: "ip-intelligence-missing", hint: "set `ip_intelligence.tor_nodes`", range: { start: { line: 2 } } },
  ]);
});
