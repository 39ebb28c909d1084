import { beforeAll, describe, expect, test } from "vitest";
import { loadTexts } from "../../config/load.ts";
import { type Authority, type Credentials, createAuthority } from "../../testing/pki.ts";

let authority: Authority;
let server: Credentials;

beforeAll(async () => {
  authority = await createAuthority({ commonName: "Test CA" });
  server = await authority.issue({ commonName: "a", dnsNames: ["a.example.com"] });
});

/** Loads tunnels whose files are those of a certificate. */
function load(tunnels: object) {
  const files: Readonly<Record<string, string>> = {
    "/etc/a.crt": server.certificate,
    "/etc/a.key": server.privateKey,
    "/etc/ca.pem": authority.certificate,
    "/etc/policy.yml": "on_tcp_connect:\n  - actions: [{ type: denyy }]\n",
  };
  const readFile = async (path: string): Promise<string> => {
    const text = files[path];
    if (text === undefined) throw Object.assign(new Error(path), { code: "ENOENT" });
    return text;
  };
  return loadTexts([{ path: "/etc/ngrok.yml", text: JSON.stringify({ version: 2, tunnels }) }], { readFile });
}

const TLS = { proto: "tls", addr: 1, domain: "a.example.com" };
const PAIR = { crt: "a.crt", key: "a.key" };

describe("tunnels whose files are there", () => {
  test.each(["a", "it's", 'qu"oted', "back\\slash", "${secrets}", "}", "$${x}", "ünï \u0001", "__proto__"])(
    "terminate TLS at the edge, whatever they are called: %j",
    async (name) => {
      const tunnel = { ...TLS, ...PAIR, mutual_tls_cas: "ca.pem" };
      const { config, diagnostics } = await load(Object.fromEntries([[name, tunnel]]));
      expect(diagnostics).toEqual([]);
      expect(config?.endpoints[0]?.policy?.terminations).toMatchObject([
        {
          certificate: server.certificate.trimEnd(),
          privateKey: server.privateKey.trimEnd(),
          clientCertificates: { authorities: [authority.certificate] },
        },
      ]);
    },
  );

  test("terminate it at the agent", async () => {
    const { config, diagnostics } = await load({ a: { ...TLS, ...PAIR, terminate_at: "agent" } });
    expect(diagnostics).toEqual([]);
    expect(config?.endpoints[0]?.agentTermination?.privateKey).toBe(server.privateKey);
  });

  test("tell what is wrong with a policy that rules stand in front of, in its own file", async () => {
    const restricted = { ...TLS, traffic_policy_file: "policy.yml", ip_restriction: { deny_cidrs: ["10.0.0.0/33"] } };
    const { config, diagnostics } = await load({ a: restricted });
    expect(config).toBeUndefined();
    expect(diagnostics.map(({ path, code }) => `${path} ${code}`).toSorted()).toEqual([
      "/etc/ngrok.yml invalid-cidr",
      "/etc/policy.yml unknown-action",
    ]);
    const missing = await load({ a: { ...restricted, traffic_policy_file: "none.yml" } });
    expect(missing.diagnostics.map(({ message }) => message)).toEqual([expect.stringContaining("`none.yml`")]);
  });
});
