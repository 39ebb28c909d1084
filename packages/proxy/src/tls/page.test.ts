import { beforeAll, describe, expect, test } from "vitest";
import { loadConfig } from "../config/load.ts";
import { Counters } from "../connection/counters.ts";
import { Page } from "../testing/page.ts";
import { createAuthority } from "../testing/pki.ts";
import { createRevocationList } from "../testing/revocation.ts";
import { CIPHER_SUITES } from "./cipher-suites.ts";

const page = new Page("tls.md");
/** Whatever a configuration on the page names. */
const files = new Map<string, string>();

beforeAll(async () => {
  const authority = await createAuthority({ commonName: "CA" });
  const pair = await authority.issue({
    commonName: "server",
    dnsNames: ["db.example.com", "app.example.com", "app.localhost"],
  });
  for (const name of ["server", "proxy"]) {
    files.set(`${name}.crt`, pair.certificate);
    files.set(`${name}.key`, pair.privateKey);
  }
  for (const name of ["ca", "clients-ca", "internal-ca"]) files.set(`${name}.crt`, authority.certificate);
  for (const name of ["ca", "clients-ca"]) files.set(`${name}.crl`, createRevocationList(authority));
});

describe("docs/tls.md", () => {
  test("names the cipher suites that are offered, in their order", () => {
    const rows = page.table("## Versions and cipher suites");
    expect(rows.map((row) => row["OpenSSL's name"]).join(":")).toBe(CIPHER_SUITES);
    for (const row of rows) expect(row["OpenSSL's name"]?.startsWith("TLS_")).toBe(row[""] === "1.3");
  });

  test("names every counter of the event", () => {
    const named = page
      .table("## Limits")
      .flatMap((row) => row["counter in the event, object.counters"]?.match(/[a-z_]+_[a-z]+/g) ?? []);
    expect(new Set(named)).toEqual(new Set(Object.keys(new Counters().object())));
  });

  test.each(page.blocks("yaml").map((text) => [text]))(
    "shows a configuration that loads without a word: %s",
    async (text) => {
      // Parts of one are shown where only they matter.
      const whole = text.includes("endpoints:")
        ? text
        : `${text}endpoints: [{ url: tls://a.example, upstream: { url: 1 } }]\n`;
      const readFile = (path: string): Promise<string> => {
        const found = files.get(path.split("/").at(-1) ?? "");
        return found === undefined ? Promise.reject(new Error(`${path} is not there`)) : Promise.resolve(found);
      };
      expect(await loadConfig(whole, { readFile })).toMatchObject({ config: expect.anything(), diagnostics: [] });
    },
  );
});
