import { connect } from "node:tls";
import { OctetString } from "@peculiar/asn1-schema";
import { Extension, KeyUsageFlags } from "@peculiar/asn1-x509";
import { type ChainVerdict, createTlsTermination } from "@sluice/policy";
import { parsePemRevocationLists, type RevocationList } from "@sluice/policy/x509";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Page } from "../testing/page.ts";
import { echo, type Peer, tcpPeer } from "../testing/peers.ts";
import {
  type Authority,
  type AuthorityOptions,
  type Credentials,
  createAuthority,
  createSelfSigned,
  type LeafOptions,
} from "../testing/pki.ts";
import { policyOf, terminateStep } from "../testing/policies.ts";
import { configOf, runProxy } from "../testing/proxies.ts";
import { NAME, URL } from "../testing/terminating.ts";
import { createRevocationList } from "../tls/throwaway-revocation.ts";

/** What becomes of the chains that clients of `require-and-verify` show. */
const ROWS = new Page("tls.md").table("### Which chains are trusted");

interface Shown extends Credentials {
  /** What is listed, PEM. Default: the root alone. */
  readonly authorities?: readonly string[];
  /** Revocation lists that the proxy has, PEM. Default: none. */
  readonly lists?: readonly string[];
}

const DAY = 86_400_000;
const NOTHING = new OctetString(Uint8Array.of(5, 0));
const LEAF: LeafOptions = { commonName: "client", usage: "client", dnsNames: ["client.example.com"] };

let root: Authority;
let server: Credentials;
let upstream: Peer;

beforeAll(async () => {
  root = await createAuthority({ commonName: "Root" });
  server = await root.issue({ commonName: NAME, dnsNames: [NAME] });
  upstream = await tcpPeer(echo);
});

afterAll(() => upstream[Symbol.asyncDispose]());

const SHOWN: Readonly<Record<string, () => Promise<Shown>>> = {
  "a leaf of the root": () => root.issue(LEAF),
  "a leaf and its intermediate": () => through({}),
  "a leaf, two intermediates": async () => withSecond(await intermediate({})),
  "a leaf without its intermediate": async () => (await intermediate({})).issue(LEAF),
  "a leaf of a listed intermediate whose root is listed": async () => {
    const middle = await intermediate({});
    return { ...(await middle.issue(LEAF)), authorities: [root.certificate, middle.certificate] };
  },
  "a leaf of a listed intermediate whose root is not listed": async () => {
    const middle = await intermediate({});
    return { ...(await middle.issue(LEAF)), authorities: [middle.certificate] };
  },
  "a leaf of a listed intermediate, and the root with it, which is not listed": async () => {
    const middle = await intermediate({});
    return { ...chained(await middle.issue(LEAF), root), authorities: [middle.certificate] };
  },
  "a leaf of an intermediate that is no authority": () => through({ isAuthority: false }),
  "a leaf of an intermediate that may sign no certificates": () => through({ keyUsage: KeyUsageFlags.cRLSign }),
  "a leaf of a leaf": () => through({ isAuthority: false, keyUsage: KeyUsageFlags.digitalSignature }),
  "more intermediates than the path length allows": async () => withSecond(await intermediate({ pathLength: 0 })),
  "a name that the constraints permit": () => through({ permittedNames: { dnsNames: ["example.com"] } }),
  "a name that the constraints do not permit": () => through({ permittedNames: { dnsNames: ["example.org"] } }),
  "a name that the constraints exclude": () => through({ excludedNames: { dnsNames: ["client.example.com"] } }),
  "a leaf for key agreement alone": () => root.issue({ ...LEAF, keyUsage: KeyUsageFlags.keyAgreement }),
  "a leaf for key encipherment alone": () => root.issue({ ...LEAF, keyUsage: KeyUsageFlags.keyEncipherment }),
  "a leaf for servers alone": () => root.issue({ ...LEAF, usage: "server" }),
  "a leaf for any purpose": () => root.issue({ ...LEAF, usage: "any" }),
  "a leaf without extended key usage": () => root.issue({ ...LEAF, usage: "unrestricted" }),
  "an intermediate that has expired": () => through({ notBefore: fromNow(-3), notAfter: fromNow(-2) }),
  "an intermediate that is not yet valid": () => through({ notBefore: fromNow(2), notAfter: fromNow(3) }),
  "the root's own certificate": () => Promise.resolve(root),
  "a certificate signed by itself": () => createSelfSigned(LEAF),
  "a leaf and another root with it": async () => {
    const other = await createAuthority({ commonName: "Root" });
    return chained(await other.issue(LEAF), other);
  },
  "a critical extension that nobody knows": () =>
    root.issue({
      ...LEAF,
      extensions: [new Extension({ extnID: "1.3.6.1.4.1.32473.9", critical: true, extnValue: NOTHING })],
    }),
  "a leaf with lists of the root and the intermediate": async () => {
    const middle = await intermediate({});
    return {
      ...chained(await middle.issue(LEAF), middle),
      lists: [createRevocationList(root), createRevocationList(middle)],
    };
  },
  "a revoked intermediate": async () => {
    const middle = await intermediate({});
    const lists = [createRevocationList(root, { revoked: [middle.certificate] }), createRevocationList(middle)];
    return { ...chained(await middle.issue(LEAF), middle), lists };
  },
  "a leaf that its intermediate has revoked": async () => {
    const middle = await intermediate({});
    const leaf = await middle.issue(LEAF);
    const lists = [createRevocationList(root), createRevocationList(middle, { revoked: [leaf.certificate] })];
    return { ...chained(leaf, middle), lists };
  },
  "a leaf of an intermediate without a list": async () => ({
    ...(await through({})),
    lists: [createRevocationList(root)],
  }),
  "a leaf of a root whose list is out of date": async () => ({
    ...(await root.issue(LEAF)),
    lists: [createRevocationList(root, { thisUpdate: fromNow(-3), nextUpdate: fromNow(-2) })],
  }),
  "a leaf of a root whose list is not yet in force": async () => ({
    ...(await root.issue(LEAF)),
    lists: [createRevocationList(root, { thisUpdate: fromNow(2), nextUpdate: fromNow(3) })],
  }),
};

