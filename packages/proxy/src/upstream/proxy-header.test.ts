import type { CertificateFacts, ChainVerdict, TlsFacts } from "@sluice/policy";
import { describe, expect, test } from "vitest";
import { findTlv, parseProxyHeader, sslTlv, TLV } from "../proxy-protocol/index.ts";
import { PROXY_TLVS, proxyHeaderOf, type TellableConnection } from "./proxy-header.ts";

const bare: TellableConnection = {
  client: { ip: "203.0.113.9", port: 50123 },
  server: { ip: "192.0.2.1", port: 443 },
  serverName: "",
  tls: undefined,
  id: "ev_1",
};

function tlsWith(commonName: string | undefined, chain: ChainVerdict, more: Partial<TlsFacts> = {}): TlsFacts {
  const subject = { commonName } as CertificateFacts["subject"];
  return {
    version: "1.3",
    cipherSuite: "TLS_AES_128_GCM_SHA256",
    negotiatedAlpn: "",
    sessionResumed: false,
    serverCertificate: null,
    clientCertificate: commonName === undefined ? null : ({ subject } as CertificateFacts),
    chain,
    ...more,
  };
}

/** What a receiver reads of a header with everything in it. */
function received(connection: Partial<TellableConnection>) {
  const result = parseProxyHeader(proxyHeaderOf({ ...bare, ...connection }, { version: 2, tlvs: PROXY_TLVS }));
  if (result.kind !== "header") throw new Error(result.kind);
  const { header } = result;
  const text = (type: number) => {
    const value = findTlv(header.tlvs, type);
    return value && Buffer.from(value).toString("utf8");
  };
  const types = header.tlvs.map(({ type }) => type);
  return {
    header,
    types,
    ssl: sslTlv(header),
    alpn: text(TLV.alpn),
    authority: text(TLV.authority),
    id: text(TLV.uniqueId),
  };
}

describe("the PROXY header for an upstream", () => {
  test("tells the addresses and no more unless more is asked for", () => {
    for (const version of [1, 2] as const) {
      const result = parseProxyHeader(proxyHeaderOf({ ...bare, serverName: "a.example" }, { version }));
      expect(result).toMatchObject({ kind: "header", header: { version, tlvs: [], source: { port: 50123 } } });
      if (result.kind === "header") expect(`${result.header.source?.address}`).toBe("203.0.113.9");
    }
  });

  test("leaves out what is not known, and is sealed by its checksum", () => {
    const { header, types, id } = received({});
    expect(types).toEqual([TLV.uniqueId, TLV.crc32c]);
    expect(header.checksum).toBe("fits");
    expect(id).toBe("ev_1");
  });

  test("tells the server name and what was negotiated", () => {
    const told = received({ serverName: "a.example", tls: tlsWith(undefined, "none", { negotiatedAlpn: "h2" }) });
    expect(told).toMatchObject({ authority: "a.example", alpn: "h2" });
    expect(told.ssl).toEqual({ client: 1, verify: 1, version: "TLSv1.3" });
  });

  test("tells the client's name, in UTF-8", () => {
    const { ssl } = received({ tls: tlsWith("Zoë", "trusted", { version: "1.2" }) });
    expect({ ...ssl, commonName: Buffer.from(ssl?.commonName ?? "", "latin1").toString("utf8") }).toEqual({
      client: 7,
      verify: 0,
      version: "TLSv1.2",
      commonName: "Zoë",
    });
  });

  test.each<[ChainVerdict, number]>([
    ["trusted", 0],
    ["untrusted", 20],
    ["expired", 10],
    ["not-yet-valid", 9],
    ["revoked", 23],
    ["wrong-purpose", 26],
    ["invalid", 1],
    ["none", 1],
  ])("a certificate that is %s has the result %i", (chain, verify) => {
    expect(received({ tls: tlsWith("client", chain) }).ssl?.verify).toBe(verify);
  });

  test("never says that a certificate was verified where there was none", () => {
    expect(received({ tls: tlsWith(undefined, "trusted") }).ssl).toMatchObject({ client: 1, verify: 1 });
  });

  test.each(["admin\0.evil.example", "admin\n", "x".repeat(257), ""])("does not tell the name %j", (name) => {
    const { ssl } = received({ tls: tlsWith(name, "trusted") });
    expect(ssl).toEqual({ client: 7, verify: 0, version: "TLSv1.3" });
  });
});
