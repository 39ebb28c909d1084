import type { ChainVerdict } from "@sluice/policy";
import { certificateOf, type Question, type Situation } from "@sluice/policy/vectors";
import { get, list, type ModelAction, map, type Yaml } from "./document.ts";
import { narrowest, printRange, readRange } from "./functions/addresses.ts";
import { stringsOf } from "./functions/library.ts";
import { Names, SECRET } from "./functions/names.ts";
import { textOf } from "./functions/texts.ts";
import { type Cidr, Fault, type Value, ValueMap } from "./functions/values.ts";
import { Ended, type State } from "./state.ts";
import { splitTemplate } from "./syntax/template.ts";
import { handshakeNames } from "./variables.ts";

/** Where an action runs. */
export interface Scene {
  readonly state: State;
  readonly situation: Situation;
  readonly vector: Question;
}

type Run = (config: Yaml, scene: Scene) => void;

/** What each action does (section 3), and its name under `actions.ngrok`; what ends the run is thrown as `Ended`. */
export const ACTIONS: Readonly<Record<string, { readonly run: Run; readonly result?: string }>> = {
  deny: { run: () => end({ outcome: "deny" }) },
  "close-connection": { run: () => end({ outcome: "close" }) },
  "restrict-ips": { run: restrictIps, result: "restrict_ips" },
  "terminate-tls": { run: terminateTls, result: "terminate_tls" },
  "forward-internal": { run: forwardInternal, result: "forward_internal" },
  log: { run: log, result: "log" },
  "set-vars": { run: setVars },
};

function restrictIps(config: Yaml, { state, situation, vector }: Scene): void {
  const rules = list(get(config, "ip_policies")).flatMap((id) => vector.resources?.ip_policies?.[String(id)] ?? []);
  const cidrs = (kind: "allow" | "deny") => [
    ...texts(get(config, kind), state),
    ...rules.flatMap(({ cidr, action }) => (action === kind ? [cidr] : [])),
  ];
  if (state.isSecret(expressionsIn(config))) state.secret.push("actions.ngrok.restrict_ips.matched_cidr");
  const [denied, allowed] = [cidrs("deny"), cidrs("allow")];
  const { ip } = situation.facts.client;
  const enforce = get(config, "enforce") !== false;
  const record = (action: "allow" | "deny", matched: Cidr | undefined, error: Names) => {
    const matched_cidr = matched === undefined ? "" : printRange(matched);
    state.results.restrict_ips = new Names({ action, matched_cidr, error });
  };
  const wrong = [...denied, ...allowed].find((text) => readRange(text) === undefined);
  if (wrong !== undefined) {
    record("deny", undefined, errorNames("invalid-cidr", `\`${wrong}\` is not a CIDR`));
    if (enforce) fail("invalid-cidr", "ERR_NGROK_2217");
    return;
  }
  const inAllowed = narrowest(allowed, ip);
  const inDenied = narrowest(denied, ip);
  const action = inAllowed !== undefined && inDenied === undefined ? "allow" : "deny";
  record(action, inDenied ?? inAllowed, errorNames());
  if (action === "deny" && enforce) end({ outcome: "deny" });
}

function terminateTls(config: Yaml, { state }: Scene): void {
  if (state.tls !== undefined) fail("tls-already-terminated");
  const hello = state.hello();
  if (!hello.isTls) fail("not-tls");
  const effect = state.next("terminate-tls");
  const written = get(config, "mutual_tls_verification_strategy");
  const asked = written !== null || map(config).has("mutual_tls_certificate_authorities");
  const strategy = asked ? (written ?? "require-and-verify") : "off";
  const client = asked ? certificateOf(effect.client_certificate) : null;
  // Without a certificate nothing was verified, whatever the TLS stack says.
  const verdict: ChainVerdict = client === null ? "none" : (effect.chain ?? "none");
  const refused =
    (strategy === "require-and-verify" && verdict !== "trusted") || (strategy === "require-any" && client === null);
  const unverified = verdict === "none" ? "client-certificate-required" : `client-certificate-${verdict}`;
  const code = effect.error?.code ?? (refused ? unverified : undefined);
  if (code === undefined) {
    state.tls = {
      version: effect.version ?? "1.3",
      cipher_suite: effect.cipher_suite ?? "TLS_AES_128_GCM_SHA256",
      negotiated_alpn: effect.negotiated_alpn ?? "",
      client: client ?? undefined,
      server: certificateOf(effect.server_certificate) ?? undefined,
    };
  }
  const error = errorNames(code ?? (asked && verdict !== "trusted" ? unverified : ""));
  const told = handshakeNames(state.tls).members;
  state.results.terminate_tls = new Names({ ...told, sni: hello.sni, warnings: [], error });
  if (code !== undefined) fail(code);
}

