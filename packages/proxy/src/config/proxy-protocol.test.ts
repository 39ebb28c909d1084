import { describe, expect, test } from "vitest";
import { loadConfig } from "./load.ts";

async function load(proxyProtocol: string) {
  const text = `endpoints:\n  - url: tls://a.example\n    upstream:\n      url: 1\n      proxy_protocol: ${proxyProtocol}\n`;
  const { config, diagnostics } = await loadConfig(text);
  return {
    upstream: config?.endpoints[0]?.upstream,
    problems: diagnostics.map(({ code, range: { start } }) => `${code} ${start.line}:${start.column}`),
  };
}

describe("the PROXY header for an upstream", () => {
  test.each([
    ["1", { proxyProtocol: 1 }],
    ["'2'", { proxyProtocol: 2 }],
    ["{ version: 2 }", { proxyProtocol: 2 }],
    ["{ version: 1 }", { proxyProtocol: 1 }],
    ["{ version: 2, tlvs: [] }", { proxyProtocol: 2, proxyTlvs: [] }],
    [
      "{ version: 2, tlvs: [crc32c, alpn, authority, ssl, unique_id] }",
      { proxyProtocol: 2, proxyTlvs: ["crc32c", "alpn", "authority", "ssl", "unique_id"] },
    ],
  ])("%s", async (written, read) => {
    const { upstream, problems } = await load(written);
    expect(problems).toEqual([]);
    expect(upstream).toEqual({ url: "1", address: expect.anything(), ...read });
  });

  test.each([
    ["3", "invalid-value 5:23"],
    ["[2]", "wrong-type 5:23"],
    ["{ tlvs: [ssl] }", "missing-field 5:23"],
    ["{ version: 0 }", "invalid-value 5:34"],
    ["{ version: 1, tlvs: [ssl] }", "needs-other-field 5:37"],
    ["{ version: 2, tlvs: [ssl, netns] }", "invalid-value 5:49"],
    ["{ version: 2, tlvs: [ssl, ssl] }", "invalid-value 5:49"],
    ["{ version: 2, tlvs: ssl }", "wrong-type 5:43"],
    ["{ version: 2, tlv: [ssl] }", "unknown-key 5:37"],
  ])("%s: %s", async (written, problem) => expect((await load(written)).problems).toEqual([problem]));
});
