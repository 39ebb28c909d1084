import type { CelInput } from "@bufbuild/cel";
import type { ChainVerdict } from "@sluice/policy";
import type { Question, Situation } from "@sluice/policy/vectors";
import { certificateOf } from "@sluice/policy/vectors";
import { canonical, contains, type ModelRange, printRange, readAddress, readRange } from "./addresses.ts";
import { get, list, type ModelAction, map, type Yaml } from "./document.ts";
import { ExpressionFault } from "./expression.ts";
import { stringsOf } from "./functions.ts";
import { Ended, type State } from "./state.ts";
import { splitTemplate } from "./template.ts";
import { asString } from "./values.ts";

/** Where an action runs. */
export interface Scene {
  readonly state: State;
  readonly situation: Situation;
  readonly vector: Question;
}

type RunAction = (action: ModelAction, scene: Scene) => void;

const ACTIONS: Readonly<Record<string, RunAction>> = {
  deny: () => end("deny"),
  "close-connection": () => end("close"),
  "restrict-ips": restrictIps,
  "terminate-tls": terminateTls,
  "forward-internal": forwardInternal,
  log,
  "set-vars": setVars,
};

/** Runs one action; whatever ends the run is thrown as `Ended`. */
export function runAction(action: ModelAction, scene: Scene): void {
  const run = ACTIONS[action.type];
  if (run === undefined) throw new Error(`the model does not know the action \`${action.type}\``);
  run(action, scene);
}

function end(outcome: "deny" | "close"): never {
  throw new Ended({ outcome });
}

function restrictIps({ config }: ModelAction, scene: Scene): void {
  const { state, situation, vector } = scene;
  const allowed: string[] = texts(get(config, "allow"), scene);
  const denied: string[] = texts(get(config, "deny"), scene);
  for (const id of list(get(config, "ip_policies"))) {
    for (const { cidr, action } of vector.resources?.ip_policies?.[String(id)] ?? []) {
      (action === "allow" ? allowed : denied).push(cidr);
    }
  }
  const record = (verdict: "allow" | "deny", matched: string, code = "", message = ""): void => {
    const error = new Map([
      ["code", code],
      ["message", message],
    ]);
    state.results.set(
      "restrict_ips",
      new Map<string, CelInput>([
        ["action", verdict],
        ["matched_cidr", matched],
        ["error", error],
      ]),
    );
  };
  const enforce = config.get("enforce") !== false;
  const wrong = [...allowed, ...denied].find((text) => readRange(text) === undefined);
  if (wrong !== undefined) {
    record("deny", "", "invalid-cidr", `\`${wrong}\` is not a CIDR`);
    if (enforce) throw new Ended({ outcome: "error", error: { code: "invalid-cidr", ngrok: "ERR_NGROK_2217" } });
    return;
  }
  const inAllowed = narrowest(allowed, situation.facts.client.ip);
  const inDenied = narrowest(denied, situation.facts.client.ip);
  const verdict = inAllowed !== undefined && inDenied === undefined ? "allow" : "deny";
  const matched = inDenied ?? inAllowed;
  record(verdict, matched === undefined ? "" : printRange(matched));
  if (verdict === "deny" && enforce) throw new Ended({ outcome: "deny" });
}

/** The most specific of the ranges that contain the address. */
function narrowest(ranges: readonly string[], ip: string): ModelRange | undefined {
  const address = readAddress(canonical(ip));
  if (address === undefined) throw new Error(`\`${ip}\` is not an address`);
  const matching = ranges.flatMap((text) => readRange(text) ?? []).filter((range) => contains(range, address));
  return matching.sort((a, b) => b.length - a.length)[0];
}

