import { AddressSet } from "@sluice/policy";
import { expect, test, vi } from "vitest";
import type { ListedAddresses } from "../listed-addresses.ts";
import { loadConfig } from "./load.ts";

const ALLOW = "[{ file: lists/office.txt, action: allow }, { cidr: 192.0.2.1, action: deny }]";

function load(rules: string, files: Readonly<Record<string, string>>) {
  const restrict = "{ type: restrict-ips, config: { ip_policies: [office] } }";
  const policy = `{ on_tcp_connect: [{ actions: [${restrict}] }] }`;
  const text = `ip_policies: { office: ${rules} }\nendpoints: [{ url: tcp://a.example:1, upstream: { url: 1 }, traffic_policy: ${policy} }]\n`;
  const readFile = async (path: string): Promise<string> => {
    const found = files[path];
    if (found === undefined) throw Object.assign(new Error(path), { code: "ENOENT" });
    return found;
  };
  return loadConfig(text, { baseDirectory: "/srv", readFile });
}

test("an ip policy takes addresses from a file, comments aside", async () => {
  const list = "# the office\n203.0.113.0/24   ; all of it\r\n\n2001:db8::/32\n192.0.2.0/24\n";
  const { config, diagnostics } = await load(ALLOW, { "/srv/lists/office.txt": list });
  expect(diagnostics).toEqual([]);
  const policy = config?.endpoints[0]?.policy;
  const outcomes = ["203.0.113.7", "2001:db8::7", "192.0.2.2", "192.0.2.1", "198.51.100.1"].map(
    (ip) =>
      policy?.start({
        client: { ip, port: 1 },
        server: { ip: "192.0.2.9", port: 1, region: "" },
        start: new Date(0),
        endpoint: { id: "ep", protocol: "tcp", host: "a.example", port: 1, url: "tcp://a.example:1" },
      }).kind,
  );
  expect(outcomes).toEqual(["continue", "continue", "continue", "deny", "deny"]);
});

test("an ip policy may be one file, which allows if nothing else is said", async () => {
  const files = { "/srv/list.txt": "203.0.113.0/24\n" };
  const facts = (ip: string) => ({
    client: { ip, port: 1 },
    server: { ip: "192.0.2.9", port: 1, region: "" },
    start: new Date(0),
    endpoint: { id: "ep", protocol: "tcp" as const, host: "a.example", port: 1, url: "tcp://a.example:1" },
  });
  for (const [policy, expected] of [
    ["{ file: list.txt }", "continue deny"],
    ["{ file: list.txt, action: allow, description: guests }", "continue deny"],
    ["{ file: list.txt, action: deny, description: }", "deny deny"],
  ] as const) {
    const { config, diagnostics } = await load(policy, files);
    expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
    const decide = (ip: string) => config?.endpoints[0]?.policy?.start(facts(ip)).kind;
    expect(`${decide("203.0.113.7")} ${decide("198.51.100.1")}`, policy).toBe(expected);
  }
});

test("a file is one set for all that name it", async () => {
  const set = AddressSet.from(["203.0.113.0/24"]);
  const find = vi.spyOn(set, "find");
  let readings = 0;
  const endpoint = (id: string, port: number) =>
    `{ url: tcp://a.example:${port}, upstream: { url: 1 }, traffic_policy: { on_tcp_connect: [{ actions: [{ type: restrict-ips, config: { ip_policies: [${id}] } }] }] } }`;
  const text = `ip_policies: { a: { file: list.txt }, b: [{ file: ./list.txt, action: allow }] }\nendpoints: [${endpoint("a", 1)}, ${endpoint("b", 2)}]\n`;
  const readList = async (): Promise<ListedAddresses> => {
    readings += 1;
    return { list: { kind: "list", set }, digest: "sha256:one" };
  };
  const { config, diagnostics } = await loadConfig(text, { baseDirectory: "/srv", readList });
  expect(diagnostics).toEqual([]);
  for (const { policy } of config?.endpoints ?? []) {
    policy?.start({
      client: { ip: "203.0.113.7", port: 1 },
      server: { ip: "192.0.2.9", port: 1, region: "" },
      start: new Date(0),
      endpoint: { id: "ep", protocol: "tcp", host: "a.example", port: 1, url: "tcp://a.example:1" },
    });
  }
  expect([readings, find.mock.calls.length]).toEqual([1, 2]);
});

test("the column of a line is told where it is not the first", async () => {
  const { diagnostics } = await load(ALLOW, { "/srv/lists/office.txt": "10.0.0.1\r\n  10.0.0.256 # typo\r\n" });
  expect(diagnostics.map(({ message }) => message)).toEqual([
    "line 2, column 3 of `/srv/lists/office.txt`: the octet `256` is greater than 255",
  ]);
});

test("each line that is no address is told, up to a number", async () => {
  const { config, diagnostics } = await load(ALLOW, {
    "/srv/lists/office.txt": `10.0.0.0/8\n${"010.0.0.1\n".repeat(7)}`,
  });
  expect(config).toBeUndefined();
  expect(diagnostics.map(({ code }) => code)).toEqual(Array.from({ length: 6 }, () => "invalid-cidr"));
  expect(diagnostics[0]).toMatchObject({ range: { start: { line: 1, column: 33 } } });
  expect(diagnostics[0]?.message).toMatch(/^line 2 of `\/srv\/lists\/office.txt`: /);
  expect(diagnostics.at(-1)?.message).toBe("2 more lines of `/srv/lists/office.txt` are no addresses");
});

test.each([
  ["a file that lists nobody", ALLOW, "invalid-value", /lists nobody/],
  [
    "a file and a block in one rule",
    "[{ file: a, cidr: 10.0.0.1, action: deny }]",
    "invalid-value",
    /exclude each other/,
  ],
  ["a file that is not there", "[{ file: missing.txt, action: deny }]", "invalid-value", /cannot be read \(ENOENT\)/],
  ["a file without a name", "[{ file: , action: deny }]", "wrong-type", /`file` must be a string/],
  ["a policy of a file that is not there", "{ file: missing.txt }", "invalid-value", /cannot be read \(ENOENT\)/],
  ["a policy of a file without a name", "{ file: }", "missing-field", /`file`/],
  ["a policy of nothing", "{ action: deny }", "missing-field", /has no `file`/],
  ["a policy of a block", "{ file: lists/full.txt, cidr: 10.0.0.1 }", "unknown-key", /has no `cidr`/],
  ["a policy without its action", "{ file: lists/full.txt, action: }", "wrong-type", /`action` must be/],
  ["a policy of another action", "{ file: lists/full.txt, action: pass }", "invalid-value", /is not `allow` or `deny`/],
  ["a policy of a file that lists nobody", "{ file: lists/office.txt }", "invalid-value", /lists nobody/],
  ["a rule of nothing", "[{ action: deny }]", "missing-field", /has no `cidr`/],
])("%s is refused", async (_what, rules, code, message) => {
  const { config, diagnostics } = await load(rules, {
    "/srv/lists/office.txt": "# nobody\n\n",
    "/srv/lists/full.txt": "10.0.0.1",
  });
  expect(config).toBeUndefined();
  // That nobody is allowed then is no second mistake.
  expect(diagnostics).toMatchObject([{ severity: "error", code, message: expect.stringMatching(message) }]);
});
