import { beforeAll, describe, expect, test } from "vitest";
import { type Authority, type Credentials, createAuthority } from "../testing/pki.ts";
import { loadConfig } from "./load.ts";

let authority: Authority;
let server: Credentials;

beforeAll(async () => {
  authority = await createAuthority({ commonName: "CA" });
  server = await authority.issue({ commonName: "a", dnsNames: ["a.example"] });
});

const PLACES = {
  "terminate-tls": (list: unknown) => ({
    traffic_policy: {
      on_tcp_connect: [{ actions: [{ type: "terminate-tls", config: { mutual_tls_certificate_authorities: list } }] }],
    },
  }),
  "terminate-tls, by an id": (list: unknown) => ({
    traffic_policy: {
      on_tcp_connect: [
        { actions: [{ type: "terminate-tls", config: { mutual_tls_certificate_authorities: ["listed"] } }] },
      ],
    },
    certificate_authorities: { listed: Array.isArray(list) ? list[0] : list },
  }),
  agent_tls_termination: (list: unknown) => ({ agent_tls_termination: { mutual_tls_certificate_authorities: list } }),
  upstream: (list: unknown) => ({ upstream: { url: "tls://127.0.0.1:1", tls: { certificate_authorities: list } } }),
};

async function load(place: keyof typeof PLACES, list: unknown) {
  const { certificate_authorities, ...endpoint } = PLACES[place](list) as Record<string, unknown>;
  const config = {
    certificates: { self_signed: true },
    ...(certificate_authorities === undefined ? {} : { certificate_authorities }),
    endpoints: [{ url: "tls://a.example", upstream: { url: "1" }, ...endpoint }],
  };
  const readFile = () => Promise.reject(Object.assign(new Error(), { code: "ENOENT" }));
  const result = await loadConfig(JSON.stringify(config), { filename: "/etc/sluice.yml", readFile });
  return { config: result.config, errors: result.diagnostics.filter(({ severity }) => severity === "error") };
}

/** What Node takes for a list of authorities without a word, or for "the public roots". */
const NO_AUTHORITIES: readonly (readonly [string, () => unknown])[] = [
  ["text that is no PEM", () => ["garbage"]],
  ["an empty text", () => [""]],
  ["blanks", () => [" \n"]],
  ["a null in the list", () => [null]],
  ["a key", () => [server.privateKey]],
  ["a block that is not base64", () => [block("CERTIFICATE", "%%%%")]],
  ["a block of other bytes", () => [block("CERTIFICATE", "AAAA")]],
  ["an authority, and garbage in the next block", () => [authority.certificate + block("CERTIFICATE", "AAAA")]],
  ["an authority that is cut off", () => [authority.certificate.slice(0, -30)]],
];

describe.each(Object.keys(PLACES) as (keyof typeof PLACES)[])("%s", (place) => {
  test("takes an authority", async () => {
    const { config, errors } = await load(place, [authority.certificate]);
    expect(errors).toEqual([]);
    expect(config).toBeDefined();
  });

  test.each(NO_AUTHORITIES)("%s is an error, and nothing runs", async (_what, list) => {
    const { config, errors } = await load(place, list());
    expect(errors).not.toEqual([]);
    expect(config).toBeUndefined();
  });
});

describe("a list that names none", () => {
  test.each([
    ["terminate-tls", []],
    ["agent_tls_termination", []],
    ["upstream", []],
    // In a policy a null counts as left out, in this file it does not.
    ["terminate-tls, by an id", null],
    ["agent_tls_termination", null],
    ["upstream", null],
  ] as const)("%s: %j is an error, and nothing runs", async (place, list) => {
    const { config, errors } = await load(place, list);
    expect(errors).not.toEqual([]);
    expect(config).toBeUndefined();
  });
});

function block(label: string, base64: string): string {
  return `-----BEGIN ${label}-----\n${base64}\n-----END ${label}-----\n`;
}
