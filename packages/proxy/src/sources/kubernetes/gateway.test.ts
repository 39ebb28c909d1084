import { beforeAll, describe, expect, test } from "vitest";
import type { EndpointConfig } from "../../config/config.ts";
import { type Authority, type Credentials, createAuthority } from "../../testing/pki.ts";
import { GATEWAY, load, refusals, route, SERVICES, service } from "../testing/manifests.ts";

let authority: Authority;
let server: Credentials;
const base64 = (text: string): string => Buffer.from(text).toString("base64");

beforeAll(async () => {
  authority = await createAuthority({ commonName: "Test CA" });
  server = await authority.issue({ commonName: "a", dnsNames: ["tls.example.com"] });
});

const secret = (name = "pair", namespace = "net"): string =>
  `apiVersion: v1
kind: Secret
type: kubernetes.io/tls
metadata: { name: ${name}, namespace: ${namespace} }
data: { tls.crt: ${base64(server.certificate)}, tls.key: ${base64(server.privateKey)} }
`;

/** A Gateway with one listener. */
const gateway = (listener: string, rest = "", metadata = ""): string =>
  `apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: edge, namespace: net${metadata} }
spec: { gatewayClassName: ngrok, listeners: [${listener}]${rest} }
`;

const summary = ({ url, upstream }: EndpointConfig): string => `${url.url} -> ${upstream?.url}`;

/** Where connections go by the number that is drawn: to the upstream of the endpoint itself, or to another. */
function goesTo(endpoint: EndpointConfig | undefined, drawn: number): string {
  if (!endpoint?.policy) throw new Error("no policy");
  const start = new Date("2026-01-01T00:00:00Z");
  const facts = {
    client: { ip: "192.0.2.1", port: 1 },
    server: { ip: "192.0.2.2", port: 2, region: "" },
    start,
    endpoint: { ...endpoint.url, id: "ep", protocol: endpoint.url.scheme },
  };
  const step = endpoint.policy.start(facts as never, { now: start, random: () => drawn });
  return step.kind === "forward-internal" ? step.url : step.kind;
}

