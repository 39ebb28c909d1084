import { OctetString } from "@peculiar/asn1-schema";
import { AttributeTypeAndValue, AttributeValue, Extension, Name, RelativeDistinguishedName } from "@peculiar/asn1-x509";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Authority, createAuthority, type LeafOptions } from "../testing/pki.ts";
import { nodeClient } from "./testing/node-client.ts";
import { type ProxyProcess, startProxy } from "./testing/proxy-process.ts";
import { startHttpUpstream, type Upstream } from "./testing/upstreams.ts";

const NAME = "app.example.com";
const VERSIONS = ["TLSv1.2", "TLSv1.3"] as const;
const UUID_EXTENSION = "2.25.329800735698586629295641978511506172918";

/** What the policy logs of every client that it lets in. */
const METADATA = {
  subject: "${conn.tls.client.subject}",
  common_name: "${conn.tls.client.subject.common_name}",
  organization: "${conn.tls.client.subject.organization}",
  organizational_unit: "${conn.tls.client.subject.organizational_unit}",
  locality: "${conn.tls.client.subject.locality}",
  san: "${conn.tls.client.san}",
  dns_names: "${conn.tls.client.san.dns_names}",
  ip_addresses: "${conn.tls.client.san.ip_addresses}",
  email_addresses: "${conn.tls.client.san.email_addresses}",
  uris: "${conn.tls.client.san.uris}",
  unknown: "${conn.tls.client.extensions.filter(e, e.critical == false && !e.id.startsWith('2.5.29.')).map(e, e.id)}",
  values: "${conn.tls.client.extensions.filter(e, !e.id.startsWith('2.5.29.')).map(e, base64.encode(e.value))}",
};

const EMPTY = {
  subject: "",
  common_name: "",
  organization: [],
  organizational_unit: [],
  locality: [],
  san: "",
  dns_names: [],
  ip_addresses: [],
  email_addresses: [],
  uris: [],
  unknown: [],
  values: [],
};

let clients: Authority;
let servers: Authority;
let upstream: Upstream;
let proxy: ProxyProcess;

beforeAll(async () => {
  servers = await createAuthority({ commonName: "Servers CA" });
  clients = await createAuthority({ commonName: "Clients CA" });
  upstream = await startHttpUpstream({ name: "upstream" });
  const host = await servers.issue({ commonName: NAME, dnsNames: [NAME] });
  proxy = await startProxy({
    config: {
      certificates: [{ certificate: host.certificate, private_key: host.privateKey }],
      certificate_authorities: { clients: clients.certificate },
      endpoints: [
        {
          name: "app",
          url: `tls://${NAME}`,
          upstream: { url: `127.0.0.1:${upstream.port}` },
          traffic_policy: {
            on_tcp_connect: [
              { actions: [{ type: "terminate-tls", config: { mutual_tls_certificate_authorities: ["clients"] } }] },
              { actions: [{ type: "log", config: { metadata: METADATA } }] },
            ],
          },
        },
      ],
    },
  });
});

afterAll(async () => {
  await proxy?.stop();
  await upstream?.close();
});

type Text = ConstructorParameters<typeof AttributeValue>[0];

/** Relative names, each of one attribute or several. */
function nameOf(...relative: readonly (readonly (readonly [string, Text])[])[]): Name {
  return new Name(
    relative.map(
      (set) =>
        new RelativeDistinguishedName(
          set.map(([type, text]) => new AttributeTypeAndValue({ type, value: new AttributeValue(text) })),
        ),
    ),
  );
}

const CN = "2.5.4.3";
const O = "2.5.4.10";
const OU = "2.5.4.11";
const L = "2.5.4.7";

function unknownExtension(extnID: string, bytes: readonly number[]): Extension {
  return new Extension({ extnID, extnValue: new OctetString(Uint8Array.from(bytes)) });
}

