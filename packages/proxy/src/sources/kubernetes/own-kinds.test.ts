import { beforeAll, describe, expect, test } from "vitest";
import { type Authority, type Credentials, createAuthority } from "../../testing/pki.ts";
import { load, refusals } from "../testing/manifests.ts";

let authority: Authority;
let server: Credentials;

beforeAll(async () => {
  authority = await createAuthority({ commonName: "Test CA" });
  server = await authority.issue({ commonName: "a", dnsNames: ["a.example.com"] });
});

/** An object of ngrok's group. */
const object = (kind: string, spec: string, name = "one"): string =>
  `apiVersion: ngrok.k8s.ngrok.com/v1alpha1\nkind: ${kind}\nmetadata: { name: ${name}, namespace: net }\nspec: { ${spec} }\n`;
const agent = (spec: string): string => object("AgentEndpoint", spec);
const cloud = (spec: string): string => object("CloudEndpoint", spec);
const POLICY = object("NgrokTrafficPolicy", "policy: { on_tcp_connect: [{ actions: [{ type: deny }] }] }", "p");
const TCP = "url: 'tcp://a.example.com:1', upstream: { url: 'tcp://db.net:5432' }";
const TLS = "url: 'tls://a.example.com', upstream: { url: 'tcp://db.net:5432' }";
/** In `stringData`, as people write them. */
const pair = (type = "kubernetes.io/tls"): string =>
  `apiVersion: v1\nkind: Secret\ntype: ${type}\nmetadata: { name: pair, namespace: net }\nstringData: { tls.crt: ${JSON.stringify(server.certificate)}, tls.key: ${JSON.stringify(server.privateKey)} }\n`;
const ca = (): string =>
  `apiVersion: v1\nkind: Secret\nmetadata: { name: ca, namespace: net }\ndata: { ca.crt: ${Buffer.from(authority.certificate).toString("base64")} }\n`;

