import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { compilePolicy } from "@sluice/policy";
import { type MapNode, nodeOf, type PlainValue, type Sink } from "@sluice/policy/source";
import { describe, expect, test } from "vitest";
import { type LoadResult, loadTexts } from "../../config/load.ts";
import { type Credentials, createAuthority } from "../../testing/pki.ts";
import { PassedOver } from "../passed-over.ts";
import { listening, plain, type Told } from "../testing/read.ts";
import type { KubeEndpoint } from "./endpoint.ts";
import { readGatewayEndpoints } from "./gateway-endpoints.ts";
import { Objects } from "./objects.ts";

const corpus = process.env.SLUICE_CORPUS ?? "";
if (corpus === "") throw new Error("set SLUICE_CORPUS to the folder of the published test data");

interface Case {
  readonly id: string;
  readonly input: { readonly [list: string]: readonly PlainValue[] };
  readonly expected: { readonly cloudEndpoints: readonly Expected[]; readonly agentEndpoints: readonly Expected[] };
}

interface Expected {
  readonly spec: {
    readonly url: string;
    readonly upstream?: { readonly url: string };
    readonly trafficPolicy?: { readonly inline: unknown };
  };
}

interface Outcome {
  readonly url: string;
  readonly upstream: string | undefined;
  readonly policy: unknown;
}

const NOWHERE = { start: 0, end: 0 };

function readCase(file: string): Case {
  return JSON.parse(readFileSync(join(corpus, "operator", file), "utf8")) as Case;
}

function objectsOf(list: readonly PlainValue[]): {
  objects: Objects;
  sink: Sink & { told: Told[] };
  passed: PassedOver;
} {
  const sink = listening();
  const passed = new PassedOver(sink);
  const objects = new Objects(sink, passed);
  for (const object of list) objects.add(nodeOf(object, NOWHERE) as MapNode);
  return { objects, sink, passed };
}

function outcomeOf({ url, upstream, policy }: KubeEndpoint): Outcome {
  return { url: String(plain(url)), upstream: upstream && String(plain(upstream.url)), policy: plain(policy) };
}

/** Names of internal endpoints are the operator's own: each is called by what it stands for. */
function comparable(outcomes: readonly Outcome[]): readonly string[] {
  const internal = outcomes.filter(({ url }) => /\.internal(?::|$)/.test(url));
  return outcomes
    .map((outcome) =>
      internal.reduce((text, { url, upstream }) => text.replaceAll(url, `internal ${upstream}`), stable(outcome)),
    )
    .toSorted();
}