describe("a route", () => {
  test("becomes an endpoint, with the service as its upstream", async () => {
    const { config, diagnostics } = await load(GATEWAY, SERVICES, route("TCPRoute", "pg", "{ name: a, port: 80 }"));
    expect(diagnostics).toEqual([]);
    expect(config?.endpoints.map(summary)).toEqual(["tcp://db.example.com:5432 -> tcp://a.net:80"]);
    expect(config?.endpoints[0]?.name).toBe("net/edge/db.example.com:5432");
  });

  test("of TLS that nobody terminates hands on what the client sends, as it comes", async () => {
    const { config } = await load(GATEWAY, SERVICES, route("TLSRoute", "tls", "{ name: a, port: 80 }"));
    expect(config?.endpoints.map(summary)).toEqual(["tls://db.example.com -> tcp://a.net:80"]);
  });

  test("spreads connections as its weights say", async () => {
    const backends = "{ name: a, port: 80, weight: 3 }, { name: b, port: 80 }";
    const { config, diagnostics } = await load(GATEWAY, SERVICES, route("TCPRoute", "pg", backends));
    expect(diagnostics).toEqual([]);
    expect(config?.endpoints.map(summary)).toEqual([
      "tcp://db.example.com:5432 -> tcp://b.net:80",
      "tcp://a.net.internal:80 -> tcp://a.net:80",
    ]);
    const shares = [0, 0.24, 0.26, 0.74, 0.75, 0.99].map((drawn) => goesTo(config?.endpoints[0], drawn));
    const internal = "tcp://a.net.internal:80";
    expect(shares).toEqual([internal, internal, internal, internal, "continue", "continue"]);
  });

  test("gives nothing to a weight of 0", async () => {
    const backends = "{ name: a, port: 80, weight: 0 }, { name: b, port: 80 }";
    const { config } = await load(GATEWAY, SERVICES, route("TCPRoute", "pg", backends));
    expect(config?.endpoints.map(summary)).toEqual(["tcp://db.example.com:5432 -> tcp://b.net:80"]);
    expect(config?.endpoints[0]?.policy).toBeUndefined();
  });

  test("of services that another host uses too forwards to all of them", async () => {
    const both = "{ name: a, port: 80 }, { name: b, port: 80 }";
    const twice = GATEWAY.replace(
      "- { name: tls, port: 443, protocol: TLS }",
      "- { name: pg, port: 5433, protocol: TCP }",
    );
    const { config, diagnostics } = await load(twice, SERVICES, route("TCPRoute", "pg", both));
    expect(diagnostics).toEqual([]);
    expect(config?.endpoints.map(summary)).toEqual([
      "tcp://db.example.com:5432 -> undefined",
      "tcp://db.example.com:5433 -> undefined",
      "tcp://a.net.internal:80 -> tcp://a.net:80",
      "tcp://b.net.internal:80 -> tcp://b.net:80",
    ]);
    expect([0, 0.6].map((drawn) => goesTo(config?.endpoints[1], drawn))).toEqual([
      "tcp://a.net.internal:80",
      "tcp://b.net.internal:80",
    ]);
  });

  test("with one service behind an endpoint that chooses has a rule for it", async () => {
    const annotated = GATEWAY.replace(
      "namespace: net }",
      "namespace: net, annotations: { k8s.ngrok.com/mapping-strategy: endpoints-verbose } }",
    );
    const { config } = await load(annotated, SERVICES, route("TCPRoute", "pg", "{ name: a, port: 80 }"));
    expect(goesTo(config?.endpoints[0], 0)).toBe("tcp://a.net.internal:80");
  });

  test("speaks TLS to a service whose port says so", async () => {
    const annotated = service("a").replace(
      "namespace: net }",
      `namespace: net, annotations: { k8s.ngrok.com/app-protocols: '{"main":"tls"}' } }`,
    );
    const { config } = await load(GATEWAY, annotated, route("TCPRoute", "pg", "{ name: a, port: 80 }"));
    expect(config?.endpoints.map(summary)).toEqual(["tcp://db.example.com:5432 -> tls://a.net:80"]);
  });

  test("is served for the names that it has in common with the listener", async () => {
    const listener = "{ name: tls, port: 443, protocol: TLS, hostname: '*.example.com' }";
    const hostnames = "hostnames: [a.example.com, '*.b.example.com', other.test]";
    const { config } = await load(
      gateway(listener),
      SERVICES,
      route("TLSRoute", "tls", "{ name: a, port: 80 }", hostnames),
    );
    const urls = config?.endpoints.filter(({ url }) => !url.internal).map(({ url }) => url.url);
    expect(urls).toEqual(["tls://a.example.com", "tls://*.b.example.com"]);
  });

  test("of another controller's Gateway is nobody's concern", async () => {
    const foreign =
      "apiVersion: gateway.networking.k8s.io/v1\nkind: GatewayClass\nmetadata: { name: ngrok }\nspec: { controllerName: example.com/other }\n";
    const { config, diagnostics } = await load(foreign, GATEWAY, route("TCPRoute", "pg", "{ name: nobody, port: 1 }"));
    expect([config?.endpoints, diagnostics]).toEqual([[], []]);
  });

  test("comes from another namespace where the listener takes it, and its backends where a ReferenceGrant permits it", async () => {
    const from = (namespaces: string): string =>
      gateway(
        `{ name: tls, port: 443, protocol: TLS, hostname: a.example.com, allowedRoutes: { namespaces: ${namespaces} } }`,
      );
    const elsewhere = route("TLSRoute", "tls", "{ name: a, namespace: net, port: 80 }")
      .replace("namespace: net }", "namespace: apps }")
      .replace("name: edge,", "name: edge, namespace: net,");
    const grant = (name: string): string =>
      `apiVersion: gateway.networking.k8s.io/v1beta1\nkind: ReferenceGrant\nmetadata: { name: g, namespace: net }\nspec: { from: [{ group: gateway.networking.k8s.io, kind: TLSRoute, namespace: apps }], to: [{ group: '', kind: Service${name} }] }\n`;
    const labeled = "apiVersion: v1\nkind: Namespace\nmetadata: { name: apps, labels: { team: blue } }\n";
    for (const namespaces of [
      "{ from: All }",
      "{ from: Selector, selector: { matchLabels: { team: blue } } }",
      "{ from: Selector, selector: { matchExpressions: [{ key: kubernetes.io/metadata.name, operator: In, values: [apps] }] } }",
    ]) {
      const { config, diagnostics } = await load(from(namespaces), SERVICES, elsewhere, grant(""), labeled);
      expect([diagnostics, config?.endpoints.length]).toEqual([[], 1]);
    }
    expect(await refusals(from("{ from: Same }"), SERVICES, elsewhere, grant(""))).toEqual([
      "TLSRoute apps/tls-route is served nowhere: Gateway net/edge: listener `tls` takes routes of its own namespace alone",
    ]);
    expect(
      await refusals(
        from("{ from: Selector, selector: { matchLabels: { team: red } } }"),
        SERVICES,
        elsewhere,
        grant(""),
      ),
    ).toEqual([expect.stringContaining("does not select the namespace `apps`, whose labels no manifest")]);
    expect(await refusals(from("{ from: All }"), SERVICES, elsewhere, grant(", name: b"))).toEqual([
      "TLSRoute apps/tls-route refers to Service net/a, which no ReferenceGrant of that namespace permits",
    ]);
  });
});

