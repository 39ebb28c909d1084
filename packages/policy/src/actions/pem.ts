import { suggest } from "../diagnostics/suggest.ts";
import { SECRET } from "../outcome.ts";
import { isString, type Node, type StringNode } from "../source/node.ts";
import type { ActionContext } from "./definition.ts";

const CERTIFICATE_BLOCK = /-----BEGIN CERTIFICATE-----\s[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/;
const KEY_BLOCK = /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY-----[\s\S]+-----END (?:[A-Z0-9]+ )*PRIVATE KEY-----/;

interface PemKind {
  readonly block: RegExp;
  readonly code: "invalid-certificate" | "invalid-private-key";
  readonly message: string;
}

const CERTIFICATE: PemKind = {
  block: CERTIFICATE_BLOCK,
  code: "invalid-certificate",
  message: "this is not a certificate in PEM form",
};
const PRIVATE_KEY: PemKind = {
  block: KEY_BLOCK,
  code: "invalid-private-key",
  message: "this is not a private key in PEM form",
};

interface ConstantText {
  readonly text: string;
  /** Derives from a secret: no diagnostic may quote it. */
  readonly secret: boolean;
}

/** A TLS field's text: a literal or `secrets.get`, known when compiled; anything else is reported. */
function constantText(node: StringNode, context: ActionContext): ConstantText | undefined {
  const template = context.template(node);
  if (template === undefined) return undefined;
  if (typeof template.constant === "string") return { text: template.constant, secret: template.secret };
  // Without resources nobody knows the secret, and that has been told; it will be text when there are some.
  const isUnknownSecret = context.resources === undefined && template.secret;
  if (isUnknownSecret && template.reads.size === 0 && template.requires.size === 0) return undefined;
  context.reporter.report("not-constant", node.start, node.end, "only text and `secrets.get` may stand here", {
    hint: "the TLS settings are fixed when the policy is compiled",
  });
  return undefined;
}

/** The text of a PEM field; what holds no block of the kind is reported. */
function readBlock(node: StringNode, { block, code, message }: PemKind, context: ActionContext): string | undefined {
  const text = constantText(node, context)?.text;
  if (text === undefined || block.test(text)) return text;
  context.reporter.report(code, node.start, node.end, message);
  return undefined;
}

/** A server certificate and its key, each checked as far as the resources allow; `undefined`: not both are sound. */
export function readKeyPair(
  certificateNode: Node | undefined,
  keyNode: Node | undefined,
  context: ActionContext,
): { readonly certificate: string; readonly privateKey: string } | undefined {
  const certificate = isString(certificateNode) ? readBlock(certificateNode, CERTIFICATE, context) : undefined;
  const privateKey = isString(keyNode) ? readBlock(keyNode, PRIVATE_KEY, context) : undefined;
  if (certificate === undefined || privateKey === undefined) return undefined;
  if (!isString(certificateNode) || !isString(keyNode)) return undefined;
  const { reporter } = context;
  const belongs = context.x509?.keyBelongsTo(certificate, privateKey);
  if (belongs === undefined) reportNotChecked(certificateNode, "whether the key belongs to this certificate", context);
  else if (belongs === false) {
    reporter.report(
      "key-mismatch",
      certificateNode.start,
      certificateNode.end,
      "the private key does not belong to this certificate",
    );
    return undefined;
  } else if (belongs !== true) {
    const [code, at] =
      belongs.part === "certificate"
        ? (["invalid-certificate", certificateNode] as const)
        : (["invalid-private-key", keyNode] as const);
    reporter.report(code, at.start, at.end, belongs.invalid);
    return undefined;
  }
  return { certificate, privateKey };
}

/** One entry of the authorities: a PEM bundle, or the id of one. */
export function readAuthority(node: StringNode, context: ActionContext): string | undefined {
  const constant = constantText(node, context);
  if (constant === undefined) return undefined;
  const { text } = constant;
  const pem = text.includes("-----BEGIN ") ? text : authorityById(constant, node, context);
  return pem === undefined ? undefined : checkedBundle(pem, node, context);
}

function authorityById(
  { text: id, secret }: ConstantText,
  node: StringNode,
  context: ActionContext,
): string | undefined {
  const shown = secret ? SECRET : `\`${id}\``;
  if (context.resources === undefined) {
    context.reporter.report(
      "not-checked",
      node.start,
      node.end,
      `whether the certificate authority ${shown} exists was not checked`,
    );
    return undefined;
  }
  const known = context.resources.certificate_authorities ?? {};
  if (Object.hasOwn(known, id)) return known[id];
  const near = secret ? undefined : suggest(id, Object.keys(known));
  context.reporter.report(
    "unknown-certificate-authority",
    node.start,
    node.end,
    `there is no certificate authority ${shown}`,
    {
      hint:
        near === undefined ? "write the id of a configured authority, or a PEM bundle" : `did you mean \`${near}\`?`,
    },
  );
  return undefined;
}

/** A TLS stack takes garbage for "no authority" or for the public roots, so every block is read first (CVE-2026-27586). */
function checkedBundle(pem: string, node: StringNode, context: ActionContext): string | undefined {
  const { reporter } = context;
  const parsed = context.x509?.parseBundle(pem);
  if (parsed === undefined) {
    if (CERTIFICATE_BLOCK.test(pem)) return pem;
    reporter.report("invalid-certificate", node.start, node.end, "this PEM text holds no certificate");
    return undefined;
  }
  if ("invalid" in parsed) {
    reporter.report("invalid-certificate", node.start, node.end, parsed.invalid);
    return undefined;
  }
  if (parsed.certificates.some((certificate) => certificate.isCa)) return pem;
  reporter.report(
    "no-certificate-authority",
    node.start,
    node.end,
    "no certificate of this bundle is a certificate authority",
    {
      hint: "list the certificate that signs the clients', not a client's own",
    },
  );
  return undefined;
}

function reportNotChecked(node: StringNode, what: string, context: ActionContext): void {
  context.reporter.report("not-checked", node.start, node.end, `${what} was not checked`);
}
