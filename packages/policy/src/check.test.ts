import { describe, expect, test } from "vitest";
import { checkPolicies } from "./check.ts";

function found(text: string): string[] {
  return checkPolicies(text).diagnostics.map(
    ({ code, severity, range }) => `${severity} ${code}@${range.start.line}:${range.start.column}`,
  );
}

const WRONG = "on_tcp_connect: [{actions: [{type: denyy}]}]";

describe("a policy is found and placed in", () => {
  test.each([
    ["a document of its own", WRONG, "error unknown-action@1:36"],
    [
      "an agent configuration, version 3",
      `version: 3\nendpoints:\n  - url: tcp://a:1\n    traffic_policy:\n      ${WRONG}\n`,
      "error unknown-action@5:42",
    ],
    [
      "an agent configuration, version 2",
      `version: 2\ntunnels:\n  a:\n    proto: tcp\n    traffic_policy:\n      ${WRONG}\n`,
      "error unknown-action@6:42",
    ],
    [
      "an AgentEndpoint",
      `apiVersion: v1\nkind: AgentEndpoint\nspec:\n  url: tls://a\n  trafficPolicy:\n    inline:\n      ${WRONG}\n`,
      "error unknown-action@7:42",
    ],
    [
      "a CloudEndpoint",
      `apiVersion: v1\nkind: CloudEndpoint\nspec:\n  url: tls://a\n  trafficPolicy:\n    policy:\n      ${WRONG}\n`,
      "error unknown-action@7:42",
    ],
    [
      "a TrafficPolicy",
      `apiVersion: v1\nkind: NgrokTrafficPolicy\nspec:\n  policy:\n    ${WRONG}\n`,
      "error unknown-action@5:40",
    ],
  ])("%s", (_, text, expected) => {
    expect(found(text)).toEqual([expected]);
  });
});

test("another Kubernetes object holds none", () => {
  expect(checkPolicies("apiVersion: v1\nkind: Service\nspec: {}\n")).toEqual({ policies: 0, diagnostics: [] });
});

test("on an HTTP endpoint only on_tcp_connect is checked", () => {
  const text = `endpoints:\n  - url: https://a\n    traffic_policy:\n      on_http_request: [{actions: [{type: redirect}]}]\n      ${WRONG}\n`;
  expect(found(text)).toEqual(["error unknown-action@5:42"]);
});

test("the endpoint's URL gives the protocol", () => {
  const forward = (url: string) =>
    `endpoints:\n  - url: ${url}\n    traffic_policy:\n      on_tcp_connect: [{actions: [{type: forward-internal, config: {url: 'tcp://a.internal:1'}}]}]\n`;
  expect(found(forward("tls://a"))).toEqual(["error forward-scheme@4:74"]);
  expect(found(forward("tcp://a:1"))).toEqual([]);
});

test("an internal endpoint may come behind a termination", () => {
  const policy =
    "traffic_policy: {on_tcp_connect: [{expressions: ['conn.tls.version == \"1.3\"'], actions: [{type: deny}]}]}";
  expect(found(`endpoints: [{url: tls://a.internal, upstream: {url: 1}, ${policy}}]`)).toEqual([
    "warning variable-maybe-unknown@1:107",
  ]);
  expect(found(`endpoints: [{url: tls://a.example, upstream: {url: 1}, ${policy}}]`)).toEqual([
    "error variable-not-known@1:106",
  ]);
});

test("without resources, what they would tell is not checked", () => {
  const policy =
    "on_tcp_connect: [{actions: [{type: restrict-ips, config: {ip_policies: [x]}}]}, {expressions: ['conn.geo.city == \"x\"'], actions: [{type: deny}]}]";
  expect(found(policy).every((one) => one.startsWith("info not-checked"))).toBe(true);
  expect(checkPolicies(policy, { resources: {} }).diagnostics.map(({ code }) => code)).toEqual([
    "unknown-ip-policy",
    "ip-intelligence-missing",
  ]);
});
