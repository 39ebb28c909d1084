import { describe, expect, test } from "vitest";
import { compilePolicy } from "./compile.ts";

function forwardsOf(rules: string, secrets: Record<string, Record<string, string>> = {}) {
  const { policy, diagnostics } = compilePolicy(`on_tcp_connect: [${rules}]`, {
    protocol: "tcp",
    resources: { secrets },
  });
  if (!policy) throw new Error(diagnostics.map(({ message }) => message).join());
  return policy.forwards;
}

const to = (url: string, more = "") => `{ ${more} actions: [{ type: forward-internal, config: { url: "${url}" } }] }`;
const IF = "expressions: ['conn.client_port > 1'],";

describe("the forwards of a policy", () => {
  test("are those whose target is known, as every result writes it", () => {
    const rules = [
      to("tcp://A.internal:1", IF),
      to(`tcp://${"${conn.client_ip}"}.internal:1`, IF),
      to("tcp://b.internal:2"),
    ];
    expect(forwardsOf(rules.join(", "))).toEqual([
      { url: "tcp://a.internal:1", conditional: true },
      { url: "tcp://b.internal:2", conditional: false },
    ]);
  });

  test("do not tell what derives from a secret", () => {
    const url = `tcp://${"${secrets.get('v', 'n')}"}.internal:1`;
    expect(forwardsOf(to(url), { v: { n: "hidden" } })).toEqual([]);
  });
});
