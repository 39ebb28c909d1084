import { beforeAll, describe, expect, test } from "vitest";
import { dialTls, echo, readAll, tcpPeer } from "../testing/peers.ts";
import { type Credentials, createAuthority } from "../testing/pki.ts";
import { continueStep, policyOf, terminateStep } from "../testing/policies.ts";
import { configOf, runProxy } from "../testing/proxies.ts";
import { NAME, URL } from "../testing/terminating.ts";

let server: Credentials;

beforeAll(async () => {
  server = await (await createAuthority({ commonName: "Servers CA" })).issue({ commonName: NAME, dnsNames: [NAME] });
});

describe.each(["TLSv1.2", "TLSv1.3"] as const)("ALPN on %s", (maxVersion) => {
  async function negotiate(offered: readonly string[] | undefined, asked: readonly string[]) {
    await using upstream = await tcpPeer(echo);
    let seen: string | undefined;
    const policy = policyOf(() =>
      terminateStep({}, ({ tls }) => {
        seen = tls.negotiatedAlpn;
        return continueStep;
      }),
    );
    const endpoint = { url: URL, upstream: upstream.port, policy, ...(offered ? { alpnProtocols: offered } : {}) };
    await using running = await runProxy(configOf([endpoint], { certificates: [server] }));
    const client = await dialTls(running.port(URL), NAME, { maxVersion, ALPNProtocols: [...asked] });
    client.end("x");
    await readAll(client);
    return { client: client.alpnProtocol, policy: seen };
  }

  test("the endpoint's order decides", async () => {
    expect(await negotiate(["h2", "http/1.1"], ["http/1.1", "h2"])).toEqual({ client: "h2", policy: "h2" });
  });

  test("a client that asks for nothing gets nothing", async () => {
    expect(await negotiate(["h2"], [])).toEqual({ client: false, policy: "" });
  });

  test("an endpoint that offers nothing does not answer", async () => {
    expect(await negotiate(undefined, ["h2"])).toEqual({ client: false, policy: "" });
  });

  test("without a common protocol the handshake fails with its alert", async () => {
    await expect(negotiate(["h2"], ["postgresql"])).rejects.toMatchObject({
      code: expect.stringMatching(/NO_APPLICATION_PROTOCOL$/),
    });
  });
});
