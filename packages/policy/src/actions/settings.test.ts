import { describe, expect, test } from "vitest";
import { checkPolicies } from "../check/check-files.ts";
import { compilePolicy } from "../compile.ts";
import type { CompileOptions } from "../policy.ts";
import type { X509Checks } from "../resources.ts";

const pem = (label: string, body = "AAAA") => `-----BEGIN ${label}-----\n${body}\n-----END ${label}-----`;

function compile(action: object, options: CompileOptions = {}) {
  const { policy, diagnostics } = compilePolicy(JSON.stringify({ on_tcp_connect: [{ actions: [action] }] }), {
    protocol: "tls",
    ...options,
  });
  return { policy, codes: diagnostics.map(({ code }) => code) };
}

const terminate = (config: object) => ({ type: "terminate-tls", config });
const restrict = (config: object) => ({ type: "restrict-ips", config });

/** A stack that reads every bundle as these certificates. */
function stack(...authorities: readonly boolean[]): { readonly resources: { readonly x509: X509Checks } } {
  const certificates = authorities.map((isCa) => ({ isCa }));
  return { resources: { x509: { parseBundle: () => ({ certificates }), keyBelongsTo: () => true } as never } };
}

describe("terminate-tls hands to the host", () => {
  test("every authority that is listed", () => {
    const [first, second] = [pem("CERTIFICATE", "AAAA"), pem("CERTIFICATE", "BBBB")];
    const authorities = ["ca_first", second];
    const { policy } = compile(terminate({ mutual_tls_certificate_authorities: authorities }), {
      resources: { certificate_authorities: { ca_first: first } },
    });
    expect(policy?.terminations[0]?.clientCertificates).toEqual({
      authorities: [first, second],
      strategy: "require-and-verify",
    });
  });

  test("nothing of a client where no certificate is asked for", () => {
    expect(compile(terminate({})).policy?.terminations[0]).not.toHaveProperty("clientCertificates");
  });

  test.each(["PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY", "ENCRYPTED PRIVATE KEY"])("a %s", (label) => {
    const config = { server_certificate: pem("CERTIFICATE"), server_private_key: pem(label) };
    const { policy, codes } = compile(terminate(config));
    expect(codes).toEqual(["not-checked"]);
    expect(policy?.terminations[0]).toMatchObject({ certificate: config.server_certificate });
    expect(policy?.terminations[0]?.privateKey).toBe(config.server_private_key);
  });

  test.each(["PRIVATE", "private key", "rsa PRIVATE KEY", "-PRIVATE KEY"])("no %s in place of a key", (label) => {
    const config = { server_certificate: pem("CERTIFICATE"), server_private_key: pem(label) };
    expect(compile(terminate(config)).codes).toContain("invalid-private-key");
  });
});

describe("a bundle of authorities", () => {
  const bundle = terminate({ mutual_tls_certificate_authorities: [pem("CERTIFICATE")] });

  test("needs one authority among its certificates", () => {
    expect(compile(bundle, stack(true)).codes).toEqual([]);
    expect(compile(bundle, stack(false, true)).codes).toEqual([]);
    expect(compile(bundle, stack(false, false)).codes).toEqual(["no-certificate-authority"]);
    expect(compile(bundle, stack()).codes).toEqual(["no-certificate-authority"]);
  });

  test("is looked at for certificates where there is no stack to read it", () => {
    expect(compile(bundle).codes).toEqual([]);
    expect(compile(terminate({ mutual_tls_certificate_authorities: [pem("X509 CRL")] })).codes).toEqual([
      "invalid-certificate",
    ]);
  });
});

describe("a check that has no resources", () => {
  const check = (action: object) => {
    const text = JSON.stringify({ on_tcp_connect: [{ actions: [action] }] });
    return checkPolicies(text, { protocol: "tls" }).diagnostics.map(({ code }) => code);
  };

  test.each([
    ["an authority", terminate({ mutual_tls_certificate_authorities: ["ca_clients"] })],
    ["an ip policy", restrict({ allow: ["192.0.2.0/24"], ip_policies: ["ipp"] })],
    ["a secret", terminate({ mutual_tls_certificate_authorities: ["${secrets.get('v', 'n')}"] })],
  ])("says that it has not looked for %s", (_, action) => {
    expect(check(action).filter((code) => code !== "ipv4-only")).toEqual(["not-checked"]);
  });

  test("says what depends on the connection where only text may stand", () => {
    expect(check(terminate({ mutual_tls_certificate_authorities: ["${conn.client_ip}"] }))).toContain("not-constant");
    const mixed = "${secrets.get('v', 'n') + conn.client_ip}";
    expect(check(terminate({ mutual_tls_certificate_authorities: [mixed] }))).toContain("not-constant");
  });
});

describe("restrict-ips", () => {
  test("says nothing of what a list lacks that did not compile, or is read when the action runs", () => {
    expect(compile(restrict({ allow: ["${conn.nope}"] })).codes).toEqual(["unknown-field"]);
    expect(compile(restrict({ allow: ["${conn.client_port}"] })).codes).toEqual(["template-type"]);
    expect(compile(restrict({ allow: ["${conn.client_ip}"] })).codes).toEqual([]);
    expect(compile(restrict({ deny: ["192.0.2.0/24"] })).codes).toEqual(["no-allowed-cidr"]);
  });

  test("takes no block of an ip policy that is none", () => {
    const ip_policies = { ipp: [{ cidr: "010.0.0.0/8", action: "allow" } as const] };
    const { policy, codes } = compile(restrict({ ip_policies: ["ipp"] }), { resources: { ip_policies } });
    expect(policy).toBeUndefined();
    expect(codes).toContain("invalid-cidr");
  });
});