describe("a route is refused with its name", () => {
  const ok = "{ name: a, port: 80 }";
  test.each([
    ["an unknown listener", route("TCPRoute", "nowhere", ok), "Gateway net/edge has no listener `nowhere`"],
    ["a listener of another protocol", route("TCPRoute", "tls", ok), "listener `tls` is of `TLS`, not of `TCP`"],
    [
      "an unknown Gateway",
      route("TCPRoute", "pg", ok).replace("name: edge", "name: edg"),
      "is for Gateway net/edg, which is not in these manifests",
    ],
    [
      "no parents",
      route("TCPRoute", "pg", ok).replace(/parentRefs.*/, "parentRefs: []"),
      "TCPRoute net/pg-route has no `parentRefs`",
    ],
    [
      "an unknown service",
      route("TCPRoute", "pg", "{ name: c, port: 80 }"),
      "refers to Service net/c, which is not in these manifests",
    ],
    [
      "an unknown port",
      route("TCPRoute", "pg", "{ name: a, port: 81 }"),
      "refers to port 81 of Service net/a, which has no such port",
    ],
    [
      "no port",
      route("TCPRoute", "pg", "{ name: a }"),
      "the backend Service net/a of TCPRoute net/pg-route has no `port`",
    ],
    [
      "another kind of backend",
      route("TCPRoute", "pg", "{ kind: Bucket, name: a, port: 80 }"),
      "TCPRoute net/pg-route has a backend of the kind `Bucket`",
    ],
    ["no backend", route("TCPRoute", "pg", ""), "TCPRoute net/pg-route has no `backendRefs`"],
    [
      "no weight at all",
      route("TCPRoute", "pg", "{ name: a, port: 80, weight: 0 }"),
      "every backend of TCPRoute net/pg-route has the weight 0",
    ],
    [
      "a weight that is none",
      route("TCPRoute", "pg", "{ name: a, port: 80, weight: -1 }"),
      "the weight -1 of a backend of TCPRoute net/pg-route",
    ],
    [
      "a slip",
      route("TCPRoute", "pg", ok).replace("backendRefs", "backendRef"),
      "`rules` of TCPRoute net/pg-route has no `backendRef`",
    ],
    ["names of nobody", route("TLSRoute", "tls", ok, "hostnames: [other.test]"), "no name is of both"],
    [
      "a second route",
      `${route("TCPRoute", "pg", ok)}---\n${route("TCPRoute", "pg", ok).replace("pg-route", "again")}`,
      "TCPRoute net/again is for `tcp://db.example.com:5432` of Gateway net/edge, which TCPRoute net/pg-route is for already",
    ],
  ])("%s", async (_, manifest, message) => {
    expect(await refusals(GATEWAY, SERVICES, manifest)).toContainEqual(expect.stringContaining(message));
  });

  const tlsRoute = route("TLSRoute", "tls", ok);
  const elsewhere = route("TCPRoute", "pg", "{ name: a, namespace: other, port: 80 }");
  const grant = (to: string, from = ""): string =>
    `apiVersion: gateway.networking.k8s.io/v1beta1\nkind: ReferenceGrant\nmetadata: { name: g, namespace: other }\nspec: { from: [{ group: gateway.networking.k8s.io, kind: TCPRoute, namespace: net${from} }], to: [{ group: '', kind: Service${to} }] }\n`;
  test.each([
    [
      "hostname",
      tlsRoute.replace("  rules", "  hostname: [a.example.com]\n  rules"),
      "TLSRoute net/tls-route has no `hostname`",
    ],
    [
      "empty hostnames",
      tlsRoute.replace("  rules", "  hostnames:\n  rules"),
      "`hostnames` of TLSRoute net/tls-route is empty",
    ],
    [
      "section",
      route("TCPRoute", "pg", ok).replace("sectionName", "section"),
      "`parentRefs` of TCPRoute net/pg-route has no `section`",
    ],
    ["an empty section", route("TCPRoute", "", ok), "`sectionName` of `parentRefs` of TCPRoute net/-route is empty"],
    [
      "weigth",
      route("TCPRoute", "pg", `${ok.replace(" }", ", weigth: 0 }")}, { name: b, port: 80 }`),
      "`backendRefs` of `rules` of TCPRoute net/pg-route has no `weigth`",
    ],
    [
      "an empty weight",
      route("TCPRoute", "pg", `${ok.replace(" }", ", weight: }")}`),
      "`weight` of `backendRefs` of `rules` of TCPRoute net/pg-route is empty",
    ],
    [
      "namspace",
      route("TCPRoute", "pg", ok.replace(" }", ", namspace: other }")),
      "`backendRefs` of `rules` of TCPRoute net/pg-route has no `namspace`",
    ],
    [
      "a grant of nmae",
      `${elsewhere}---\n${service("a", "other")}---\n${grant(", nmae: b")}`,
      "`to` of ReferenceGrant other/g has no `nmae`",
    ],
    [
      "a grant of an empty name",
      `${elsewhere}---\n${service("a", "other")}---\n${grant(", name: ")}`,
      "`name` of `to` of ReferenceGrant other/g is empty",
    ],
    [
      "a grant from elsewhere",
      `${elsewhere}---\n${service("a", "other")}---\n${grant("", ", nme: x")}`,
      "`from` of ReferenceGrant other/g has no `nme`",
    ],
    [
      "spec too far left",
      `${route("TLSRoute", "tls", ok)}hostnames: [a.example.com]\n`,
      "TLSRoute net/tls-route has no `hostnames`",
    ],
  ])("a slip that would widen it: %s", async (_, manifest, message) => {
    expect(await refusals(GATEWAY, SERVICES, manifest)).toContainEqual(expect.stringContaining(message));
  });

  test.each([
    [
      "matchLabel",
      "{ namespaces: { from: Selector, selector: { matchLabel: { team: red } } } }",
      "`selector` of `namespaces` of `allowedRoutes` of `listeners` of Gateway net/edge has no `matchLabel`",
    ],
    [
      "empty labels",
      "{ namespaces: { from: Selector, selector: { matchLabels: } } }",
      "`matchLabels` of `selector` of `namespaces` of `allowedRoutes` of `listeners` of Gateway net/edge is empty",
    ],
    [
      "an empty label",
      "{ namespaces: { from: Selector, selector: { matchLabels: { team: } } } }",
      "`team` of `matchLabels` of",
    ],
    [
      "an expression",
      "{ namespaces: { from: Selector, selector: { matchExpressions: [{ key: a, operator: NotIn, value: [b] }] } } }",
      "`matchExpressions` of `selector` of `namespaces` of `allowedRoutes` of `listeners` of Gateway net/edge has no `value`",
    ],
    ["kind", "{ kind: [{ kind: HTTPRoute }] }", "`allowedRoutes` of `listeners` of Gateway net/edge has no `kind`"],
    ["empty kinds", "{ kinds: }", "`kinds` of `allowedRoutes` of `listeners` of Gateway net/edge is empty"],
  ])("a slip of a listener that would let in others: %s", async (_, allowed, message) => {
    const listener = `{ name: tls, port: 443, protocol: TLS, hostname: a.example.com, allowedRoutes: ${allowed} }`;
    expect(await refusals(gateway(listener), SERVICES, tlsRoute)).toContainEqual(expect.stringContaining(message));
  });

  test("a namespace that says it is another one", async () => {
    const listener =
      "{ name: tls, port: 443, protocol: TLS, hostname: a.example.com, allowedRoutes: { namespaces: { from: Selector, selector: { matchLabels: { kubernetes.io/metadata.name: trusted } } } } }";
    const namespace =
      "apiVersion: v1\nkind: Namespace\nmetadata: { name: net, labels: { kubernetes.io/metadata.name: trusted } }\n";
    expect(await refusals(gateway(listener), namespace, SERVICES, tlsRoute)).toEqual([
      expect.stringContaining("listener `tls` does not select the namespace `net`"),
    ]);
  });

  test("a protocol of a port that nobody knows", async () => {
    const annotated = (text: string): string =>
      service("a").replace(
        "namespace: net }",
        `namespace: net, annotations: { k8s.ngrok.com/app-protocols: '${text}' } }`,
      );
    const to = route("TCPRoute", "pg", ok);
    expect(await refusals(GATEWAY, annotated('{"main":"udp"}'), to)).toEqual([
      "`udp` of Service net/a is no protocol of a port",
    ]);
    expect(await refusals(GATEWAY, annotated("main: tls"), to)).toEqual([
      expect.stringContaining("of Service net/a is no JSON map"),
    ]);
  });
});

