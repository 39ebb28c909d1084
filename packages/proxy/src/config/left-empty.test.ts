import { describe, expect, test } from "vitest";
import { createAuthority } from "../testing/pki.ts";
import { createRevocationList } from "../tls/throwaway-revocation.ts";
import { loadConfig } from "./load.ts";

const ENDPOINT = "endpoints:\n  - url: tls://a.example\n";
const UPSTREAM = "    upstream: { url: 'tls://x:1' }\n";

/** With all their places, in the order of the file. */
async function errorsOf(text: string): Promise<string[]> {
  const readFile = () => Promise.reject(Object.assign(new Error(), { code: "ENOENT" }));
  const { config, diagnostics } = await loadConfig(text, { filename: "/etc/sluice.yml", readFile });
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  expect(config === undefined).toBe(errors.length > 0);
  return errors.map(({ code, range: { start } }) => `${code} ${start.line}:${start.column}`);
}

describe("what a template has left empty switches nothing off", () => {
  test.each([
    ["a policy", `${ENDPOINT}${UPSTREAM}    traffic_policy:\n`, "wrong-type 4:5"],
    ["a policy, said to be null", `${ENDPOINT}${UPSTREAM}    traffic_policy: null\n`, "wrong-type 4:5"],
    ["a policy file", `${ENDPOINT}${UPSTREAM}    traffic_policy_file: ~\n`, "wrong-type 4:5"],
    ["a termination", `${ENDPOINT}${UPSTREAM}    agent_tls_termination:\n`, "wrong-type 4:5"],
    ["the protocols of ALPN", `${ENDPOINT}${UPSTREAM}    alpn_protocols:\n`, "wrong-type 4:5"],
    ["what an upstream is verified by", `${ENDPOINT}    upstream: { url: 'tls://x:1', tls: }\n`, "wrong-type 3:35"],
    ["the header for an upstream", `${ENDPOINT}    upstream: { url: '1', proxy_protocol: }\n`, "wrong-type 3:27"],
    [
      "what the header tells",
      `${ENDPOINT}    upstream: { url: '1', proxy_protocol: { version: 2, tlvs: } }\n`,
      "wrong-type 3:57",
    ],
    [
      "the authorities of an upstream",
      `${ENDPOINT}    upstream: { url: 'tls://x:1', tls: { certificate_authorities: } }\n`,
      "invalid-value 3:42",
    ],
    [
      "the name of an upstream",
      `${ENDPOINT}    upstream: { url: 'tls://x:1', tls: { server_name: } }\n`,
      "wrong-type 3:42",
    ],
    ["revocation lists", `${ENDPOINT}${UPSTREAM}certificate_revocation_lists:\n`, "wrong-type 4:1"],
    ["revocation lists, as a list", `${ENDPOINT}${UPSTREAM}certificate_revocation_lists: []\n`, "invalid-value 4:31"],
    [
      "revocation lists, as a mapping",
      `${ENDPOINT}${UPSTREAM}certificate_revocation_lists: {}\n`,
      "invalid-value 4:31",
    ],
    ["an authority", `${ENDPOINT}${UPSTREAM}certificate_authorities: { a: }\n`, "wrong-type 4:31"],
    ["the rules of an ip policy", `${ENDPOINT}${UPSTREAM}ip_policies: { a: }\n`, "wrong-type 4:19"],
    ["the address to listen on", `${ENDPOINT}${UPSTREAM}listen: { address: }\n`, "wrong-type 4:11"],
  ])("%s", async (_what, text, error) => expect(await errorsOf(text)).toEqual([error]));

  test.each([["{ ca: }"], ["{ ca: [] }"], ["{ ca: null }"], ["{ ca: [ list, null ] }"]])(
    "the revocation lists of one bundle: %s",
    async (lists) => {
      const ca = await createAuthority({ commonName: "CA" });
      const config = JSON.stringify({
        certificate_authorities: { ca: ca.certificate },
        endpoints: [{ url: "tls://a.example", upstream: { url: "1" } }],
      });
      const written = lists.replace("list", JSON.stringify(createRevocationList(ca)));
      const text = `${config.slice(0, -1)},\n"certificate_revocation_lists": ${written}}\n`;
      expect(await errorsOf(text)).toEqual([expect.stringMatching(/^(wrong-type|invalid-value) 2:/)]);
    },
  );

  test("what is left out has its default", async () => {
    expect(await errorsOf(`${ENDPOINT}${UPSTREAM}certificates:\nregion: ''\nip_policies:\n`)).toEqual([]);
  });
});