describe("an AgentEndpoint", () => {
  test("is an endpoint that others may share", async () => {
    const { config, diagnostics } = await load(
      agent(
        `${TCP.replace("5432' }", "5432', proxyProtocolVersion: '2' }")}, description: d, metadata: m, bindings: [public]`,
      ),
    );
    expect(diagnostics).toEqual([]);
    expect(config?.endpoints).toMatchObject([
      {
        name: "net/one",
        url: { url: "tcp://a.example.com:1" },
        description: "d",
        metadata: "m",
        poolingEnabled: true,
        upstream: { url: "tcp://db.net:5432", proxyProtocol: 2 },
      },
    ]);
  });

  test.each([
    ["in it", "trafficPolicy: { inline: { on_tcp_connect: [{ actions: [{ type: deny }] }] } }"],
    ["referred to", "trafficPolicy: { targetRef: { name: p } }"],
  ])("has a policy %s", async (_, policy) => {
    const { config, diagnostics } = await load(POLICY, agent(`${TCP}, ${policy}`));
    expect(diagnostics).toEqual([]);
    expect(config?.endpoints[0]?.policy).toBeDefined();
  });

  test("tells what is wrong with its policy where that stands", async () => {
    const { diagnostics } = await load(
      POLICY.replace("deny", "deni"),
      agent(`${TCP}, trafficPolicy: { targetRef: { name: p } }`),
    );
    expect(diagnostics).toMatchObject([{ code: "unknown-action", range: { start: { line: 4 } } }]);
  });

  test("terminates TLS out of its policy's sight, with the certificate of a Secret", async () => {
    const termination =
      "tlsTermination: { serverCertificateRef: { name: pair }, mutualTLS: { clientCAsRef: { name: ca } } }";
    const { config, diagnostics } = await load(agent(`${TLS}, ${termination}`), pair(), ca());
    expect(diagnostics).toEqual([]);
    expect(config?.endpoints[0]?.agentTermination).toMatchObject({
      certificate: server.certificate,
      privateKey: server.privateKey,
      clientCertificates: { authorities: [authority.certificate], strategy: "require-and-verify" },
    });
  });

  test("shows a client certificate to its upstream", async () => {
    const spec =
      "url: 'tcp://a.example.com:1', upstream: { url: 'tls://db.net:5432' }, clientCertificateRefs: [{ name: pair }]";
    const { config, diagnostics } = await load(agent(spec), pair());
    expect(diagnostics).toEqual([]);
    expect(config?.endpoints[0]?.upstream?.tls).toMatchObject({ clientCertificate: server.certificate });
  });

  test.each([
    ["no upstream", "url: 'tcp://a.example.com:1'", "AgentEndpoint net/one has no `upstream`"],
    ["a slip in what keeps people out", `${TCP}, trafficpolicy: {}`, "AgentEndpoint net/one has no `trafficpolicy`"],
    ["an empty policy", `${TCP}, trafficPolicy: `, "`trafficPolicy` of AgentEndpoint net/one is empty"],
    ["a policy without one", `${TCP}, trafficPolicy: {}`, "`trafficPolicy` of AgentEndpoint net/one holds no policy"],
    [
      "two policies",
      `${TCP}, trafficPolicy: { inline: {}, targetRef: { name: p } }`,
      "AgentEndpoint net/one has more than one policy",
    ],
    [
      "an unknown policy",
      `${TCP}, trafficPolicy: { targetRef: { name: q } }`,
      "AgentEndpoint net/one refers to NgrokTrafficPolicy net/q, which is not in these manifests",
    ],
    [
      "a missing Secret",
      `${TLS}, tlsTermination: { serverCertificateRef: { name: none } }`,
      "AgentEndpoint net/one refers to Secret net/none, which is not in these manifests",
    ],
    [
      "no certificate",
      `${TLS}, tlsTermination: {}`,
      "`tlsTermination` of AgentEndpoint net/one has no `serverCertificateRef`",
    ],
    ["an empty termination", `${TLS}, tlsTermination: `, "`tlsTermination` of AgentEndpoint net/one is empty"],
    [
      "empty mutual TLS",
      `${TLS}, tlsTermination: { serverCertificateRef: { name: pair }, mutualTLS: }`,
      "`mutualTLS` of `tlsTermination` of AgentEndpoint net/one is empty",
    ],
    [
      "certificates that are only asked for",
      `${TLS}, tlsTermination: { serverCertificateRef: { name: pair }, mutualTLS: { mode: request, clientCAsRef: { name: ca } } }`,
      "`mode: request` of AgentEndpoint net/one cannot be kept",
    ],
    [
      "two client certificates",
      `${TCP}, clientCertificateRefs: [{ name: pair }, { name: ca }]`,
      "AgentEndpoint net/one has more than one client certificate",
    ],
    [
      "a Secret without a key",
      `${TLS}, tlsTermination: { serverCertificateRef: { name: ca } }`,
      "Secret net/ca, which AgentEndpoint net/one refers to, has no `tls.crt`",
    ],
  ])("is refused with its name for %s", async (_, spec, message) => {
    expect(await refusals(agent(spec), POLICY, pair(), ca())).toContainEqual(expect.stringContaining(message));
  });

  test.each([
    ["beside its spec", `${agent(TCP)}trafficPolicy: { inline: {} }\n`, "AgentEndpoint net/one has no `trafficPolicy`"],
    [
      "written twice",
      agent(`${TCP}, trafficPolicy: { inline: {}, policy: { on_tcp_connect: [{ actions: [{ type: deny }] }] } }`),
      "AgentEndpoint net/one has more than one policy",
    ],
    [
      "of another namespace",
      agent(`${TCP}, trafficPolicy: { targetRef: { name: p, namespace: other } }`),
      "`targetRef` of `trafficPolicy` of AgentEndpoint net/one has no `namespace`",
    ],
    [
      "without a name",
      agent(`${TCP}, trafficPolicy: { targetRef: { name: } }`),
      "`name` of `targetRef` of `trafficPolicy` of AgentEndpoint net/one is empty",
    ],
    ["of an empty text", agent(`${TCP}, trafficPolicy: { inline: '' }`), "is an empty string"],
    [
      "that is empty where it is referred to",
      `${agent(`${TCP}, trafficPolicy: { targetRef: { name: q } }`)}---\n${object("NgrokTrafficPolicy", "policy: ", "q")}`,
      "NgrokTrafficPolicy net/q has no `policy`",
    ],
    ["beside empty bindings", agent(`${TCP}, bindings: `), "`bindings` of AgentEndpoint net/one is empty"],
    [
      "of no endpoint",
      agent(TCP).replace(/spec: .*/, "spec: one"),
      "`spec` of AgentEndpoint net/one must be a mapping",
    ],
  ])("is refused with a policy %s", async (_, manifest, message) => {
    expect(await refusals(manifest, POLICY)).toContainEqual(expect.stringContaining(message));
  });

  test("is refused for a Secret that is none of TLS, or not base64", async () => {
    const termination = agent(`${TLS}, tlsTermination: { serverCertificateRef: { name: pair } }`);
    expect(await refusals(termination, pair("Opaque"))).toEqual([
      "Secret net/pair, which AgentEndpoint net/one refers to, is of type `Opaque`, not `kubernetes.io/tls`",
    ]);
    const broken = pair().replace("stringData", "data");
    expect(await refusals(termination, broken)).toContainEqual("`tls.crt` of Secret net/pair is not base64");
  });

  test.each(["tls.crt", "tls.key"])("takes no `%s` that is no PEM, and does not show it", async (key) => {
    const termination = agent(`${TLS}, tlsTermination: { serverCertificateRef: { name: pair } }`);
    for (const text of ["hunter2hunter2", "../hunter2.pem"]) {
      const broken = pair().replace(new RegExp(`${key}: "[^"]*"`), `${key}: ${text}`);
      const { config, diagnostics } = await load(termination, broken);
      expect(config).toBeUndefined();
      expect(diagnostics.map(({ message }) => message)).toEqual([`\`${key}\` of Secret net/pair is no PEM`]);
      expect(JSON.stringify(diagnostics)).not.toContain("hunter2");
    }
  });

  test("never shows a key in what is said", async () => {
    const { diagnostics } = await load(
      agent(`${TLS}, tlsTermination: { serverCertificateRef: { name: pair } }`),
      pair("Opaque"),
    );
    expect(JSON.stringify(diagnostics)).not.toContain(server.privateKey.split("\n")[1]);
  });
});