function stable(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === "object" && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

const files = readdirSync(join(corpus, "operator")).filter((name) => name.startsWith("gwapi-"));

describe("Gateways become the endpoints that ngrok's operator makes of them", () => {
  test.each(files)("%s", (file) => {
    const { input, expected } = readCase(file);
    const { objects, sink, passed } = objectsOf(Object.values(input).flat());
    const { endpoints } = readGatewayEndpoints({ objects, sink, passed });
    const wanted = [...expected.cloudEndpoints, ...expected.agentEndpoints].map(({ spec }) => ({
      url: spec.url,
      upstream: spec.upstream?.url,
      policy: spec.trafficPolicy?.inline,
    }));
    expect(comparable(endpoints.map(outcomeOf))).toEqual(comparable(wanted));
    // Where something is left out, it is said why.
    if (wanted.length > 0) expect(sink.told.filter(({ severity }) => severity !== "info")).toEqual([]);
  });
});

describe("policies are what the operator takes for policies", () => {
  const { cases } = JSON.parse(readFileSync(join(corpus, "operator", "policy-json-validation.json"), "utf8")) as {
    cases: readonly { id: string; name: string; input: string; expect: "ok" | "error" }[];
  };

  // On `tcp://` and `tls://` endpoints an HTTP phase with rules is an error of its own, which the operator has no reason for.
  test.each(cases)("$id $name", ({ input, expect: wanted }) => {
    const errors = compilePolicy(input)
      .diagnostics.filter(({ severity }) => severity === "error")
      .filter(({ code }) => wanted === "error" || (code !== "http-phase" && code !== "misplaced-phase"));
    expect(errors.length > 0).toBe(wanted === "error");
    const unknown = wanted === "error" && /^\{"/.test(input) ? Object.keys(JSON.parse(input) as object) : [];
    for (const key of unknown.filter((name) => !["on_http_request", "on_tcp_connect"].includes(name))) {
      expect(errors.some(({ message }) => message.includes(`\`${key}\``))).toBe(true);
    }
  });
});

interface Doc {
  readonly [key: string]: PlainValue;
  readonly kind: string;
  readonly metadata: { readonly namespace?: string; readonly name: string };
}

const directory = join(corpus, "gateway-api", "manifests");

function readManifest(file: string): readonly Doc[] {
  return (JSON.parse(readFileSync(join(directory, file), "utf8")) as { docs: readonly Doc[] }).docs;
}

function loadAll(docs: readonly object[]): Promise<LoadResult> {
  return loadTexts([{ path: "manifests.yml", text: docs.map((doc) => JSON.stringify(doc)).join("\n---\n") }]);
}

const isRoute = ({ kind }: Doc): boolean => kind === "TLSRoute" || kind === "TCPRoute";

describe("each manifest of the Gateway API loads, or is refused with a reason that names the object", () => {
  test.each(readdirSync(directory))("%s", async (file) => {
    const docs = readManifest(file);
    const { config, diagnostics } = await loadAll(docs);
    const errors = diagnostics.filter(({ severity }) => severity === "error");
    const named = docs.map(({ kind, metadata }) => `${kind} ${metadata.namespace ?? "default"}/${metadata.name}`);
    for (const { message } of errors) expect(named.some((name) => message.includes(name))).toBe(true);
    expect(errors.length === 0).toBe(config !== undefined);
    if (docs.some(isRoute)) expect(errors.length > 0 || (config?.endpoints.length ?? 0) > 0).toBe(true);
  });
});

describe("each valid manifest of the Gateway API is served, with what the conformance tests have beside it", () => {
  const valid = readdirSync(directory).filter((file) => !file.includes("invalid"));

  test.each(valid.filter((file) => readManifest(file).some(isRoute)))("%s", async (file) => {
    const docs = readManifest(file);
    const authority = await createAuthority({ commonName: "Test CA" });
    const pair = await authority.issue({ commonName: "a", dnsNames: ["a.example.com"] });
    // In a cluster each Gateway has addresses of its own.
    for (const gateway of docs.filter(({ kind }) => kind === "Gateway")) {
      const own = docs.filter((doc) => doc === gateway || isBeside(doc, gateway));
      const { config, diagnostics } = await loadAll([...own.map(withAddress), ...missing(own, pair)]);
      expect(diagnostics.filter(({ severity }) => severity !== "info")).toEqual([]);
      expect(config?.endpoints.length ?? 0).toBeGreaterThanOrEqual(own.filter(isRoute).length);
    }
  });
});

function isBeside(doc: Doc, gateway: Doc): boolean {
  if (!isRoute(doc)) return doc.kind !== "Gateway";
  const { parentRefs } = doc.spec as unknown as { parentRefs: readonly Reference[] };
  return parentRefs.some(
    ({ name, namespace = namespaceOf(doc) }) => name === gateway.metadata.name && namespace === namespaceOf(gateway),
  );
}

/** A Gateway without names is reached by addresses, which a cluster gives it. */
function withAddress(doc: Doc): object {
  const spec = doc.spec as { listeners?: readonly { hostname?: string; protocol: string }[] };
  if (doc.kind !== "Gateway" || spec.listeners?.every(({ hostname }) => hostname !== undefined)) return doc;
  const isTls = spec.listeners?.every(({ protocol }) => protocol === "TLS");
  const value = isTls ? "*.example.com" : `${doc.metadata.name}.example.com`;
  return { ...doc, spec: { ...spec, addresses: [{ type: "Hostname", value }] } };
}

interface Reference {
  readonly name: string;
  readonly namespace?: string;
  readonly port?: number;
}

/** The Services and Secrets that are referred to, and are not there. */
function missing(docs: readonly Doc[], pair: Credentials): readonly object[] {
  const ports = new Map<string, Set<number>>();
  const secrets = new Set<string>();
  const walk = (value: unknown, own: string): void => {
    if (typeof value !== "object" || value === null) return;
    const { backendRefs, certificateRefs } = value as Record<string, readonly Reference[] | undefined>;
    for (const { name, namespace = own, port = 0 } of backendRefs ?? []) {
      const key = `${namespace}/${name}`;
      ports.set(key, (ports.get(key) ?? new Set()).add(port));
    }
    for (const { name, namespace = own } of certificateRefs ?? []) secrets.add(`${namespace}/${name}`);
    for (const part of Object.values(value)) walk(part, own);
  };
  for (const doc of docs) walk(doc, namespaceOf(doc));
  const object = (kind: string, key: string, rest: object): readonly object[] => {
    const [namespace = "", name = ""] = key.split("/");
    const isThere = docs.some(
      (doc) => doc.kind === kind && namespaceOf(doc) === namespace && doc.metadata.name === name,
    );
    return isThere ? [] : [{ apiVersion: "v1", kind, metadata: { namespace, name }, ...rest }];
  };
  const stringData = { "tls.crt": pair.certificate, "tls.key": pair.privateKey };
  return [
    ...[...ports].flatMap(([key, all]) =>
      object("Service", key, { spec: { ports: [...all].map((port) => ({ port })) } }),
    ),
    ...[...secrets].flatMap((key) => object("Secret", key, { stringData })),
  ];
}

function namespaceOf({ metadata }: Doc): string {
  return metadata.namespace ?? "default";
}
