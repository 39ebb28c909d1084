import { clientFact, serverFact } from "./certificates.ts";
import { LONGEST_NAME, SNI } from "./hello.ts";
import { textSample } from "./quote.ts";
import type { Scene } from "./scene.ts";
import { isSet, type Script } from "./script.ts";
import { Untranslatable } from "./untranslatable.ts";
import { held, known, type Value } from "./value.ts";

/** OpenSSL's names of suites and IANA's are all shorter. */
const LONGEST_SUITE = 64;
const PORT = { min: 0n, max: 65535n };

/** What a variable of the language is to HAProxy, by its path. */
export function factOf(path: string, scene: Scene): Value {
  const { script, configured } = scene;
  const { endpoint } = configured;
  const local = boundName(path, scene);
  if (local !== undefined) return local;
  if (path.startsWith("conn.tls.")) return tlsFact(path.slice("conn.tls.".length), scene);
  switch (path) {
    case "conn.client_ip":
      return { kind: "address", sample: "src" };
    case "conn.server_ip":
      return { kind: "address", sample: "dst" };
    case "conn.client_port":
      return held("int", script.set(script.register(), "src_port"), { range: PORT });
    case "conn.server_port":
      return held("int", script.set(script.register(), "dst_port"), { range: PORT });
    case "conn.server_region":
      return known(configured.region);
    case "conn.bytes_in":
    case "conn.bytes_out":
      // While a policy runs nothing was relayed yet.
      return known(0n);
    case "conn.ts.start":
    case "time.now":
      throw new Untranslatable("clock", `\`${path}\``);
    case "endpoint.addr":
      return known(`${endpoint.host.includes(":") ? `[${endpoint.host}]` : endpoint.host}:${endpoint.port}`);
    case "endpoint.host":
      return known(endpoint.host);
    case "endpoint.protocol":
      return known(endpoint.protocol);
    case "endpoint.url":
      return known(endpoint.url);
    case "endpoint.port":
      return known(BigInt(endpoint.port));
    case "endpoint.id":
      throw new Untranslatable("endpoint", "`endpoint.id`, which is the proxy's own");
    default:
      throw new Untranslatable(
        /^conn\.(geo|client_ip|server_ip)\./.test(path) ? "ip-intelligence" : "value",
        `\`${path}\``,
      );
  }
}

/** `has(path)`. */
export function hasFact(path: string, { script, stage, vars }: Scene): Value {
  const [, name] = /^vars\.(\w+)$/.exec(path) ?? [];
  if (name !== undefined) {
    const binding = vars.get(name);
    // A value that HAProxy cannot hold may have been set by some rules, and not by others.
    if (binding?.kind === "none") throw new Untranslatable(binding.reason, `\`has(${path})\``);
    return binding?.kind === "held" ? booleanOf(script, isSet(binding.register)) : known(binding !== undefined);
  }
  if (path === "conn.tls.version") return known(stage === "terminated");
  if (path === "conn.tls.client") return stage === "plain" ? known(false) : booleanOf(script, "{ ssl_c_used }");
  throw new Untranslatable("value", `\`has(${path})\``);
}

/** Variables and action results: what the rules so far have set. */
function boundName(path: string, scene: Scene): Value | undefined {
  const { vars, results, script } = scene;
  const [, family, name] = /^(vars|actions\.ngrok)\.(.+)$/.exec(path) ?? [];
  if (family === undefined || name === undefined) return undefined;
  if (/^terminate_tls\.(?!error\.)/.test(name)) {
    return scene.stage === "plain"
      ? held("string", script.register(), { longest: 0 })
      : tlsFact(name.slice("terminate_tls.".length), scene);
  }
  const binding = (family === "vars" ? vars : results).get(name);
  if (binding?.kind === "none") throw new Untranslatable(binding.reason, `\`${path}\``);
  if (binding !== undefined) return binding;
  // Nothing that runs before has set it: reading it fails.
  if ((family === "vars" && !name.includes(".")) || /^(restrict_ips|terminate_tls|forward_internal)\./.test(name)) {
    return held("string", script.register(), { longest: 0 });
  }
  throw new Untranslatable("value", `\`${path}\``);
}

function tlsFact(name: string, { script, stage }: Scene): Value {
  if (name === "sni") return held("string", SNI, { ascii: true, longest: LONGEST_NAME });
  if (name === "ja4_fingerprint") throw new Untranslatable("ja4", "`conn.tls.ja4_fingerprint`");
  const register = script.register();
  // Before a termination it is missing, which is an error: a register that nothing sets.
  if (stage === "plain") return held(name === "session_resumed" ? "bool" : "string", register);
  if (name.startsWith("client.")) return clientFact(name.slice("client.".length), script);
  if (name.startsWith("server.")) return serverFact(name.slice("server.".length), script);
  switch (name) {
    case "version":
      return held("string", script.set(register, "ssl_fc_protocol,regsub(^TLSv,)"), {
        ascii: true,
        longest: "1.3".length,
      });
    case "cipher_suite":
      script.set(register, "ssl_fc_cipher");
      for (const [openssl, iana] of CIPHER_SUITES) {
        script.set(register, textSample(iana), `{ ssl_fc_cipher -m str ${openssl} }`);
      }
      return held("string", register, { ascii: true, longest: LONGEST_SUITE });
    case "negotiated_alpn":
      script.set(register, textSample(""));
      return held("string", script.set(register, "ssl_fc_alpn"), { ascii: true, longest: 255 });
    case "session_resumed":
      return booleanOf(script, "{ ssl_fc_is_resumed }");
    default:
      throw new Untranslatable("value", `\`conn.tls.${name}\``);
  }
}

function booleanOf(script: Script, condition: string): Value {
  const register = script.set(script.register(), "int(0)");
  return held("bool", script.set(register, "int(1)", condition));
}

/** IANA's names of the TLS 1.2 suites that OpenSSL 3 offers by default and calls otherwise; 1.3's are the same in both. */
const CIPHER_SUITES: readonly (readonly [openssl: string, iana: string])[] = [
  ["ECDHE-ECDSA-AES128-GCM-SHA256", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"],
  ["ECDHE-ECDSA-AES256-GCM-SHA384", "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384"],
  ["ECDHE-ECDSA-CHACHA20-POLY1305", "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256"],
  ["ECDHE-RSA-AES128-GCM-SHA256", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"],
  ["ECDHE-RSA-AES256-GCM-SHA384", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"],
  ["ECDHE-RSA-CHACHA20-POLY1305", "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256"],
];