describe("a CloudEndpoint", () => {
  test.each([
    ["in it", "trafficPolicy: { policy: { on_tcp_connect: [{ actions: [{ type: deny }] }] } }"],
    ["referred to", "trafficPolicyName: p"],
  ])("has no upstream, and a policy %s", async (_, policy) => {
    const { config, diagnostics } = await load(
      POLICY,
      cloud(`url: 'tcp://a.example.com:1', poolingEnabled: true, ${policy}`),
    );
    expect(diagnostics).toEqual([]);
    expect(config?.endpoints).toMatchObject([{ name: "net/one", poolingEnabled: true }]);
    expect(config?.endpoints[0]?.upstream).toBeUndefined();
  });

  test.each([
    ["no policy", "url: 'tcp://a.example.com:1'", "CloudEndpoint net/one has no policy, and no upstream"],
    [
      "two policies",
      "url: 'tcp://a.example.com:1', trafficPolicyName: p, trafficPolicy: { policy: {} }",
      "CloudEndpoint net/one has more than one policy",
    ],
  ])("is refused with its name for %s", async (_, spec, message) => {
    expect(await refusals(cloud(spec), POLICY)).toContainEqual(expect.stringContaining(message));
  });
});

describe("objects", () => {
  test("that are not ours are named once", async () => {
    const { config, diagnostics } = await load(
      agent(TCP),
      object(
        "AgentEndpoint",
        "url: 'https://b.example.com', upstream: { url: 'http://b.net:80', protocol: http1 }",
        "two",
      ),
      object("AgentEndpoint", "upstream: { url: 80 }", "three"),
      object("AgentEndpoint", "url: 'tcp://k.net:1', upstream: { url: 80 }, bindings: [kubernetes]", "four"),
      "apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: d1 }\n",
      "apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: d2 }\n",
      "apiVersion: example.com/v1\nkind: TrafficPolicy\nmetadata: { name: other }\n",
    );
    expect(config?.endpoints).toHaveLength(1);
    expect(diagnostics.map(({ severity, message }) => `${severity}: ${message}`).toSorted()).toEqual(
      [
        "warning: `net/two`, `net/three` are HTTP endpoints and are left out: only `tcp://` and `tls://` are served here",
        "warning: `net/four` has the `kubernetes` binding and is left out: there is no cluster to show it in",
        "info: Deployment has no meaning here, and `d1`, `d2` are passed over",
        "info: TrafficPolicy has no meaning here, and `other` is passed over",
      ].toSorted(),
    );
  });

  test("may come in a list, and names may be used by each kind", async () => {
    const list = {
      apiVersion: "v1",
      kind: "List",
      items: ["AgentEndpoint", "CloudEndpoint"].map((kind, index) => ({
        apiVersion: "ngrok.k8s.ngrok.com/v1alpha1",
        kind,
        metadata: { name: "one" },
        spec: {
          url: `tcp://a.example.com:${index + 1}`,
          ...(index === 0
            ? { upstream: { url: "1" } }
            : { trafficPolicy: { policy: { on_tcp_connect: [{ actions: [{ type: "deny" }] }] } } }),
        },
      })),
    };
    const { config, diagnostics } = await load(`${JSON.stringify(list)}\n`);
    expect(diagnostics).toEqual([]);
    expect(config?.endpoints.map(({ name }) => name)).toEqual(["default/one", "default/one-2"]);
  });

  test("that stand there twice, or have no name, are refused", async () => {
    expect(await refusals(agent(TCP), agent(TCP))).toEqual(["AgentEndpoint net/one stands here a second time"]);
    expect(await refusals(agent(TCP).replace("name: one, ", ""))).toEqual([
      "an object of the kind AgentEndpoint has no `metadata.name`",
    ]);
  });
});