test.each<[string, Partial<LeafOptions>, Partial<typeof EMPTY | Record<string, unknown>>]>([
  [
    "names of several values, and with characters that names are written with",
    {
      subject: nameOf(
        [[O, { utf8String: "Example, Inc." }]],
        [[O, { utf8String: '#2 <O>; "q"' }]],
        [
          [OU, { utf8String: "Edge" }],
          [OU, { utf8String: "Ops+1" }],
        ],
        [[CN, { utf8String: "first" }]],
        [[CN, { utf8String: " last=CN " }]],
      ),
    },
    {
      subject: 'CN=\\ last=CN\\ ,CN=first,OU=Edge+OU=Ops\\+1,O=\\#2 \\<O\\>\\; \\"q\\",O=Example\\, Inc.',
      common_name: " last=CN ",
      organization: ["Example, Inc.", '#2 <O>; "q"'],
      organizational_unit: ["Edge", "Ops+1"],
    },
  ],
  [
    "text that is not ASCII, in four types of strings",
    {
      subject: nameOf(
        [[L, { bmpString: "東京" }]],
        [[OU, { teletexString: "Köln" }]],
        [[O, { universalString: "Ωmega" }]],
        [[CN, { utf8String: "Zoë 🔑" }]],
      ),
    },
    {
      subject: "CN=Zoë 🔑,O=Ωmega,OU=Köln,L=東京",
      common_name: "Zoë 🔑",
      organization: ["Ωmega"],
      organizational_unit: ["Köln"],
      locality: ["東京"],
    },
  ],
  [
    "a NUL in the common name",
    { subject: nameOf([[CN, { utf8String: "admin\0.evil.example" }]]) },
    { subject: "CN=admin\\00.evil.example", common_name: "admin\0.evil.example" },
  ],
  [
    "an empty subject, and every kind of alternative name",
    {
      subject: nameOf(),
      dnsNames: ["a.example.com", "a, DNS:evil.example"],
      ipAddresses: ["192.0.2.1", "2001:db8::1:0", "::ffff:192.0.2.2"],
      emails: ["zoe@example.com"],
      uris: ["spiffe://example.com/edge?a=1,b=2"],
    },
    {
      san:
        'DNS:a.example.com, DNS:"a, DNS:evil.example", IP Address:192.0.2.1, IP Address:2001:db8::1:0, ' +
        'IP Address:192.0.2.2, email:zoe@example.com, URI:"spiffe://example.com/edge?a=1,b=2"',
      dns_names: ["a.example.com", "a, DNS:evil.example"],
      ip_addresses: ["192.0.2.1", "2001:db8::1:0", "192.0.2.2"],
      email_addresses: ["zoe@example.com"],
      uris: ["spiffe://example.com/edge?a=1,b=2"],
    },
  ],
  [
    "extensions that nobody knows, one named by a UUID",
    {
      subject: nameOf(),
      extensions: [unknownExtension("1.3.6.1.4.1.32473.1", [5, 0]), unknownExtension(UUID_EXTENSION, [0, 255])],
    },
    { unknown: ["1.3.6.1.4.1.32473.1", UUID_EXTENSION], values: ["BQA=", "AP8="] },
  ],
])("%s", async (_what, options, expected) => {
  const credentials = await clients.issue({ commonName: "", usage: "client", ...options });
  for (const version of VERSIONS) {
    const { result, event } = await proxy.watch(() =>
      nodeClient({ port: proxy.port("app"), serverName: NAME, ca: servers.certificate, version, credentials }),
    );
    expect(event.traffic_policy.error).toBeNull();
    expect(event.traffic_policy.logs).toEqual([{ metadata: { ...EMPTY, ...expected } }]);
    expect(result.heard).toContain("hello from upstream");
  }
});

test.each<[string, Partial<LeafOptions>]>([
  ["a NUL in a DNS name", { dnsNames: ["admin.example.com\0.evil.example"] }],
  ["a NUL in a URI", { uris: ["spiffe://example.com/admin\0"] }],
  ["a DNS name that is not ASCII", { dnsNames: ["ädmin.example.com"] }],
  ["a common name that is not of its string type", { subject: nameOf([[CN, { printableString: "Zoë" }]]) }],
  [
    "an extension that is there twice",
    { extensions: [unknownExtension(UUID_EXTENSION, [0]), unknownExtension(UUID_EXTENSION, [1])] },
  ],
])("%s lets nobody in", async (_what, options) => {
  const credentials = await clients.issue({ commonName: "client", usage: "client", ...options });
  for (const version of VERSIONS) {
    const { result, event } = await proxy.watch(() =>
      nodeClient({ port: proxy.port("app"), serverName: NAME, ca: servers.certificate, version, credentials }),
    );
    expect(result.heard).toBe("");
    expect(event).toMatchObject({
      traffic_policy: { outcome: "error", error: { code: "client-certificate-invalid" }, logs: [] },
      upstream: null,
    });
  }
});
