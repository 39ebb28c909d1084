import { beforeEach, describe, expect, test, vi } from "vitest";
import { compileProgram } from "../compile.ts";
import type { CertificateFacts, ConnectionFacts } from "../facts.ts";
import { start } from "../run.ts";
import { TLS } from "../testing/handshake.ts";
import { parseCertificate } from "./index.ts";
import type { Computed } from "./lazily.ts";
import { fixtureDer, fixturePem } from "./testing/fixtures.ts";

/** Every field that was computed, in its order. */
const computed: string[] = [];

vi.mock(import("./lazily.ts"), async (original) => {
  const { lazily } = await original();
  const observed = <T extends object>(fields: Computed<T>): Computed<T> =>
    Object.fromEntries(
      Object.entries<() => unknown>(fields).map(([name, compute]) => [
        name,
        () => {
          computed.push(name);
          return compute();
        },
      ]),
    ) as Computed<T>;
  return { lazily: (fields) => lazily(observed(fields)) };
});

beforeEach(() => {
  computed.length = 0;
});

function factsOf(der: Uint8Array): CertificateFacts {
  const parsed = parseCertificate(der);
  if (parsed.kind === "invalid") throw new Error(parsed.reason);
  return parsed.facts;
}

describe("the fields of a certificate", () => {
  test("are not computed by reading it", () => {
    const base64 = vi.spyOn(globalThis, "btoa");
    expect(factsOf(fixtureDer("rich"))).toBeDefined();
    expect(base64).not.toHaveBeenCalled();
    expect(computed).toEqual([]);
    base64.mockRestore();
  });

  test("are computed when they are read, each alone and once", () => {
    const facts = factsOf(fixtureDer("rich"));
    for (const _ of [1, 2]) {
      expect(facts.pem).toBe(fixturePem("rich"));
      expect(facts.subject.country).toEqual(["DE"]);
      expect(facts.san.dnsNames).toBe(facts.san.dnsNames);
    }
    expect(computed).toEqual(["pem", "subject", "country", "san", "dnsNames"]);
  });

  test("are those of the bytes that were read, whatever is written over them later", () => {
    const der = Uint8Array.from(fixtureDer("rich"));
    const [facts, { subject, san, serialNumber, extensions }] = [factsOf(der), factsOf(Uint8Array.from(der))];
    der.fill(0x20);
    expect(facts).toEqual({ ...facts, pem: fixturePem("rich"), subject, san, serialNumber, extensions });
  });

  test("are copied and written as those of a plain object", () => {
    const facts = factsOf(fixtureDer("rsa"));
    const plain = structuredClone(facts);
    expect(Object.keys(facts)).toEqual([
      "pem",
      "serialNumber",
      "signatureAlgorithm",
      "subject",
      "issuer",
      "san",
      "validity",
      "extensions",
    ]);
    expect({ ...facts, san: { ...facts.san } }).toStrictEqual(plain);
    expect(JSON.stringify(facts)).toBe(JSON.stringify(plain));
    expect(Object.freeze(factsOf(fixtureDer("rsa"))).pem).toBe(plain.pem);
  });
});

describe("a policy", () => {
  test.each<[expression: string, fields: readonly string[]]>([
    ["conn.tls.version == '1.2'", []],
    ["has(conn.tls.client.pem) && conn.tls.version == '1.2'", ["pem"]],
    ["conn.tls.client.pem == ''", ["pem"]],
    ["conn.tls.client.serial_number == ''", ["serialNumber"]],
    ["conn.tls.client.subject == ''", ["subject", "text"]],
    ["conn.tls.client.subject.common_name == ''", ["subject", "commonName"]],
    ["conn.tls.client.issuer.country == ['']", ["issuer", "country"]],
    ["conn.tls.client.san.dns_names.size() == 0", ["san", "dnsNames"]],
    ["conn.tls.client.validity.not_after < timestamp('2000-01-01T00:00:00Z')", ["validity"]],
    ["conn.tls.client.extensions.size() == 0", ["extensions"]],
    ["conn.tls.server.san.uris == ['']", ["san", "uris"]],
  ])("that says `%s` has of a certificate computed %j", (expression, fields) => {
    const text = JSON.stringify({
      on_tcp_connect: [
        { expressions: [expression], actions: [{ type: "deny" }] },
        { expressions: [expression], actions: [{ type: "deny" }] },
      ],
    });
    const { program, diagnostics } = compileProgram(text, { protocol: "tls", internal: true });
    if (program === undefined) throw new Error(JSON.stringify(diagnostics));
    const certificate = factsOf(fixtureDer("rich"));
    const facts: ConnectionFacts = {
      client: { ip: "10.1.2.3", port: 40_000 },
      server: { ip: "192.0.2.1", port: 443, region: "" },
      start: new Date(0),
      endpoint: { id: "ep", protocol: "tls", host: "example.com", port: 443, url: "tls://example.com" },
      hello: { sni: "example.com", ja4: "t13d" },
      tls: { ...TLS, clientCertificate: certificate, serverCertificate: certificate, chain: "trusted" },
      intelligence: undefined,
    };
    expect(start(program, facts, {}).kind).toBe("continue");
    expect(computed).toEqual(fields);
  });
});
