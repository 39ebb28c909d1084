import { describe, expect, test } from "vitest";
import { compilePolicy } from "../compile.ts";
import type { ConnectionFacts } from "../facts.ts";
import type { ForwardInternalStep, Step } from "../step.ts";

const SECRET = "010.9.8.7";
const RESOURCES = { secrets: { vault: { name: SECRET } } };
const READ = "secrets.get('vault', 'name')";
const FACTS: ConnectionFacts = {
  client: { ip: "192.0.2.10", port: 40000 },
  server: { ip: "192.0.2.1", port: 443, region: "" },
  start: new Date("2026-01-01T00:00:00Z"),
  endpoint: { id: "ep_test", protocol: "tcp", host: "a.example.com", port: 1, url: "tcp://a.example.com:1" },
};

function compile(...actions: readonly object[]) {
  return compilePolicy(JSON.stringify({ on_tcp_connect: [{ actions }] }), { protocol: "tcp", resources: RESOURCES });
}

function run(...actions: readonly object[]): Step {
  const { policy, diagnostics } = compile(...actions);
  if (policy === undefined) throw new Error(JSON.stringify(diagnostics));
  return policy.start(FACTS);
}

const restrict = (config: object) => ({ type: "restrict-ips", config });
const forward = (url: string) => ({ type: "forward-internal", config: { url } });

describe("a text that derives from a secret", () => {
  test.each([
    ["an address that is none", "invalid-cidr", restrict({ allow: [`\${${READ}}`] })],
    ["a block in a list that is none", "invalid-cidr", restrict({ allow: `\${[${READ}]}` })],
    ["a URL that is none", "invalid-url", forward(`\${${READ}}`)],
    ["a URL that is not internal", "forward-not-internal", forward(`tcp://x\${${READ}}.example.com:1`)],
    [
      "an authority that is not known",
      "unknown-certificate-authority",
      { type: "terminate-tls", config: { mutual_tls_certificate_authorities: [`\${${READ}}`] } },
    ],
  ])("is in no diagnostic about %s", (_, code, action) => {
    const { diagnostics } = compile(action);
    expect(diagnostics.map((each) => each.code)).toContain(code);
    expect(JSON.stringify(diagnostics)).not.toContain("9.8.7");
  });

  test("warns of no bits behind its prefix, which would show them", () => {
    const resources = { secrets: { vault: { name: "192.0.2.77/24" } } };
    const policy = JSON.stringify({ on_tcp_connect: [{ actions: [restrict({ allow: [`\${${READ}}`] })] }] });
    expect(compilePolicy(policy, { resources }).diagnostics).toEqual([]);
  });

  test("is in no error of an entry that turns out to be no block", () => {
    const step = run(restrict({ allow: [`\${conn.client_port == 1 ? '' : ${READ}}`] }));
    expect(step).toMatchObject({ kind: "error", error: { code: "invalid-cidr" } });
    expect(JSON.stringify([step, step.report.actions])).not.toContain("9.8.7");
    const open = run(restrict({ allow: ["${string(conn.client_port)}"] }));
    expect(open).toMatchObject({ kind: "error", error: { message: expect.stringContaining("`40000`") } });
  });

  test("is in no error of a URL that turns out to be none", () => {
    const step = run(forward(`\${conn.client_port == 1 ? '' : ${READ}}`));
    expect(step).toMatchObject({ kind: "error", error: { code: "invalid-url" } });
    expect(JSON.stringify(step)).not.toContain("9.8.7");
    const open = run(forward("tcp://x${string(conn.client_port)}.example.com:1"));
    expect(open).toMatchObject({ kind: "error", error: { message: expect.stringContaining("x40000.example.com") } });
  });

  test("marks the URL that is handed to the host, and no other", () => {
    const hidden = run(forward(`tcp://x\${string(size(${READ}))}.internal:1`)) as ForwardInternalStep;
    expect(hidden).toMatchObject({ url: "tcp://x9.internal:1", urlIsSecret: true });
    expect(hidden.resume({ code: "a", message: "x9" })).toMatchObject({ error: { code: "a", message: "«secret»" } });
    const open = run(forward("tcp://x.internal:1")) as ForwardInternalStep;
    expect(open.urlIsSecret).toBeUndefined();
    expect(open.resume({ code: "a", message: "x9" })).toMatchObject({ error: { code: "a", message: "x9" } });
  });
});