test("the table says what is tried here", () => {
  expect(ROWS.map((row) => row["the client shows"])).toEqual(Object.keys(SHOWN));
});

test.for(Object.entries(SHOWN))("%s", async ([what, shown]) => {
  const verdict = ROWS.find((row) => row["the client shows"] === what)?.verdict;
  const { certificate, privateKey, lists = [], authorities = [root.certificate] } = await shown();
  const tls = createTlsTermination({
    minVersion: "1.2",
    maxVersion: "1.3",
    clientCertificates: { authorities, strategy: "require-and-verify" },
  });
  let seen: ChainVerdict | undefined;
  const watched: typeof tls = {
    ...tls,
    verifyClient: (client, chain) => {
      seen = chain;
      return tls.verifyClient(client, chain);
    },
  };
  const config = configOf([{ url: URL, upstream: upstream.port, policy: policyOf(() => terminateStep(watched)) }], {
    certificates: [server],
    revocation: lists.length > 0 ? [{ lists: listsOf(lists) }] : [],
  });
  await using running = await runProxy(config);
  for (const version of ["TLSv1.2", "TLSv1.3"] as const) {
    const before = upstream.accepted.length;
    seen = undefined;
    const heard = await exchange(running.port(URL), version, { certificate, privateKey });
    const { traffic_policy } = (await running.nextEvent()).object;
    const reached = verdict === "trusted";
    expect({ version, seen, heard, dialled: upstream.accepted.length - before }).toEqual({
      version,
      seen: verdict,
      heard: reached ? "hello" : "",
      dialled: reached ? 1 : 0,
    });
    expect([traffic_policy.outcome, traffic_policy.error?.code]).toEqual(
      reached ? ["continue", undefined] : ["error", `client-certificate-${verdict}`],
    );
  }
});

/** What the upstream sends back, through a Node client that ends or is ended. */
function exchange(port: number, version: "TLSv1.2" | "TLSv1.3", client: Credentials): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({
      port,
      host: "127.0.0.1",
      servername: NAME,
      ca: root.certificate,
      minVersion: version,
      maxVersion: version,
      cert: client.certificate,
      key: client.privateKey,
    });
    let heard = "";
    socket.setEncoding("utf8");
    socket.on("data", (text: string) => {
      heard += text;
    });
    socket.on("error", () => {});
    socket.once("close", () => resolve(heard));
    socket.end("hello");
  });
}

function intermediate(options: Partial<AuthorityOptions>): Promise<Authority> {
  return root.issueAuthority({ commonName: "Middle", ...options });
}

async function through(options: Partial<AuthorityOptions>): Promise<Credentials> {
  const middle = await intermediate(options);
  return chained(await middle.issue(LEAF), middle);
}

async function withSecond(first: Authority): Promise<Credentials> {
  const second = await first.issueAuthority({ commonName: "Second" });
  return chained(await second.issue(LEAF), second, first);
}

function chained({ certificate, privateKey }: Credentials, ...above: readonly Credentials[]): Credentials {
  return { certificate: certificate + above.map((each) => each.certificate).join(""), privateKey };
}

function listsOf(pems: readonly string[]): readonly RevocationList[] {
  return pems.flatMap((pem) => {
    const parsed = parsePemRevocationLists(pem);
    if (parsed.kind === "invalid") throw new Error(parsed.reason);
    return parsed.lists;
  });
}

function fromNow(days: number): Date {
  return new Date(Date.now() + days * DAY);
}