describe("a Gateway", () => {
  const TLS = "name: tls, port: 443, protocol: TLS, hostname: tls.example.com";
  const to = route("TLSRoute", "tls", "{ name: a, port: 80 }");

  test("terminates TLS with the certificate of a Secret, in front of everything", async () => {
    const listener = `{ ${TLS}, tls: { mode: Terminate, certificateRefs: [{ name: pair }], options: { k8s.ngrok.com/terminate-tls.min_version: '1.3' } } }`;
    const { config, diagnostics } = await load(gateway(listener), secret(), SERVICES, to);
    expect(diagnostics).toEqual([]);
    expect(config?.endpoints[0]?.policy?.terminations).toMatchObject([
      { certificate: server.certificate, privateKey: server.privateKey, minVersion: "1.3" },
    ]);
    expect(config?.endpoints.map(summary)).toEqual(["tls://tls.example.com -> tls://a.net:80"]);
  });

  test("asks for certificates of clients that the authorities of a ConfigMap have signed", async () => {
    const listener = `{ ${TLS}, tls: { certificateRefs: [{ name: pair }], frontendValidation: { caCertificateRefs: [{ kind: ConfigMap, name: ca }] } } }`;
    const map = `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ca, namespace: net }\ndata: { ca.crt: ${JSON.stringify(authority.certificate)} }\n`;
    const { config, diagnostics } = await load(gateway(listener), secret(), map, SERVICES, to);
    expect(diagnostics).toEqual([]);
    expect(config?.endpoints[0]?.policy?.terminations[0]?.clientCertificates?.strategy).toBe("require-and-verify");
    expect(await refusals(gateway(listener), secret(), SERVICES, to)).toEqual([
      "Gateway net/edge refers to ConfigMap net/ca, which is not in these manifests",
    ]);
  });

  test("has a policy of its own in front of the routes' rules", async () => {
    const policy =
      "apiVersion: ngrok.k8s.ngrok.com/v1alpha1\nkind: NgrokTrafficPolicy\nmetadata: { name: p, namespace: net }\nspec: { policy: { on_tcp_connect: [{ actions: [{ type: deny }] }] } }\n";
    const annotated = gateway(`{ ${TLS} }`, "", ", annotations: { k8s.ngrok.com/traffic-policy: p }");
    const { config } = await load(annotated, policy, SERVICES, to);
    expect(goesTo(config?.endpoints[0], 0)).toBe("deny");
    expect(await refusals(annotated, SERVICES, to)).toEqual([
      "Gateway net/edge refers to NgrokTrafficPolicy net/p, which is not in these manifests",
    ]);
  });

  const listening = (tls: string): string => gateway(`{ ${TLS}, tls: ${tls} }`);
  const terminating =
    "{ certificateRefs: [{ name: pair }], frontendValidation: { caCertificateRefs: [{ name: ca }] } }";

  test.each([
    ["a path", "/etc/sluice/ca.pem"],
    ["an id", "ca-hidden"],
    ["a template", '${secrets.get("hidden", "key")}'],
    ["PEM with a template", '-----BEGIN CERTIFICATE-----\n${secrets.get("hidden", "key")}'],
    ["nothing", ""],
  ])("takes no `ca.crt` that is %s", async (_, text) => {
    const map = `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ca, namespace: net }\ndata: { ca.crt: ${JSON.stringify(text)} }\n`;
    const { config, diagnostics } = await load(listening(terminating), secret(), map, SERVICES, to);
    expect(config).toBeUndefined();
    expect(diagnostics.map(({ message }) => message)).toEqual(["`ca.crt` of ConfigMap net/ca is no PEM"]);
    expect(JSON.stringify(diagnostics)).not.toMatch(/hidden|etc/);
  });

  test("takes no certificate of a Secret that is no PEM", async () => {
    const path = secret().replace(/tls.crt: \S+,/, `tls.crt: ${base64("/etc/hidden")},`);
    expect(await refusals(listening("{ certificateRefs: [{ name: pair }] }"), path, SERVICES, to)).toEqual([
      "`tls.crt` of Secret net/pair is no PEM",
    ]);
  });

  describe("with listeners that meet", () => {
    const ca = (): string =>
      `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ca, namespace: net }\ndata: { ca.crt: ${JSON.stringify(authority.certificate)} }\n`;
    const wild =
      "{ name: wild, port: 443, protocol: TLS, hostname: '*.example.com', tls: { certificateRefs: [{ name: pair }] } }";
    const mutual = (hostname = "app.example.com"): string =>
      `{ name: mutual, port: 443, protocol: TLS, hostname: '${hostname}', tls: ${terminating} }`;
    const tls = (name: string, section: string, hostnames = ""): string =>
      route("TLSRoute", section, "{ name: a, port: 80 }", hostnames)
        .replace(`${section}-route`, name)
        .replace(", sectionName:  }", " }");
    const served = async (listeners: string, routes: readonly string[], rest = ""): Promise<readonly unknown[]> => {
      const { config, diagnostics } = await load(gateway(listeners, rest), secret(), ca(), SERVICES, ...routes);
      expect(diagnostics).toEqual([]);
      return (config?.endpoints ?? [])
        .filter(({ url }) => !url.internal)
        .map(({ url, policy }) => [url.url, policy?.terminations[0]?.clientCertificates?.strategy])
        .toSorted();
    };

    test.each([
      ["one way round", `${wild}, ${mutual()}`],
      ["the other", `${mutual()}, ${wild}`],
    ])("a name is of the one that is for less, %s", async (_, listeners) => {
      expect(await served(listeners, [tls("r", "", "hostnames: [app.example.com]")])).toEqual([
        ["tls://app.example.com", "require-and-verify"],
      ]);
      expect(await served(listeners, [tls("r", "")])).toEqual([
        ["tls://*.example.com", undefined],
        ["tls://app.example.com", "require-and-verify"],
      ]);
      expect(
        await served(listeners, [
          tls("r", "wild", "hostnames: [app.example.com, web.example.com]"),
          tls("m", "mutual"),
        ]),
      ).toEqual([
        ["tls://app.example.com", "require-and-verify"],
        ["tls://web.example.com", undefined],
      ]);
    });

    test("an address does not make a listener wider", async () => {
      const addresses = ", addresses: [{ type: Hostname, value: '*.example.com' }]";
      expect(await served(`${wild}, ${mutual()}`, [tls("r", "")], addresses)).toEqual([
        ["tls://*.example.com", undefined],
        ["tls://app.example.com", "require-and-verify"],
      ]);
    });

    test.each([
      ["the name", "hostnames: [app.example.com]", mutual(), "app.example.com"],
      ["one name of two", "hostnames: [web.example.com, app.example.com]", mutual(), "app.example.com"],
      ["all names", "", mutual(), "app.example.com"],
      ["a part of the names", "hostnames: ['*.b.example.com']", mutual("x.b.example.com"), "x.b.example.com"],
      ["names of a pattern", "hostnames: [x.b.example.com]", mutual("*.b.example.com"), "x.b.example.com"],
    ])("a route of the wider one is refused with %s of the other", async (_, hostnames, other, host) => {
      const all = [gateway(`${wild}, ${other}`), secret(), ca(), SERVICES, tls("r", "wild", hostnames)];
      expect(await refusals(...all)).toEqual([
        `\`${host}\` is of listener \`mutual\` of Gateway net/edge, where no route serves it, and TLSRoute net/r is for it at listener \`wild\``,
      ]);
    });

    test("two for the same names are refused", async () => {
      const all = [gateway(`${wild}, ${mutual("*.Example.com")}`), secret(), ca(), SERVICES, tls("r", "wild")];
      expect(await refusals(...all)).toContain(
        "listener `mutual` of Gateway net/edge is for the same names and the port 443 as another one",
      );
    });
  });

  const trafficPolicy = (spec: string): string =>
    `apiVersion: ngrok.k8s.ngrok.com/v1alpha1\nkind: NgrokTrafficPolicy\nmetadata: { name: p, namespace: net }\n${spec}\n`;

  test.each([
    ["rules that are a map", "spec: { policy: { on_tcp_connect: { actions: [{ type: deny }] } } }", "expected a list"],
    ["rules that are a word", "spec: { policy: { on_tcp_connect: deny } }", "expected a list"],
    ["a list", "spec: { policy: [{ actions: [{ type: deny }] }] }", "`traffic_policy` must be"],
    ["a number", "spec: { policy: 5 }", "`traffic_policy` must be"],
    ["an empty one", "spec: { policy: }", "NgrokTrafficPolicy net/p has no `policy`"],
    ["an empty text", "spec: { policy: '' }", "the policy of NgrokTrafficPolicy net/p is an empty string"],
    ["none", "spec: {}", "NgrokTrafficPolicy net/p has no `policy`"],
    ["no spec", "spec:", "`spec` of NgrokTrafficPolicy net/p must be a mapping"],
    ["a spec that is a word", "spec: deny", "`spec` of NgrokTrafficPolicy net/p must be a mapping"],
    [
      "one that stands too far left",
      "spec: {}\npolicy: { on_tcp_connect: [{ actions: [{ type: deny }] }] }",
      "NgrokTrafficPolicy net/p has no `policy`",
    ],
  ])("is not served without its policy: %s", async (_, spec, message) => {
    const annotated = gateway(`{ ${TLS} }`, "", ", annotations: { k8s.ngrok.com/traffic-policy: p }");
    expect(await refusals(annotated, trafficPolicy(spec), SERVICES, to)).toContainEqual(
      expect.stringContaining(message),
    );
  });

  test.each([
    [
      "empty",
      "{ k8s.ngrok.com/traffic-policy: }",
      "`k8s.ngrok.com/traffic-policy` of `annotations` of Gateway net/edge is empty",
    ],
    [
      "a number",
      "{ k8s.ngrok.com/traffic-policy: 123 }",
      "`k8s.ngrok.com/traffic-policy` of `annotations` of Gateway net/edge must be",
    ],
    ["a list", "[{ k8s.ngrok.com/traffic-policy: p }]", "`annotations` of Gateway net/edge must be a mapping"],
    ["all empty", "", "`annotations` of Gateway net/edge must be a mapping"],
    [
      "misspelled",
      "{ k8s.ngrok.com/traffic-polcy: p }",
      "`k8s.ngrok.com/traffic-polcy` of `annotations` of Gateway net/edge is not known",
    ],
    [
      "without bindings",
      "{ k8s.ngrok.com/bindings: }",
      "`k8s.ngrok.com/bindings` of `annotations` of Gateway net/edge is empty",
    ],
  ])("is not served without its annotations: %s", async (_, annotations, message) => {
    const annotated = gateway(`{ ${TLS} }`, "", `, annotations: ${annotations}`);
    expect(await refusals(annotated, trafficPolicy("spec: { policy: {} }"), SERVICES, to)).toContainEqual(
      expect.stringContaining(message),
    );
  });

  test("shows a client certificate to upstreams of TLS", async () => {
    const listener = `{ ${TLS}, tls: { certificateRefs: [{ name: pair }] } }`;
    const { config } = await load(
      gateway(listener, ", backendTLS: { clientCertificateRef: { name: pair } }"),
      secret(),
      SERVICES,
      to,
    );
    expect(config?.endpoints[0]?.upstream?.tls).toMatchObject({
      clientCertificate: server.certificate,
      clientKey: server.privateKey,
    });
  });

  test("of HTTP alone is nobody's concern, whatever it says", async () => {
    const listener = "{ name: web, port: 80, protocol: HTTP, tls: { frontendValidation: {} } }";
    const { config, diagnostics } = await load(gateway(listener, ", addresses: [{ value: 192.0.2.1 }], tls: {}"));
    expect([config?.endpoints, diagnostics]).toEqual([[], []]);
  });

  test.each([
    [
      "a missing Secret",
      `{ ${TLS}, tls: { certificateRefs: [{ name: none }] } }`,
      "Gateway net/edge refers to Secret net/none, which is not in these manifests",
    ],
    [
      "a Secret of another namespace",
      `{ ${TLS}, tls: { certificateRefs: [{ name: pair, namespace: other }] } }`,
      "Gateway net/edge refers to Secret other/pair, which no ReferenceGrant of that namespace permits",
    ],
    [
      "another kind of certificate",
      `{ ${TLS}, tls: { certificateRefs: [{ kind: ConfigMap, name: pair }] } }`,
      "Gateway net/edge refers to a `ConfigMap`, where a Secret is read",
    ],
    [
      "two certificates",
      `{ ${TLS}, tls: { certificateRefs: [{ name: pair }, { name: pair }] } }`,
      "`tls` of `listeners` of Gateway net/edge has more than one certificate",
    ],
    [
      "a slip in what keeps people out",
      `{ ${TLS}, tls: { certificateRefs: [{ name: pair }], frontendValidaton: {} } }`,
      "`tls` of `listeners` of Gateway net/edge has no `frontendValidaton`",
    ],
    [
      "no authority",
      `{ ${TLS}, tls: { certificateRefs: [{ name: pair }], frontendValidation: {} } }`,
      "`frontendValidation` of `tls` of `listeners` of Gateway net/edge names no authority",
    ],
    [
      "authorities where nobody terminates",
      `{ ${TLS}, tls: { mode: Passthrough, frontendValidation: { caCertificateRefs: [{ name: ca }] } } }`,
      "`mode: Passthrough` of `tls` of `listeners` of Gateway net/edge terminates no TLS, and `frontendValidation` is of who does",
    ],
    [
      "an option where nobody terminates",
      `{ ${TLS}, tls: { mode: Passthrough, options: { k8s.ngrok.com/terminate-tls.min_version: '1.3' } } }`,
      "`k8s.ngrok.com/terminate-tls.min_version` is of who does",
    ],
    [
      "an empty mode",
      `{ ${TLS}, tls: { mode: , certificateRefs: [{ name: pair }] } }`,
      "`mode` of `tls` of `listeners` of Gateway net/edge is empty",
    ],
    [
      "empty authorities",
      `{ ${TLS}, tls: { certificateRefs: [{ name: pair }], frontendValidation: } }`,
      "`frontendValidation` of `tls` of `listeners` of Gateway net/edge is empty",
    ],
    [
      "a slip in a reference",
      `{ ${TLS}, tls: { certificateRefs: [{ name: pair, namspace: other }] } }`,
      "`certificateRefs` of `tls` of `listeners` of Gateway net/edge has no `namspace`",
    ],
    [
      "an empty name of its own",
      "{ name: tls, port: 443, protocol: TLS, hostname: }",
      "`hostname` of `listeners` of Gateway net/edge is empty",
    ],
    ["an empty termination", `{ ${TLS}, tls: }`, "`tls` of `listeners` of Gateway net/edge is empty"],
    [
      "an unknown mode",
      `{ ${TLS}, tls: { mode: Maybe } }`,
      "`Maybe` is no mode of `tls` of `listeners` of Gateway net/edge",
    ],
    [
      "TLS of a TCP listener",
      "{ name: tls, port: 443, protocol: TCP, hostname: a.example.com, tls: {} }",
      "listener `tls` of Gateway net/edge is of TCP, which terminates no TLS",
    ],
    [
      "an option that cannot be set",
      `{ ${TLS}, tls: { options: { k8s.ngrok.com/terminate-tls.server_private_key: x } } }`,
      "`server_private_key` cannot be set by an option of `tls` of `listeners` of Gateway net/edge",
    ],
  ])("is refused with its name for %s", async (_, listener, message) => {
    expect(await refusals(gateway(listener), secret(), secret("pair", "other"), SERVICES, to)).toContainEqual(
      expect.stringContaining(message),
    );
  });
});