function forwardInternal(config: Yaml, { state, situation }: Scene): void {
  const url = resolve(get(config, "url"), state);
  const match = /^(tcp|tls):\/\/((?:[a-z0-9_-]{1,63}\.)+internal)\.?(?::([1-9]\d{0,4}))?$/.exec(
    String(url).toLowerCase(),
  );
  const [, scheme, host, port = scheme === "tls" ? "443" : "0"] = match ?? [];
  const inRange = Number(port) >= 1 && Number(port) <= 65535;
  if (match === null || scheme !== situation.protocol || !inRange) fail("invalid-url");
  const target = `${scheme}://${host}:${port}`;
  const { error } = state.next("forward-internal");
  const hidden = state.isSecret(expressionsIn(config));
  if (error === undefined) end({ outcome: "forward", url: hidden ? SECRET : target });
  if (hidden) state.secret.push(...["url", "error.message"].map((field) => `actions.ngrok.forward_internal.${field}`));
  state.results.forward_internal = new Names({ url: target, error: errorNames(error.code, error.message) });
  if (get(config, "on_error") !== "continue") fail(error.code);
}

function log(config: Yaml, { state }: Scene): void {
  const metadata = resolve(get(config, "metadata"), state) as ValueMap;
  state.logs.push(metadata);
  state.results.log = new Names({ metadata });
}

function setVars(config: Yaml, { state }: Scene): void {
  for (const entry of list(get(config, "vars"))) {
    for (const [name, value] of map(entry)) {
      state.vars[String(name)] = resolve(value, state);
      if (state.isSecret(expressionsIn(value))) state.secret.push(`vars.${name}`);
    }
  }
}

/** A list of strings: written out, or as one interpolation that yields the whole list. */
function texts(value: Yaml, state: State): readonly string[] {
  const found = resolve(value ?? [], state);
  return failing(() => stringsOf(found));
}

/** A value of the document with every string in it interpolated; keys stay as they are. */
function resolve(value: Yaml, state: State): Value {
  if (Array.isArray(value)) return value.map((item: Yaml) => resolve(item, state));
  if (typeof value === "string") return failing(() => interpolate(value, state));
  if (!(value instanceof Map)) return value as Value;
  return new ValueMap(Array.from(map(value), ([key, item]) => [String(key), resolve(item, state)] as const));
}

/** Exactly one `${…}` keeps its type; anything more is a string. */
function interpolate(value: string, state: State): Value {
  const parts = splitTemplate(value).map((part) => ("text" in part ? part.text : state.evaluate(part.expression)));
  const [first, ...rest] = parts;
  return first !== undefined && rest.length === 0 ? first : parts.map(textOf).join("");
}

/** Every expression that stands in an action's values. */
export function expressionsIn(value: Yaml): readonly string[] {
  if (typeof value !== "string") return [...list(value), ...map(value).values()].flatMap(expressionsIn);
  return splitTemplate(value).flatMap((part) => ("expression" in part ? [part.expression] : []));
}

/** Names that an action sets. */
export function variablesOf({ type, config }: ModelAction): readonly string[] {
  return type === "set-vars" ? list(get(config, "vars")).flatMap((entry) => [...map(entry).keys()].map(String)) : [];
}

function failing<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof Fault) fail("template-failed", "ERR_NGROK_2254");
    throw error;
  }
}

function errorNames(code = "", message = code): Names {
  return new Names({ code, message });
}

function fail(code: string, ngrok?: string): never {
  return end({ outcome: "error", error: { code, ...(ngrok === undefined ? {} : { ngrok }) } });
}

function end(answer: Ended["answer"]): never {
  throw new Ended(answer);
}
