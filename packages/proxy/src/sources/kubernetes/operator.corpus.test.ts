import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { compilePolicy } from "@sluice/policy";
import { type MapNode, nodeOf, type PlainValue, type Sink } from "@sluice/policy/source";
import { describe, expect, test } from "vitest";
import { PassedOver } from "../passed-over.ts";
import { listening, plain, type Told } from "../testing/read.ts";
import type { KubeEndpoint } from "./endpoint.ts";
import { readGatewayEndpoints } from "./gateway-endpoints.ts";
import { readManifests } from "./index.ts";
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

describe("each manifest of the Gateway API loads, or is refused with a reason that names the object", () => {
  const directory = join(corpus, "gateway-api", "manifests");

  test.each(readdirSync(directory))("%s", (file) => {
    const { docs } = JSON.parse(readFileSync(join(directory, file), "utf8")) as { docs: readonly PlainValue[] };
    const { objects, sink, passed } = objectsOf(docs);
    const { root: tree } = readManifests(objects, sink, passed);
    passed.close();
    const errors = sink.told.filter(({ severity }) => severity === undefined);
    const named = objectNames(docs);
    for (const { message } of errors) expect(named.some((name) => message.includes(name))).toBe(true);
    const endpoints = plain(tree) as { endpoints: unknown[] };
    const routes = docs.some((doc) => ["TLSRoute", "TCPRoute"].includes(String((doc as { kind: string }).kind)));
    if (routes) expect(errors.length > 0 || endpoints.endpoints.length > 0).toBe(true);
  });
});

function objectNames(docs: readonly PlainValue[]): readonly string[] {
  return (docs as readonly { kind: string; metadata: { namespace?: string; name: string } }[]).map(
    ({ kind, metadata }) => `${kind} ${metadata.namespace ?? "default"}/${metadata.name}`,
  );
}
