import { access } from "node:fs/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { requirePeer } from "../e2e/testing/peers.ts";
import { type RunResult, run } from "../e2e/testing/run.ts";
import { createScratch, type Scratch } from "../e2e/testing/scratch.ts";
import { tcpPeer } from "../testing/peers.ts";
import { type Credentials, createAuthority } from "../testing/pki.ts";
import { policyOf, terminateStep } from "../testing/policies.ts";
import { configOf, runProxy } from "../testing/proxies.ts";
import { NAME, URL } from "../testing/terminating.ts";

let server: Credentials;
let scratch: Scratch;

beforeAll(async () => {
  const authority = await createAuthority({ commonName: "Servers CA" });
  server = await authority.issue({ commonName: NAME, dnsNames: [NAME] });
  scratch = await createScratch();
});

afterAll(() => scratch?.remove());

test("a session that is resumed takes no early data", async (context) => {
  requirePeer(context, "openssl");
  const heard: string[] = [];
  await using upstream = await tcpPeer((socket) =>
    socket.once("data", (chunk: Buffer) => {
      heard.push(chunk.toString());
      socket.end("hello");
    }),
  );
  const policy = policyOf(() => terminateStep());
  await using proxy = await runProxy(
    configOf([{ url: URL, upstream: upstream.port, policy }], { certificates: [server] }),
  );
  const session = scratch.path("session");
  await scratch.write("early", "early");
  const openssl = (...more: string[]): Promise<RunResult> => {
    const address = ["-connect", `127.0.0.1:${proxy.port(URL)}`, "-servername", NAME];
    return run("openssl", ["s_client", ...address, "-tls1_3", "-ign_eof", ...more], { input: "late\n" });
  };
  const first = await openssl("-sess_out", session);
  expect(first.stdout).toContain("Max Early Data: 0");
  await access(session);
  const again = await openssl("-sess_in", session, "-early_data", scratch.path("early"));
  expect(again.stdout).toContain("Reused, TLSv1.3");
  expect(again.stdout).toContain("Early data was not sent");
  expect(heard).toEqual(["late\n", "late\n"]);
});
