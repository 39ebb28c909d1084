import type { LiveConfiguration } from "../live/configuration.ts";
import { type ModelAction as Action, get, list, type Yaml } from "../model/document.ts";
import type { ClientVerification, Strategy, Termination, TlsVersion } from "./configuration.ts";
import { textSample } from "./quote.ts";
import type { Scene } from "./scene.ts";
import { translateTemplate } from "./template.ts";
import { Untranslatable } from "./untranslatable.ts";
import { held, known, knownText } from "./value.ts";

/** What `terminate-tls` asks of HAProxy, which is the TLS server of a frontend and nothing else. */
export function terminationOf(
  { config }: Action,
  scene: Scene,
  { certificates, certificate_authorities, certificate_revocation_lists, endpoints }: LiveConfiguration,
): Termination {
  const text = (value: Yaml): string | undefined =>
    value === null ? undefined : knownText(translateTemplate(String(value), scene));
  const own = [get(config, "server_certificate"), get(config, "server_private_key")].map(text);
  const [host] = certificates ?? [];
  const [chain = host?.certificate, key = host?.private_key] = own;
  if (chain === undefined || key === undefined) throw new Untranslatable("endpoint", "no certificate for the endpoint");
  const authorities = list(get(config, "mutual_tls_certificate_authorities")).map((value) => {
    const authority = text(value) ?? "";
    return certificate_authorities?.[authority] ?? authority;
  });
  const written = get(config, "mutual_tls_verification_strategy");
  const strategy = written === null ? (authorities.length > 0 ? "require-and-verify" : undefined) : String(written);
  const clients: ClientVerification | undefined =
    strategy === undefined
      ? undefined
      : {
          strategy: strategy as Strategy,
          authorities: authorities.join("\n"),
          ...(certificate_revocation_lists ? { revocationLists: certificate_revocation_lists.join("\n") } : {}),
        };
  return {
    minVersion: (text(get(config, "min_version")) ?? "1.2") as TlsVersion,
    maxVersion: (text(get(config, "max_version")) ?? "1.3") as TlsVersion,
    certificate: `${chain.trimEnd()}\n${key}`,
    alpnProtocols: endpoints[0]?.alpn_protocols ?? [],
    ...(clients ? { clients } : {}),
  };
}

/** What OpenSSL says of a chain (X509_STORE_CTX_get_error(3)), and the verdict that it is. */
const VERDICTS: readonly (readonly [errors: string, verdict: string])[] = [
  ["9", "not-yet-valid"],
  ["10", "expired"],
  ["23", "revoked"],
  ["26", "wrong-purpose"],
  ["2 18 19 20 21 27", "untrusted"],
];

/** Of all codes. */
const LONGEST_CODE = "client-certificate-not-yet-valid".length;

/** `actions.ngrok.terminate_tls.error` behind a handshake. */
export function bindVerdict({ script, results }: Scene, clients: ClientVerification | undefined): void {
  results.set("terminate_tls.error.message", { kind: "none", reason: "failure-told" });
  if (clients === undefined) {
    results.set("terminate_tls.error.code", known(""));
    return;
  }
  const code = script.set(script.register(), textSample(""));
  const set = (verdict: string, ...conditions: readonly string[]): void => {
    script.set(code, textSample(`client-certificate-${verdict}`), "{ ssl_c_used }", ...conditions);
  };
  if (clients.authorities === "") set("untrusted");
  else {
    for (const sample of ["ssl_c_ca_err", "ssl_c_err"]) {
      set("invalid", `!{ ${sample} 0 }`);
      for (const [errors, verdict] of VERDICTS) set(verdict, `{ ${sample} ${errors} }`);
    }
  }
  results.set("terminate_tls.error.code", held("string", code, { ascii: true, longest: LONGEST_CODE }));
}
