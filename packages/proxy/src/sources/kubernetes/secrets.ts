import { fieldOf, isString, type Node, type Sink, type Span, type StringNode } from "@sluice/policy/source";
import { isPem } from "../../config/files.ts";
import type { KubeObject, Objects } from "./objects.ts";

/** A reference by name, and who makes it. */
export interface Reference {
  readonly namespace: string;
  readonly name: string;
  /** Where it is written. */
  readonly at: Span;
  /** As messages name who refers. */
  readonly by: string;
}

/** A certificate with its key, PEM at the places of the `Secret` that has them. */
export interface TlsPair {
  readonly secret: KubeObject;
  readonly certificate: Node;
  readonly privateKey: Node;
}

/** What is in a `Secret` of type `kubernetes.io/tls`; reported if there is none. */
export function readTlsSecret(objects: Objects, reference: Reference, sink: Sink): TlsPair | undefined {
  const secret = find(objects, "Secret", reference, sink);
  if (!secret) return undefined;
  const type = fieldOf(secret.root, "type");
  if (isString(type) && type.value !== "kubernetes.io/tls") {
    const message = `${secret.id}, which ${reference.by} refers to, is of type \`${type.value}\`, not \`kubernetes.io/tls\``;
    sink.report("invalid-value", type.start, type.end, message);
    return undefined;
  }
  const certificate = readEntry(secret, "tls.crt", reference, sink);
  const privateKey = readEntry(secret, "tls.key", reference, sink);
  return certificate && privateKey ? { secret, certificate, privateKey } : undefined;
}

/** The `ca.crt` of a `Secret` or a `ConfigMap`; reported if there is none. */
export function readAuthorities(
  objects: Objects,
  kind: "Secret" | "ConfigMap",
  reference: Reference,
  sink: Sink,
): Node | undefined {
  const holder = find(objects, kind, reference, sink);
  return holder && readEntry(holder, "ca.crt", reference, sink);
}

function find(
  objects: Objects,
  kind: "Secret" | "ConfigMap",
  reference: Reference,
  sink: Sink,
): KubeObject | undefined {
  const { namespace, name, at, by } = reference;
  const found = objects.find(kind, namespace, name);
  if (!found) {
    const message = `${by} refers to ${kind} ${namespace}/${name}, which is not in these manifests`;
    sink.report("invalid-value", at.start, at.end, message, { hint: "add its manifest" });
  }
  return found;
}

/** PEM of an object, and nothing else: the configuration would take it for a path, an id or a template, and show it. */
function readEntry(object: KubeObject, key: string, reference: Reference, sink: Sink): Node | undefined {
  const entry = readText(object, key, reference, sink);
  if (!entry || (isPem(entry.value) && !entry.value.includes("${"))) return entry;
  const message = `\`${key}\` of ${object.id} is no PEM`;
  sink.report("invalid-value", entry.start, entry.end, message, { hint: "it begins with `-----BEGIN`" });
  return undefined;
}

/** `stringData` as it is, or `data`, which a `Secret` has in base64 and a `ConfigMap` as it is. */
function readText(object: KubeObject, key: string, { by }: Reference, sink: Sink): StringNode | undefined {
  const written = stringIn(object, "stringData", key);
  if (written) return written;
  const data = stringIn(object, "data", key);
  if (!data) {
    const { start, end } = object.at;
    sink.report("missing-field", start, end, `${object.id}, which ${by} refers to, has no \`${key}\``);
    return undefined;
  }
  if (object.kind === "ConfigMap") return data;
  const decoded = decodeBase64(data.value);
  if (decoded === undefined) {
    const message = `\`${key}\` of ${object.id} is not base64`;
    sink.report("invalid-value", data.start, data.end, message, { hint: "write it into `stringData` as it is" });
    return undefined;
  }
  return { ...data, value: decoded, raw: decoded, rangeOf: () => [data.start, data.end] };
}

function stringIn({ root }: KubeObject, field: string, key: string): StringNode | undefined {
  const data = fieldOf(root, field);
  const value = data?.kind === "map" ? fieldOf(data, key) : undefined;
  return isString(value) ? value : undefined;
}

/** Strict, apart from line breaks: Node's own decoder passes over what is no base64. */
function decodeBase64(text: string): string | undefined {
  const bare = text.replace(/\s+/g, "");
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(bare)) return undefined;
  return Buffer.from(bare, "base64").toString("utf8");
}
