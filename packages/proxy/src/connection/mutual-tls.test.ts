import { once } from "node:events";
import { connect as connectTls } from "node:tls";
import type { CertificateFacts, ChainVerdict } from "@sluice/policy";
import { beforeAll, describe, expect, test } from "vitest";
import { dialTls, readAll } from "../testing/peers.ts";
import {
  type ClientCertificates,
  type Credentials,
  createAuthority,
  createClientCertificates,
} from "../testing/pki.ts";
import { NAME, runTerminating, URL } from "../testing/terminating.ts";

let server: Credentials;
let clients: ClientCertificates;

beforeAll(async () => {
  const authority = await createAuthority({ commonName: "Servers CA" });
  server = await authority.issue({ commonName: NAME, dnsNames: [NAME] });
  clients = await createClientCertificates();
});

describe("mutual TLS", () => {
  type Shown = keyof ClientCertificates & ("right" | "expired" | "notYetValid" | "wrongAuthority" | "wrongPurpose");

  test.each<[Shown | "none", ChainVerdict]>([
    ["none", "none"],
    ["right", "trusted"],
    ["expired", "expired"],
    ["notYetValid", "not-yet-valid"],
    ["wrongAuthority", "untrusted"],
    ["wrongPurpose", "wrong-purpose"],
  ])("%s is %s, on TLS 1.2 and 1.3", async (shown, verdict) => {
    const seen: [CertificateFacts | null, ChainVerdict][] = [];
    await using running = await runTerminating(
      {
        clientCertificates: { authorities: [clients.authority.certificate], strategy: "request" },
        verifyClient: (certificate, chain) => {
          seen.push([certificate, chain]);
          return { ok: true };
        },
      },
      { server },
    );
    for (const maxVersion of ["TLSv1.2", "TLSv1.3"] as const) {
      const pair = shown === "none" ? {} : { cert: clients[shown].certificate, key: clients[shown].privateKey };
      const client = await dialTls(running.port(URL), NAME, { maxVersion, ...pair });
      client.end("x");
      expect((await readAll(client)).toString()).toBe("x");
    }
    const subject = shown === "none" ? undefined : "client";
    // Of TLS 1.2 twice: before the server's end of the handshake, and when it is done.
    expect(seen.map(([certificate, chain]) => [certificate?.subject.commonName, chain])).toEqual([
      [subject, verdict],
      [subject, verdict],
      [subject, verdict],
    ]);
  });

  test("without authorities nothing is trusted, not even what public roots would", async () => {
    const seen: ChainVerdict[] = [];
    await using running = await runTerminating(
      {
        clientCertificates: { authorities: [], strategy: "require-any" },
        verifyClient: (_certificate, chain) => {
          seen.push(chain);
          return { ok: true };
        },
      },
      { server },
    );
    const { certificate: cert, privateKey: key } = clients.right;
    const client = await dialTls(running.port(URL), NAME, { cert, key });
    client.end("x");
    await readAll(client);
    expect(seen).toEqual(["untrusted"]);
  });

  test("a client that the policy refuses reaches nobody", async () => {
    await using running = await runTerminating(
      {
        clientCertificates: { authorities: [clients.authority.certificate], strategy: "require-and-verify" },
        verifyClient: () => ({ ok: false, reason: "client-certificate-required" }),
      },
      { server },
    );
    const client = connectTls({ port: running.port(URL), servername: NAME, rejectUnauthorized: false });
    client.write("too early");
    const heard: Buffer[] = [];
    client.on("data", (chunk: Buffer) => heard.push(chunk));
    const [error] = await once(client, "error");
    expect(error.message).toContain("SSL alert number 116");
    expect(heard).toEqual([]);
    expect((await running.nextEvent()).object.traffic_policy).toMatchObject({
      outcome: "error",
      error: { code: "client-certificate-required" },
    });
    expect(running.upstreamConnections()).toBe(0);
  });
});