function terminateTls({ config }: ModelAction, { state }: Scene): void {
  if (state.tls !== undefined) throw new Ended({ outcome: "error", error: { code: "tls-already-terminated" } });
  const hello = state.hello();
  if (!hello.tls) throw new Ended({ outcome: "error", error: { code: "not-tls" } });
  const effect = state.nextHandshake();
  if (effect.error !== undefined) throw new Ended({ outcome: "error", error: { code: effect.error.code } });
  const authorities = config.get("mutual_tls_certificate_authorities");
  const strategy = config.get("mutual_tls_verification_strategy") ?? (authorities ? "require-and-verify" : "off");
  const client = strategy === "off" ? null : certificateOf(effect.client_certificate);
  // Without a certificate nothing was verified, whatever the TLS stack says.
  const verdict: ChainVerdict = client === null ? "none" : (effect.chain ?? "none");
  const refused =
    (strategy === "require-and-verify" && verdict !== "trusted") || (strategy === "require-any" && client === null);
  const reason = verdict === "none" ? "client-certificate-required" : `client-certificate-${verdict}`;
  if (refused) throw new Ended({ outcome: "error", error: { code: reason } });
  state.tls = {
    version: effect.version ?? "1.3",
    cipher_suite: effect.cipher_suite ?? "TLS_AES_128_GCM_SHA256",
    negotiated_alpn: effect.negotiated_alpn ?? "",
    session_resumed: false,
    sni: hello.sni,
    ja4_fingerprint: hello.ja4,
    client: client ?? undefined,
    server: certificateOf(effect.server_certificate) ?? undefined,
  };
  const unverified = client !== null && verdict !== "trusted";
  const error = new Map([
    ["code", unverified ? reason : ""],
    ["message", unverified ? "accepted unverified" : ""],
  ]);
  state.results.set(
    "terminate_tls",
    new Map<string, CelInput>([
      ["version", state.tls.version],
      ["cipher_suite", state.tls.cipher_suite],
      ["sni", hello.sni],
      ["error", error],
    ]),
  );
}

function forwardInternal({ config }: ModelAction, { state, situation }: Scene): void {
  const url = resolve(get(config, "url"), state);
  const match = /^(tcp|tls):\/\/((?:[a-z0-9_-]{1,63}\.)+internal)(?::([1-9]\d{0,4}))?$/.exec(String(url).toLowerCase());
  const [, scheme, host, port = scheme === "tls" ? "443" : "0"] = match ?? [];
  if (match === null || scheme !== situation.protocol || Number(port) < 1 || Number(port) > 65535) {
    throw new Ended({ outcome: "error", error: { code: "invalid-url" } });
  }
  const target = `${scheme}://${host}:${port}`;
  const { error } = state.nextForward();
  if (error === undefined) throw new Ended({ outcome: "forward", url: target });
  state.results.set(
    "forward_internal",
    new Map<string, CelInput>([
      ["url", target],
      ["error", new Map(Object.entries(error))],
    ]),
  );
  if (get(config, "on_error") !== "continue") throw new Ended({ outcome: "error", error: { code: error.code } });
}

function log({ config }: ModelAction, { state }: Scene): void {
  const metadata = resolve(get(config, "metadata"), state) as Map<string, CelInput>;
  state.logs.push({ metadata });
  state.results.set("log", new Map<string, CelInput>([["metadata", metadata]]));
}

function setVars({ config }: ModelAction, { state }: Scene): void {
  for (const entry of list(get(config, "vars"))) {
    for (const [name, value] of map(entry)) state.vars.set(String(name), resolve(value, state));
  }
}

/** A list of strings: written out, or as one interpolation that yields the whole list. */
function texts(value: Yaml, { state }: Scene): string[] {
  return stringsOf(resolve(value ?? [], state)) ?? [];
}

/** A value of the document with every string in it interpolated; keys stay as they are. */
function resolve(value: Yaml, state: State): CelInput {
  if (Array.isArray(value)) return value.map((item: Yaml) => resolve(item, state));
  if (value instanceof Map) {
    return new Map(Array.from(value as ReadonlyMap<Yaml, Yaml>, ([key, item]) => [String(key), resolve(item, state)]));
  }
  return typeof value === "string" ? interpolate(value, state) : (value as CelInput);
}

/** Every expression that stands in an action's values. */
export function expressionsIn({ config }: ModelAction): readonly string[] {
  const inside = (value: Yaml): readonly string[] => {
    if (typeof value === "string") {
      return splitTemplate(value).flatMap((part) => ("expression" in part ? [part.expression] : []));
    }
    return [...list(value), ...map(value).values()].flatMap(inside);
  };
  return inside(config);
}

function interpolate(value: string, state: State): CelInput {
  const parts = splitTemplate(value);
  const values = parts.map((part): CelInput => {
    if ("text" in part) return part.text;
    const result = state.evaluate(part.expression);
    if (result instanceof ExpressionFault) throw templateFailed();
    return result;
  });
  const [only] = values;
  if (parts.length === 1 && only !== undefined && "expression" in (parts[0] ?? {})) return only;
  return values.map(textOf).join("");
}

function textOf(value: CelInput): string {
  const text = asString(value);
  if (typeof text === "string") return text;
  throw templateFailed();
}

function templateFailed(): Ended {
  return new Ended({ outcome: "error", error: { code: "template-failed", ngrok: "ERR_NGROK_2254" } });
}
