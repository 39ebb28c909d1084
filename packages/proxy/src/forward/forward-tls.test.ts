import { describe, expect, test } from "vitest";
import { dialTls, echo, readAll, tlsPeer } from "../testing/peers.ts";
import { createAuthority, createSelfSigned } from "../tls/throwaway.ts";
import { ask, forwarding, nextEvent, portOf } from "./testing/forwarding.ts";

const LOOPBACK = { address: "127.0.0.1", ports: { 443: 0 } };

const upstream = forwarding();

describe("forward, with TLS", () => {
  test("passes TLS through, by its name", async () => {
    const own = await createSelfSigned({ commonName: "upstream", dnsNames: ["app.example.com"] });
    await using server = await tlsPeer({ cert: own.certificate, key: own.privateKey }, echo);
    const listener = await upstream.started({
      addr: server.port,
      proto: "tls",
      domain: "app.example.com",
      listen: LOOPBACK,
    });
    expect([listener.url(), listener.proto()]).toEqual(["tls://app.example.com", "tls"]);
    const client = await dialTls(portOf(listener), "app.example.com");
    expect(client.getPeerCertificate().subject.CN).toBe("upstream");
    client.end("hello");
    expect(String(await readAll(client))).toBe("hello");
    await expect(dialTls(portOf(listener), "other.example.com")).rejects.toMatchObject({
      code: "ERR_SSL_TLSV1_UNRECOGNIZED_NAME",
    });
  });

  test.each([
    ["its own certificate", {}],
    ["bytes of it", { asBytes: true }],
    ["the configured one, where `crt` and `key` are empty", { isEmpty: true }],
  ])(
    "terminates TLS with %s, and the policy sees it",
    async (_, { asBytes = false, isEmpty = false }: { asBytes?: boolean; isEmpty?: boolean }) => {
      const own = await createSelfSigned({ commonName: "mine", dnsNames: ["app.example.com"] });
      const form = (pem: string) => (asBytes ? Buffer.from(pem) : pem);
      const pair = isEmpty
        ? { crt: "", key: "", certificates: [{ certificate: own.certificate, private_key: own.privateKey }] }
        : { crt: form(own.certificate), key: form(own.privateKey) };
      const listener = await upstream.started({
        addr: upstream.port,
        proto: "tls",
        hostname: "app.example.com",
        listen: LOOPBACK,
        traffic_policy:
          "on_tcp_connect: [{ actions: [{ type: log, config: { metadata: { tls: '${conn.tls.version}' } } }] }]",
        ...pair,
      });
      const event = nextEvent(listener);
      const client = await dialTls(portOf(listener), "app.example.com");
      expect(client.getPeerCertificate().subject.CN).toBe("mine");
      client.end("hello");
      expect(String(await readAll(client))).toBe("hello");
      expect((await event).traffic_policy.logs).toEqual([{ metadata: { tls: "1.3" } }]);
    },
  );

  test("asks for client certificates, at the edge and at the agent", async () => {
    const authority = await createAuthority({ commonName: "clients" });
    const { certificate: cert, privateKey: key } = await authority.issue({ commonName: "alice", usage: "client" });
    for (const terminate_at of ["edge", "agent"] as const) {
      const listener = await upstream.started({
        addr: upstream.port,
        proto: "tls",
        domain: "app.example.com",
        certificates: { self_signed: true },
        mutual_tls_cas: [authority.certificate],
        terminate_at,
        listen: LOOPBACK,
      });
      const passed = nextEvent(listener);
      const alice = await dialTls(portOf(listener), "app.example.com", { cert, key });
      alice.end("hello");
      expect(String(await readAll(alice))).toBe("hello");
      expect((await passed).traffic_policy.outcome).toBe("continue");
      const refused = nextEvent(listener);
      await dialTls(portOf(listener), "app.example.com")
        .then(readAll)
        .catch(() => {});
      expect((await refused).traffic_policy.error?.code).toBe("client-certificate-required");
    }
  });

  test("verifies an upstream that speaks TLS, unless told not to", async () => {
    const own = await createSelfSigned({ commonName: "upstream", dnsNames: ["localhost"] });
    await using server = await tlsPeer({ cert: own.certificate, key: own.privateKey }, echo);
    const addr = `tls://localhost:${server.port}`;
    const strict = await upstream.started({ addr });
    const event = nextEvent(strict);
    expect(await ask(strict, "hello")).not.toBe("hello");
    expect((await event).upstream?.error).toBeDefined();
    expect(await ask(await upstream.started({ addr, verify_upstream_tls: false }), "hello")).toBe("hello");
  });
});
