import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Ajv } from "ajv";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { writeMmdb } from "../../mmdb/index.ts";
import { Page } from "../../testing/page.ts";
import { createAuthority } from "../../testing/pki.ts";
import { placesIn } from "../../testing/schema-places.ts";
import { createRevocationList } from "../../tls/throwaway-revocation.ts";
import { loadConfig } from "../load.ts";
import { configSchema } from "./config-schema.ts";

const ROOT = fileURLToPath(new URL("../../../../../", import.meta.url));
const SCHEMA = configSchema();
const validate = new Ajv({ allErrors: true, allowUnionTypes: true }).compile(SCHEMA);
const read = (path: string): string => readFileSync(`${ROOT}${path}`, "utf8");

/** A configuration, or a part of one; `undefined` for any other document. */
function configurationOf(text: string): object | undefined {
  let value: unknown;
  try {
    value = parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const keys = Object.keys(value);
  if (keys.length === 0 || !keys.every((key) => Object.hasOwn(SCHEMA.properties ?? {}, key))) return undefined;
  return "endpoints" in value ? value : { endpoints: [], ...value };
}

const filesIn = (directory: string, recursive = false): string[] =>
  readdirSync(`${ROOT}${directory}`, { encoding: "utf8", recursive }).map((name) => `${directory}/${name}`);

/** That one shows what is wrong, too. */
const PAGES = [
  "README.md",
  ...filesIn("docs").filter((path) => !path.endsWith("/diagnostics.md")),
  ...["policy", "proxy", "conformance"].flatMap((name) => filesIn(`packages/${name}`)),
];
const FILES = filesIn("examples", true).filter((path) => /\.(?:ya?ml|json)$/.test(path));
const SHOWN = [
  ...PAGES.filter((path) => path.endsWith(".md")).flatMap((path) =>
    [...read(path).matchAll(/^```ya?ml\b[^\n]*\n(.*?)^```/gms)].map(([, text = ""]) => [path, text] as const),
  ),
  ...FILES.map((path) => [path, read(path)] as const),
].flatMap(([path, text]) => {
  const value = configurationOf(text);
  return value ? [[path, text, value] as const] : [];
});

describe("every configuration that is shown", () => {
  test.each(SHOWN)("in %s: %s", (_path, _text, value) => {
    validate(value);
    expect(validate.errors ?? []).toEqual([]);
  });

  test("is found", () => {
    expect(new Set(SHOWN.map(([path]) => path))).toContain("docs/tls.md");
    expect(SHOWN.length).toBeGreaterThan(15);
  });
});

describe("the complete example", () => {
  const text = read("examples/configuration/sluice.yml");

  test("loads without a word", async () => {
    const authority = await createAuthority({ commonName: "CA" });
    const pair = await authority.issue({ commonName: "a", dnsNames: ["*.example.com", "example.com"] });
    const files: readonly [RegExp, string][] = [
      [/-ca\.crt$/, authority.certificate],
      [/\.crt$/, pair.certificate],
      [/\.key$/, pair.privateKey],
      [/\.crl$/, createRevocationList(authority)],
      [/\.txt$/, "192.0.2.0/24 # partners\n"],
      [/policies/, "on_tcp_connect: []\n"],
      [/token$/, "secret\n"],
    ];
    const readFile = async (path: string): Promise<string> => {
      const [, content] = files.find(([name]) => name.test(path)) ?? [];
      if (content === undefined) throw Object.assign(new Error(path), { code: "ENOENT" });
      return content;
    };
    const records = { "192.0.2.0/24": { country: { iso_code: "CH" } } };
    const readBytes = async (path: string) => ({
      bytes: Buffer.from(writeMmdb({ type: path.includes("asn") ? "GeoLite2-ASN" : "GeoLite2-City", records })),
      digest: path,
    });
    const options = { filename: "/etc/sluice/sluice.yml", readFile, readBytes };
    const { config, diagnostics } = await loadConfig(text, options);
    expect(diagnostics).toEqual([]);
    expect(config?.endpoints).toHaveLength(4);
  });

  test("has every key but the ngrok agent's, and what stands in place of another", () => {
    const keys = new Set(placesIn(SCHEMA).flatMap(({ path, parent }) => (parent ? [String(path.at(-1))] : [])));
    const missing = [...keys].filter((key) => !new RegExp(`(?:^|[\\s{])${key}:`, "m").test(text));
    expect(missing.toSorted()).toEqual([
      "agent",
      "client_certificate",
      "client_key",
      "insecure_skip_verify",
      "self_signed",
      "shadow_policy",
    ]);
  });

  test("is what the page shows", () => {
    expect(text).toContain(new Page("configuration.md").blocks("yaml")[0]?.trim());
  });
});
