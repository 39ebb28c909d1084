import { type ChainVerdict, compilePolicy, type VerificationStrategy } from "@sluice/policy";
import { beforeAll, describe, expect, test } from "vitest";
import { DEFAULT_CLIENT_HELLO_LIMITS } from "../client-hello/result.ts";
import { Counters } from "../connection/counters.ts";
import { DEFAULT_LIMITS, MAX_FORWARD_HOPS } from "../limits.ts";
import { Page } from "../testing/page.ts";
import { type Authority, createAuthority } from "../testing/pki.ts";
import { testShownConfigurations } from "../testing/shown-configurations.ts";
import { CIPHER_SUITES } from "./cipher-suites.ts";
import { createRevocationList } from "./throwaway-revocation.ts";

/** All that there are: another would not compile. */
const STRATEGIES: Readonly<Record<VerificationStrategy, true>> = {
  "require-and-verify": true,
  "require-any": true,
  request: true,
};
const VERDICTS: Readonly<Record<ChainVerdict, true>> = {
  none: true,
  trusted: true,
  untrusted: true,
  expired: true,
  "not-yet-valid": true,
  revoked: true,
  "wrong-purpose": true,
  invalid: true,
};
const UNITS: Readonly<Record<string, number>> = { "": 1, s: 1_000, min: 60_000, KiB: 1_024 };

const page = new Page("tls.md");
/** Whatever a configuration on the page names. */
const files = new Map<string, string>();

let authority: Authority;

beforeAll(async () => {
  authority = await createAuthority({ commonName: "CA" });
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

  test("names the strategies, and the one that holds where none is written", () => {
    const named = page.table("## Mutual TLS").map(({ strategy = "" }) => strategy);
    expect(named.filter((name) => name.endsWith(" (default)"))).toEqual([`${strategyOf({})} (default)`]);
    const strategies = named.map((name) => name.replace(" (default)", ""));
    for (const name of strategies) expect(strategyOf({ mutual_tls_verification_strategy: name })).toBe(name);
    expect(new Set(strategies)).toEqual(new Set(Object.keys(STRATEGIES)));
  });

  test("names every verdict", () => {
    const table = /\| verdict \| when \|\n(?:\|.*\n)+/.exec(page.text)?.[0] ?? "";
    const named = [...table.matchAll(/^\| (`.*?`) \|/gm)].flatMap(([, cell = ""]) => cell.match(/[a-z-]+/g) ?? []);
    expect(new Set(named)).toEqual(new Set(Object.keys(VERDICTS)));
  });

  test("names the limits that hold", () => {
    const written = page.table("## Limits").map(({ what = "", limit = "" }) => [what.split(",")[0], numberOf(limit)]);
    expect(Object.fromEntries(written)).toEqual({
      "the ClientHello": DEFAULT_LIMITS.clientHello,
      "the handshake": DEFAULT_LIMITS.handshake,
      idle: DEFAULT_LIMITS.idle,
      "a handshake message": DEFAULT_CLIENT_HELLO_LIMITS.message,
      // OpenSSL's `max_cert_list`, which Node hands on to nobody; tried by a client beside the other limits.
      "the client's certificate message": 102_400,
      "content of a record": DEFAULT_CLIENT_HELLO_LIMITS.record,
      "forward-internal": MAX_FORWARD_HOPS,
    });
  });

  test("names every counter of the event", () => {
    const named = page
      .table("## Limits")
      .flatMap((row) => row["counter in the event, object.counters"]?.match(/[a-z_]+_[a-z]+/g) ?? []);
    expect(new Set(named)).toEqual(new Set(Object.keys(new Counters().object())));
  });

  testShownConfigurations(page, async (path) => {
    const found = files.get(path.split("/").at(-1) ?? "");
    if (found === undefined) throw new Error(`${path} is not there`);
    return found;
  });
});

/** That of a `terminate-tls` with these settings beside an authority. */
function strategyOf(settings: Readonly<Record<string, string>>): string | undefined {
  const config = { ...settings, mutual_tls_certificate_authorities: [authority.certificate] };
  const { policy } = compilePolicy(
    JSON.stringify({ on_tcp_connect: [{ actions: [{ type: "terminate-tls", config }] }] }),
    { protocol: "tls" },
  );
  return policy?.terminations[0]?.clientCertificates?.strategy;
}

/** In milliseconds, bytes or times. */
function numberOf(limit: string): number {
  const [, number, unit = ""] = /^(\d+) ?(\w*)/.exec(limit) ?? [];
  return Number(number) * (UNITS[unit] ?? Number.NaN);
}
