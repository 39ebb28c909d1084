import type { TLSSocket } from "node:tls";
import { beforeAll, describe, expect, test } from "vitest";
import { dialTls, echo, readAll, tcpPeer } from "../testing/peers.ts";
import { type Authority, type Credentials, createAuthority } from "../testing/pki.ts";
import { policyOf, terminateStep } from "../testing/policies.ts";
import { configOf, runProxy } from "../testing/proxies.ts";
import { NAME, runTerminating, URL } from "../testing/terminating.ts";

let authority: Authority;
let server: Credentials;

beforeAll(async () => {
  authority = await createAuthority({ commonName: "Servers CA" });
  server = await authority.issue({ commonName: NAME, dnsNames: [NAME] });
});

describe("session resumption", () => {
  const versions = ["TLSv1.2", "TLSv1.3"] as const;

  test.each(versions)("%s: none where a client certificate is asked for", async (maxVersion) => {
    await using running = await runTerminating(
      {
        clientCertificates: { authorities: [authority.certificate], strategy: "request" },
      },
      { server },
    );
    expect(await resumes(running.port(URL), running.port(URL), maxVersion)).toBe(false);
  });

  test.each(versions)("%s: within one configuration", async (maxVersion) => {
    await using running = await runTerminating({}, { server });
    expect(await resumes(running.port(URL), running.port(URL), maxVersion)).toBe(true);
  });

  test.each(versions)("%s: not across configurations", async (maxVersion) => {
    await using one = await runTerminating({ digest: "one" }, { server });
    await using other = await runTerminating({ digest: "other" }, { server });
    expect(await resumes(one.port(URL), other.port(URL), maxVersion)).toBe(false);
  });

  test.each(versions)("%s: not across configurations of one proxy", async (maxVersion) => {
    await using upstream = await tcpPeer(echo);
    let digest = "one";
    const config = configOf(
      [{ url: URL, upstream: upstream.port, policy: policyOf(() => terminateStep({ digest })) }],
      {
        certificates: [server],
      },
    );
    await using running = await runProxy(config);
    const session = await sessionFrom(running.port(URL), maxVersion);
    digest = "other";
    expect(await accepts(running.port(URL), maxVersion, session)).toBe(false);
    digest = "one";
    expect(await accepts(running.port(URL), maxVersion, session)).toBe(true);
  });
});

async function resumes(from: number, to: number, maxVersion: "TLSv1.2" | "TLSv1.3"): Promise<boolean> {
  return accepts(to, maxVersion, await sessionFrom(from, maxVersion));
}

/** The session that a client would bring back, the one behind the last ticket. */
async function sessionFrom(port: number, maxVersion: "TLSv1.2" | "TLSv1.3"): Promise<Buffer | undefined> {
  const client = await dialTls(port, NAME, { maxVersion });
  let session: Buffer | undefined = client.getSession();
  client.on("session", (later: Buffer) => {
    session = later;
  });
  client.end("x");
  await readAll(client);
  return session;
}

async function accepts(port: number, maxVersion: "TLSv1.2" | "TLSv1.3", session: Buffer | undefined): Promise<boolean> {
  const client: TLSSocket = await dialTls(port, NAME, { maxVersion, ...(session ? { session } : {}) });
  const reused = client.isSessionReused();
  client.end("x");
  await readAll(client);
  return reused;
}
