import { expect, test } from "vitest";
import { policyOf, translatePolicy } from "./testing/policies.ts";
import { UNTRANSLATABLE, type UntranslatableName } from "./untranslatable.ts";

/** Every name of the list, by a policy that is refused for it. */
const REFUSED: Readonly<Record<UntranslatableName, readonly string[]>> = {
  "reset-by-rule": [
    policyOf({ expressions: ["conn.client_port == 1"], actions: [{ type: "close-connection" }] }),
    // The hello of a bad client would be refused, and not reset.
    policyOf({ expressions: ["conn.tls.sni == 'a'"], actions: [] }, { actions: [{ type: "close-connection" }] }),
  ],
  clock: [denyIf("conn.ts.start.getHours() == 1"), denyIf("time.now == ''")],
  draws: [denyIf("rand.double() < 0.5"), denyIf("rand.int(1, 2) == 1")],
  "ip-intelligence": [denyIf("conn.geo.city == ''"), denyIf("conn.client_ip.is_tor_node")],
  ja4: [denyIf("conn.tls.ja4_fingerprint == ''")],
  "certificate-field": [
    policyOf(
      { actions: [{ type: "terminate-tls", config: { mutual_tls_verification_strategy: "request" } }] },
      { expressions: ["conn.tls.client.san == ''"], actions: [{ type: "deny" }] },
    ),
  ],
  "failure-told": [
    policyOf(
      { actions: [{ type: "terminate-tls", config: { mutual_tls_verification_strategy: "request" } }] },
      { expressions: ["actions.ngrok.terminate_tls.error.message == ''"], actions: [{ type: "deny" }] },
    ),
  ],
  function: [
    denyIf("conn.server_region.reverse() == ''"),
    denyIf("json.decode(conn.server_region) == 1"),
    denyIf("hash.crc32(conn.server_region) == ''"),
    // The second part may be missing, which is an error; to HAProxy it is empty.
    denyIf("conn.server_region.split('.')[1] == ''"),
  ],
  value: [
    denyIf("conn.client_port == 1.5"),
    denyIf("[conn.client_port] == [1]"),
    denyIf("{'a': conn.client_port}['a'] == 1"),
    denyIf("[1, 2].exists_one(x, x == conn.client_port)"),
    policyOf(
      { actions: [{ type: "set-vars", config: { vars: [{ a: { b: 1 } }] } }] },
      { expressions: ["vars.a.b == 1"], actions: [{ type: "deny" }] },
    ),
    policyOf(
      { actions: [{ type: "set-vars", config: { vars: [{ a: { b: 1 } }] } }] },
      { expressions: ["has(vars.a.b)"], actions: [{ type: "deny" }] },
    ),
  ],
  "arithmetic-overflow": [
    denyIf("conn.client_port + 9223372036854775807 > 0"),
    denyIf("conn.client_port * 9223372036854775807 > 0"),
    denyIf("-9223372036854775807 - conn.client_port < 0"),
  ],
  "run-time-pattern": [denyIf("conn.tls.sni.endsWith(conn.client_ip)"), denyIf("conn.tls.sni.matches(conn.client_ip)")],
  "run-time-address": [
    denyIf("inCidrRange(conn.client_ip, conn.tls.sni)"),
    denyIf("inCidrRange(conn.tls.sni, '10.0.0.0/8')"),
    policyOf({ actions: [{ type: "restrict-ips", config: { allow: ["${conn.client_ip}"] } }] }),
  ],
  "regular-expression": [denyIf("conn.tls.sni.matches('^(a+)+$')"), denyIf("conn.tls.sni.matches('(?i)a')")],
  text: [denyIf('conn.tls.sni.contains("it\'s")'), denyIf("conn.tls.sni == 'a\\x00'"), denyIf("'é'.lower() == 'é'")],
  failover: [
    policyOf(
      { actions: [{ type: "terminate-tls" }] },
      { actions: [{ type: "forward-internal", config: { url: "tcp://a.internal:1", on_error: "continue" } }] },
    ),
  ],
  endpoint: [denyIf("endpoint.id == 'a'")],
};

test.each(Object.entries(REFUSED))("%s", (name, policies) => {
  expect(policies.map((policy) => translatePolicy(policy))).toEqual(
    policies.map(() => expect.objectContaining({ kind: "untranslatable", name })),
  );
});

test("every name says why in a sentence of its own", () => {
  const reasons = Object.values(UNTRANSLATABLE);
  expect(new Set(reasons).size).toBe(reasons.length);
});

function denyIf(expression: string): string {
  return policyOf({ expressions: [expression], actions: [{ type: "deny" }] });
}
