import { access } from "node:fs/promises";
import { type ConnectionOptions, connect as connectTls } from "node:tls";
import type { TlsFacts } from "@sluice/policy";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { requirePeer } from "../e2e/testing/peers.ts";
import { type RunResult, run } from "../e2e/testing/run.ts";
import { createScratch, type Scratch } from "../e2e/testing/scratch.ts";
import { tcpPeer } from "../testing/peers.ts";
import {
  type ClientCertificates,
  type Credentials,
  createAuthority,
  createClientCertificates,
} from "../testing/pki.ts";
import { continueStep, policyOf, terminateStep } from "../testing/policies.ts";
import { configOf, type RunningProxy, runProxy } from "../testing/proxies.ts";
import { pairOf, verifying } from "../testing/verifying.ts";

const VERIFIED = "verified.example.com";
/** Asks for a certificate of anybody, and takes all. */
const ASKED = "asked.example.com";

let server: Credentials;
let clients: ClientCertificates;
let scratch: Scratch;
let seen: TlsFacts[] = [];
let proxy: RunningProxy;
let upstream: Awaited<ReturnType<typeof tcpPeer>>;

beforeAll(async () => {
  const authority = await createAuthority({ commonName: "Servers CA" });
  server = await authority.issue({ commonName: "the proxy", dnsNames: [VERIFIED, ASKED] });
  clients = await createClientCertificates();
  scratch = await createScratch();
  for (const shown of ["right", "wrongAuthority"] as const) {
    await scratch.write(`${shown}.crt`, clients[shown].certificate);
    await scratch.write(`${shown}.key`, clients[shown].privateKey);
  }
  upstream = await tcpPeer((socket) => socket.once("data", () => socket.end("hello")));
  const after = ({ tls }: { tls: TlsFacts }) => {
    seen.push(tls);
    return continueStep;
  };
  const asking = { clientCertificates: { authorities: [server.certificate], strategy: "request" } } as const;
  const endpoint = (name: string, tls: Parameters<typeof terminateStep>[0]) => ({
    url: `tls://${name}`,
    upstream: upstream.port,
    policy: policyOf(() => terminateStep(tls, after)),
  });
  proxy = await runProxy(
    configOf([endpoint(VERIFIED, verifying(clients)), endpoint(ASKED, asking)], { certificates: [server] }),
  );
});

afterAll(async () => {
  await proxy?.[Symbol.asyncDispose]();
  await upstream?.[Symbol.asyncDispose]();
  await scratch?.remove();
});

type Shown = "right" | "wrongAuthority" | undefined;

interface Outcome {
  readonly code: string | undefined;
  readonly tls: TlsFacts | undefined;
}

/** What the proxy makes of the next connection. */
async function outcomeOf<T>(act: () => Promise<T>): Promise<Outcome & { readonly result: T }> {
  seen = [];
  const result = await act();
  const { traffic_policy } = (await proxy.nextEvent()).object;
  return { code: traffic_policy.error?.code, tls: seen[0], result };
}

const REFUSED = { code: "client-certificate-required", tls: undefined };
const LET_IN = { code: undefined, tls: { sessionResumed: false, chain: "trusted" } };
/** Let in as somebody without a certificate. */
const NOBODY = { code: undefined, tls: { sessionResumed: false, chain: "none", clientCertificate: null } };

describe.each(["1.2", "1.3"] as const)("TLS %s", (version) => {
  describe.each([[], ["-no_ticket"]])("openssl %s", (...flags: string[]) => {
    function openssl(name: string, shown: Shown, more: readonly string[]): Promise<RunResult> {
      const pair = shown ? ["-cert", scratch.path(`${shown}.crt`), "-key", scratch.path(`${shown}.key`)] : [];
      const address = ["-connect", `127.0.0.1:${proxy.port(`tls://${name}`)}`, "-servername", name];
      const args = ["s_client", ...address, `-tls${version.replace(".", "_")}`, "-ign_eof", ...flags, ...pair, ...more];
      return run("openssl", args, { input: "x\n" });
    }

    test("the session of a client that was let in is worth nothing", async (context) => {
      requirePeer(context, "openssl");
      const file = scratch.path(`in-${version}${flags.join("")}`);
      expect(await outcomeOf(() => openssl(VERIFIED, "right", ["-sess_out", file]))).toMatchObject(LET_IN);
      await access(file);
      const back = ["-sess_in", file];
      const attempts = [
        [VERIFIED, "right", LET_IN],
        [VERIFIED, undefined, REFUSED],
        [ASKED, undefined, NOBODY],
      ] as const;
      for (const [name, shown, expected] of attempts) {
        const outcome = await outcomeOf(() => openssl(name, shown, back));
        expect(outcome).toMatchObject(expected);
        expect(outcome.result.stdout).not.toContain("Reused");
      }
    });

    test("a session of another configuration is worth nothing", async (context) => {
      requirePeer(context, "openssl");
      const file = scratch.path(`asked-${version}${flags.join("")}`);
      expect(await outcomeOf(() => openssl(ASKED, undefined, ["-sess_out", file]))).toMatchObject(NOBODY);
      await access(file);
      const outcome = await outcomeOf(() => openssl(VERIFIED, undefined, ["-sess_in", file]));
      expect(outcome).toMatchObject(REFUSED);
      expect(outcome.result.stdout).not.toContain("Reused");
    });
  });

  describe("Node", () => {
    /** The sessions that the client has had on the way, the last one first: as early as its keys were known. */
    function node(
      name: string,
      shown: Shown,
      more: ConnectionOptions = {},
    ): Promise<{ sessions: Buffer[]; reused: boolean }> {
      return new Promise((resolve) => {
        const sessions: Buffer[] = [];
        let reused = false;
        const keep = (session: Buffer | undefined): void => {
          if (session && session.length > 0) sessions.unshift(session);
        };
        const client = connectTls({
          port: proxy.port(`tls://${name}`),
          host: "127.0.0.1",
          servername: name,
          rejectUnauthorized: false,
          minVersion: `TLSv${version}`,
          maxVersion: `TLSv${version}`,
          ...(shown ? pairOf(clients[shown]) : {}),
          ...more,
        });
        client.on("keylog", () => keep(client.getSession()));
        client.on("session", keep);
        client.on("secureConnect", () => {
          reused = client.isSessionReused();
          keep(client.getSession());
        });
        client.on("error", () => {});
        client.on("close", () => resolve({ sessions, reused }));
        client.resume().write("x");
      });
    }

    test.each([
      ["let in", "right", LET_IN],
      ["refused", "wrongAuthority", { code: "client-certificate-untrusted" }],
      ["refused for want of a certificate", undefined, REFUSED],
    ] as const)("no session of a client that was %s is worth anything", async (_what, shown, first) => {
      const before = await outcomeOf(() => node(VERIFIED, shown));
      expect(before).toMatchObject(first);
      const { sessions } = before.result;
      expect(sessions.length).toBeGreaterThan(0);
      for (const session of new Set(sessions.map((each) => each.toString("latin1")))) {
        const back = { session: Buffer.from(session, "latin1") };
        const bare = await outcomeOf(() => node(VERIFIED, undefined, back));
        expect(bare).toMatchObject({ ...REFUSED, result: { reused: false } });
        const again = await outcomeOf(() => node(VERIFIED, shown, back));
        expect(again).toMatchObject({ ...first, result: { reused: false } });
        const elsewhere = await outcomeOf(() => node(ASKED, undefined, back));
        expect(elsewhere).toMatchObject({ ...NOBODY, result: { reused: false } });
      }
    });
  });
});
