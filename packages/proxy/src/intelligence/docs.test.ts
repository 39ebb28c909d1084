import type { IntelligenceSource, Policy } from "@sluice/policy";
import { compilePolicy } from "@sluice/policy";
import { expect, test } from "vitest";
import { loadConfig } from "../config/load.ts";
import { SocketAddress } from "../connection/address.ts";
import { writeMmdb } from "../mmdb/index.ts";
import { Page } from "../testing/page.ts";
import { IpIntelligence, openDatabase } from "./index.ts";
import { ASN, CITY } from "./testing/databases.ts";

const at = (ip: string) => SocketAddress.of(ip, 1);

const page = new Page("ip-intelligence.md");
const ALL: IntelligenceSource[] = ["geo", "as", "categories"];

type Sample = string | number | boolean;
type Nested = Sample | { readonly [key: string]: Nested } | readonly Nested[];

/** A record that has this one member. */
function recordWith(path: string, value: Sample): Nested {
  return path.split(".").reduceRight<Nested>((inner, key) => (key === "0" ? [inner] : { [key]: inner }), value);
}

async function intelligenceOf(kind: "geo" | "as", record: Nested): Promise<IpIntelligence> {
  const type = kind === "geo" ? "GeoIP2-City" : "GeoIP2-ISP";
  const opened = await openDatabase(Buffer.from(writeMmdb({ type, records: { "192.0.2.7": record } })), kind);
  if (!opened.ok) throw new Error(opened.problem);
  return new IpIntelligence({ [kind]: opened.database });
}

/** What a policy is told of each field. */
function told(fields: readonly string[], intelligence: IpIntelligence): Readonly<Record<string, unknown>> {
  const metadata = Object.fromEntries(fields.map((field) => [field, `\${conn.client_ip.${field}}`]));
  const document = { on_tcp_connect: [{ actions: [{ type: "log", config: { metadata } }] }] };
  const { policy, diagnostics } = compilePolicy(JSON.stringify(document), { resources: { ip_intelligence: ALL } });
  expect(diagnostics).toEqual([]);
  return (policy as Policy).start({
    client: { ip: "192.0.2.7", port: 1 },
    server: { ip: "192.0.2.1", port: 2, region: "" },
    start: new Date(0),
    endpoint: { id: "ep", protocol: "tcp", host: "a.example", port: 2, url: "tcp://a.example:2" },
    intelligence: intelligence.facts(at("192.0.2.7"), at("192.0.2.1")),
  }).report.logs[0]?.metadata as Readonly<Record<string, unknown>>;
}

test.each([
  ["geo", "### Places"],
  ["as", "### Autonomous systems"],
] as const)(
  "each field of `%s` comes from the member that the page names, and no other does",
  async (kind, heading) => {
    const rows = page.table(heading);
    const fields = rows.map(({ field = "" }) => field);
    const empty = told(fields, await intelligenceOf(kind, {}));
    expect(rows.length).toBe(kind === "geo" ? 20 : 2);
    for (const { field = "", type, ...rest } of rows) {
      const member = Object.values(rest)[0] ?? "";
      const isNumber = /latitude|longitude|metro_code|radius|number/.test(member);
      const sample = type === "bool" ? true : isNumber ? 47 : "x";
      const found = told(fields, await intelligenceOf(kind, recordWith(member, sample)));
      expect(found).toEqual({ ...empty, [field]: type === "string" ? String(sample) : sample });
    }
  },
);

test("the configuration loads as it is shown, and without one of its settings the policy does not", async () => {
  const [text = ""] = page.blocks("yaml");
  const readFile = async (): Promise<string> => "192.0.2.0/24\n";
  const readBytes = async (path: string) => ({ bytes: Buffer.from(path.includes("City") ? CITY : ASN), digest: path });
  const { config, diagnostics } = await loadConfig(text, { readFile, readBytes });
  expect(diagnostics).toEqual([]);
  expect(config?.intelligence?.configured).toEqual(["geo", "as", "category_lists", "tor_nodes", "blocklist"]);
  const without = await loadConfig(text.replace(/^ {2}blocklist:.*\n/m, ""), { readFile, readBytes });
  expect(without.diagnostics).toMatchObject([
    { code: "ip-intelligence-missing", message: expect.stringContaining("`ip_intelligence.blocklist`") },
  ]);
});

test("the program that writes a database writes one that is read", async () => {
  const written = new Map<string, Uint8Array>();
  const body = (page.blocks("js")[0] ?? "").replace(/^import .*$/gm, "");
  const run = new Function("writeFileSync", "writeMmdb", body) as (...given: unknown[]) => void;
  run((name: string, bytes: Uint8Array) => written.set(name, bytes), writeMmdb);
  const opened = await openDatabase(Buffer.from(written.get("test.mmdb") ?? []), "geo");
  if (!opened.ok) throw new Error(opened.problem);
  const { location } = new IpIntelligence({ geo: opened.database }).lookup(at("192.0.2.9"));
  expect(location?.countryCode).toBe("CH");
});
