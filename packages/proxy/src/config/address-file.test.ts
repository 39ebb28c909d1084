import { expect, test } from "vitest";
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
  ["a rule of nothing", "[{ action: deny }]", "missing-field", /has no `cidr`/],
])("%s is refused", async (_what, rules, code, message) => {
  const { config, diagnostics } = await load(rules, { "/srv/lists/office.txt": "# nobody\n\n" });
  expect(config).toBeUndefined();
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  expect(errors).toMatchObject([{ code, message: expect.stringMatching(message) }]);
});
