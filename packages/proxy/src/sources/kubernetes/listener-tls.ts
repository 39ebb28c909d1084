import { type Node, nodeOf } from "@sluice/policy/source";
import type { Fields } from "../fields.ts";
import { isPermitted } from "./grants.ts";
import type { KubeObject } from "./objects.ts";
import type { KubeContext } from "./own-kinds.ts";
import { type Reference, readAuthorities, readTlsSecret, type TlsPair } from "./secrets.ts";
import { strict } from "./strict.ts";

/** How a listener terminates TLS. */
export interface ListenerTermination {
  readonly pair?: TlsPair;
  /** PEM bundles, with who they are named by. */
  readonly authorities: readonly Node[];
  /** `min_version` and the like. */
  readonly options: readonly { readonly name: string; readonly value: Node }[];
  readonly at: Node;
}

/** Options of a listener that become fields of its `terminate-tls`. */
const OPTION_PREFIX = "k8s.ngrok.com/terminate-tls.";
const OPTIONS = ["min_version", "max_version", "mutual_tls_verification_strategy"];

/** `tls:` of a listener; `undefined`: it passes TLS through. */
export function readListenerTls(
  listener: Fields,
  gateway: KubeObject,
  context: KubeContext,
): ListenerTermination | undefined | "wrong" {
  const tls = listener.fields("tls");
  // A template that came out empty must not hand on what was to be terminated.
  if (!tls) return listener.key("tls") ? "wrong" : undefined;
  strict(tls, ["mode", "certificateRefs", "frontendValidation", "options"]);
  const mode = tls.string("mode");
  if (mode && mode.value !== "Terminate" && mode.value !== "Passthrough") {
    tls.report(
      "invalid-value",
      mode,
      `\`${mode.value}\` is no mode of ${tls.what}`,
      "write `Terminate` or `Passthrough`",
    );
    return "wrong";
  }
  if (mode?.value === "Passthrough") return contradiction(tls) ? "wrong" : undefined;
  const pair = readPair(tls, gateway, context);
  const authorities = readFrontend(tls, gateway, context);
  const options = readOptions(tls, context);
  if (pair === "wrong" || authorities === "wrong") return "wrong";
  return { ...(pair ? { pair } : {}), authorities, options, at: tls.map };
}

/** What nobody does who terminates nothing, and somebody relies on. */
function contradiction(tls: Fields): boolean {
  const option = tls.fields("options")?.map.entries.find(({ key }) => key.value.startsWith(OPTION_PREFIX));
  const found = tls.key("frontendValidation") ?? option?.key;
  if (!found) return false;
  const message = `\`mode: Passthrough\` of ${tls.what} terminates no TLS, and \`${found.value}\` is of who does`;
  tls.report("invalid-value", found, message, "write `mode: Terminate`, or remove it");
  return true;
}

/** `certificateRefs`: one of them is shown. */
function readPair(tls: Fields, gateway: KubeObject, context: KubeContext): TlsPair | undefined | "wrong" {
  const [first, second] = tls.items("certificateRefs");
  if (!first) return tls.list("certificateRefs").length > 0 ? "wrong" : undefined;
  if (second) {
    const message = `${tls.what} has more than one certificate, and one is shown`;
    tls.report(
      "invalid-value",
      second.map,
      message,
      "keep the one that clients expect, or make a listener for each name",
    );
    return "wrong";
  }
  const reference = referenceOf(first, gateway, "Secret", context);
  return (reference && readTlsSecret(context.objects, reference, context.sink)) ?? "wrong";
}

/** `frontendValidation.caCertificateRefs`: who signs the clients' certificates. */
function readFrontend(tls: Fields, gateway: KubeObject, context: KubeContext): readonly Node[] | "wrong" {
  const written = tls.key("frontendValidation");
  if (!written) return [];
  const frontend = tls.fields("frontendValidation");
  // Reported.
  if (!frontend) return "wrong";
  strict(frontend, ["caCertificateRefs", "mode"]);
  const references = frontend.items("caCertificateRefs");
  if (references.length === 0) {
    tls.report("no-certificate-authority", written, `\`frontendValidation\` of ${tls.what} names no authority`);
    return "wrong";
  }
  const mode = frontend.string("mode");
  if (mode && mode.value !== "AllowValidOnly") {
    tls.report("invalid-value", mode, `\`${mode.value}\` of ${tls.what} is not supported`, "write `AllowValidOnly`");
    return "wrong";
  }
  const bundles: Node[] = [];
  for (const one of references) {
    const kind = one.string("kind")?.value ?? "ConfigMap";
    const reference = referenceOf(one, gateway, kind === "Secret" ? "Secret" : "ConfigMap", context);
    const bundle =
      reference &&
      readAuthorities(context.objects, kind === "Secret" ? "Secret" : "ConfigMap", reference, context.sink);
    if (!bundle) return "wrong";
    bundles.push(bundle);
  }
  return bundles;
}

/** A reference from a Gateway, as far as it is permitted. */
export function referenceOf(
  reference: Fields,
  gateway: KubeObject,
  kind: "Secret" | "ConfigMap",
  { objects }: KubeContext,
): Reference | undefined {
  strict(reference, ["group", "kind", "namespace", "name"]);
  const [group, written, name] = [reference.string("group"), reference.string("kind"), reference.string("name")];
  const wrong = group && group.value !== "" ? group : written && written.value !== kind ? written : undefined;
  if (wrong) {
    const message = `${gateway.id} refers to a \`${wrong.value}\`, where a ${kind} is read`;
    reference.report("invalid-value", wrong, message);
    return undefined;
  }
  if (!name) {
    if (!reference.has("name")) reference.missing(`${reference.what} has no \`name\``);
    return undefined;
  }
  const namespace = reference.string("namespace")?.value ?? gateway.namespace;
  const from = { kind: "Gateway", namespace: gateway.namespace } as const;
  if (!isPermitted({ from, to: { kind, namespace, name: name.value } }, objects)) {
    const message = `${gateway.id} refers to ${kind} ${namespace}/${name.value}, which no ReferenceGrant of that namespace permits`;
    reference.report("invalid-value", name, message, `add a ReferenceGrant to the namespace \`${namespace}\``);
    return undefined;
  }
  return { namespace, name: name.value, at: name, by: gateway.id };
}

function readOptions(tls: Fields, { passed }: KubeContext): ListenerTermination["options"] {
  const options = tls.fields("options");
  return (options?.map.entries ?? []).flatMap(({ key, value }) => {
    if (!key.value.startsWith(OPTION_PREFIX)) {
      passed.key(key.value, key);
      return [];
    }
    const name = key.value.slice(OPTION_PREFIX.length);
    if (OPTIONS.includes(name)) return [{ name, value: nodeOf(value, value) }];
    const message = `\`${name}\` cannot be set by an option of ${tls.what}`;
    tls.report("unknown-key", key, message, `known are ${OPTIONS.join(", ")}`);
    return [];
  });
}
