import type { Requirement } from "../cel/environment.ts";
import { STRING, STRING_LIST } from "../cel/index.ts";
import { CLIENT_REFUSAL_MESSAGES, refusalOf } from "../client-verification.ts";
import type { TlsFacts } from "../facts.ts";
import { lintCertificates } from "../lint/certificates.ts";
import type { LintContext } from "../lint/context.ts";
import { failure, type Outcome } from "../outcome.ts";
import { NOT_TLS, type RunState } from "../run-state.ts";
import { entryOf, fieldOf, isString, type ListNode, type Node } from "../source/node.ts";
import type { HandshakeResult, TlsTermination, TlsVersion, VerificationStrategy } from "../step.ts";
import { createTlsTermination } from "../tls-termination.ts";
import { leaf } from "../variables/declare.ts";
import type { ClientCertificateState } from "../variables/flow.ts";
import { NO_ERROR, type ResultError, resultSlot } from "../variables/results.ts";
import { handshakeFields } from "../variables/tls.ts";
import type { ActionContext, ActionDefinition } from "./definition.ts";
import { readAuthority, readKeyPair } from "./pem.ts";

interface Result {
  readonly sni: string;
  /** None where it failed. */
  readonly tls: TlsFacts | undefined;
  readonly error: ResultError;
}

const RESULT = resultSlot<Result>("terminate_tls");
const HELLO: ReadonlySet<Requirement> = new Set<Requirement>(["client-hello"]);
const VERSION = { type: "string", enum: ["1.2", "1.3"] } as const;

/** Does the handshake as the server; later rules see what it told. */
export const terminateTls: ActionDefinition = {
  type: "terminate-tls",
  config: {
    title: "terminate-tls",
    description: "Does the TLS handshake as the server; later rules see what it told.",
    type: "object",
    properties: {
      min_version: {
        title: "Lowest version",
        description: "Lowest TLS version that is spoken. Quote it: `'1.3'`.",
        ...VERSION,
        default: "1.2",
      },
      max_version: {
        title: "Highest version",
        description: "Highest TLS version that is spoken. Quote it: `'1.3'`.",
        ...VERSION,
        default: "1.3",
      },
      server_certificate: {
        title: "Server certificate",
        description:
          "PEM chain, the server's own certificate first; needs `server_private_key`. Left out: the host's certificate for the name.",
        type: "string",
      },
      server_private_key: {
        title: "Server key",
        description: "PEM; needs `server_certificate`. Keep it in a vault: `${secrets.get('vault', 'name')}`.",
        type: "string",
      },
      mutual_tls_certificate_authorities: {
        title: "Client authorities",
        description: "PEM bundles or ids of the authorities that sign client certificates. Turns mutual TLS on.",
        type: "array",
        items: { type: "string" },
      },
      mutual_tls_verification_strategy: {
        title: "Verification strategy",
        description:
          "What is demanded of a client's certificate: `require-and-verify` that it is trusted, `require-any` that there is one, `request` nothing. Turns mutual TLS on.",
        type: "string",
        enum: ["require-and-verify", "require-any", "request"],
        default: "require-and-verify",
      },
    },
    dependencies: {
      server_certificate: ["server_private_key"],
      server_private_key: ["server_certificate"],
    },
    additionalProperties: false,
  },
  results: {
    name: RESULT.name,
    fields: {
      // Nothing of it before the action ran: the hello, or a termination before this policy, says none of it.
      sni: leaf(STRING, (state) => RESULT.get(state)?.sni),
      ...handshakeFields((state) => RESULT.get(state)?.tls),
      error: {
        code: leaf(STRING, (state) => RESULT.get(state)?.error.code),
        message: leaf(STRING, (state) => RESULT.get(state)?.error.message),
      },
      warnings: leaf(STRING_LIST, (state) => (RESULT.get(state) === undefined ? undefined : [])),
    },
  },
  assume: (flow) => flow.tlsTerminated("always"),
  compile(context) {
    if (context.flow.tls === "always") {
      const { start, end } = context.node;
      context.reporter.report("terminate-tls-twice", start, end, "TLS has been terminated before this", {
        hint: "remove one of the two `terminate-tls` actions",
      });
    }
    const certificates: PlacedPem[] = [];
    const tls = readTermination(context, certificates);
    const clientCertificate = clientCertificateState(context);
    return {
      terminating: "never",
      requires: HELLO,
      affect(flow) {
        flow.actionRan(RESULT.name);
        flow.tlsTerminated(clientCertificate);
      },
      execute: (state) => begin(state, tls),
      termination: tls,
      ...(context.linting ? { lint: lintOf(certificates) } : {}),
    };
  },
};

/** Certificates of the settings, and where they stand or are named. */
interface PlacedPem {
  readonly pem: string;
  readonly at: Node;
}

function lintOf(certificates: readonly PlacedPem[]): (context: LintContext) => void {
  return (context) => {
    for (const { pem, at } of certificates) lintCertificates(pem, at, context);
  };
}

function begin(state: RunState, tls: TlsTermination): Outcome {
  if (state.tls !== undefined) {
    return failure({ code: "tls-already-terminated", message: "TLS has been terminated before this" });
  }
  if (!state.isTls)
    return failure({ code: "not-tls", message: "the connection is not TLS, so it cannot be terminated" });
  return {
    kind: "effect",
    request: (at) => ({
      kind: "terminate-tls",
      rule: at.rule,
      action: at.action,
      tls,
      report: at.report,
      resume: (result) => at.proceed(() => finish(state, tls, result)),
    }),
  };
}

function finish(state: RunState, tls: TlsTermination, result: HandshakeResult): Outcome | undefined {
  if (!result.ok) return fail(state, result.error);
  const { clientCertificate, chain } = result.tls;
  // The host has asked already; asking again costs nothing and keeps a host that did not from letting anyone in.
  const decision = tls.verifyClient(clientCertificate, chain);
  if (!decision.ok) return fail(state, { code: decision.reason, message: CLIENT_REFUSAL_MESSAGES[decision.reason] });
  state.tls = result.tls;
  // Nobody is verified who was not asked, and that is no mistake.
  const unverified = tls.clientCertificates === undefined ? undefined : refusalOf(clientCertificate, chain);
  const error = unverified && { code: unverified, message: CLIENT_REFUSAL_MESSAGES[unverified] };
  RESULT.set(state, { sni: serverNameOf(state), tls: result.tls, error: error ?? NO_ERROR });
  return undefined;
}

function serverNameOf({ hello }: RunState): string {
  return (hello ?? NOT_TLS).sni;
}

function fail(state: RunState, error: ResultError): Outcome {
  RESULT.set(state, { sni: serverNameOf(state), tls: undefined, error });
  return failure({ code: error.code, message: error.message });
}

/** What was read of certificates is added to `read`. */
function readTermination(context: ActionContext, read: PlacedPem[]): TlsTermination {
  const minVersion = version(context, "min_version") ?? "1.2";
  const maxVersion = version(context, "max_version") ?? "1.3";
  if (minVersion > maxVersion) {
    const key = context.config.entries.find(
      ({ key }) => key.value === "min_version" || key.value === "max_version",
    )?.key;
    const at = key ?? context.node;
    context.reporter.report("tls-version-order", at.start, at.end, "`min_version` is above `max_version`");
  }
  const certificate = fieldOf(context.config, "server_certificate");
  const privateKey = fieldOf(context.config, "server_private_key");
  const pair = readKeyPair(certificate, privateKey, context);
  if (pair !== undefined && certificate !== undefined) read.push({ pem: pair.certificate, at: certificate });
  const clientCertificates = readClientCertificates(context, read);
  return createTlsTermination({
    minVersion,
    maxVersion,
    ...(pair ?? {}),
    ...(clientCertificates === undefined ? {} : { clientCertificates }),
  });
}

function version(context: ActionContext, key: string): TlsVersion | undefined {
  const node = fieldOf(context.config, key);
  return isString(node) && (node.value === "1.2" || node.value === "1.3") ? node.value : undefined;
}

function strategyOf(context: ActionContext): VerificationStrategy {
  const node = fieldOf(context.config, "mutual_tls_verification_strategy");
  const strategy = isString(node) ? node.value : undefined;
  return strategy === "require-any" || strategy === "request" ? strategy : "require-and-verify";
}

/** A key that was written asks for it: to count `mutual_tls_certificate_authorities:` as left out would let everybody in. */
function isMutual({ config }: ActionContext): boolean {
  return (
    entryOf(config, "mutual_tls_certificate_authorities") !== undefined ||
    entryOf(config, "mutual_tls_verification_strategy") !== undefined
  );
}

function readClientCertificates(context: ActionContext, read: PlacedPem[]): TlsTermination["clientCertificates"] {
  if (!isMutual(context)) return undefined;
  const strategy = strategyOf(context);
  const list = fieldOf(context.config, "mutual_tls_certificate_authorities") as ListNode | undefined;
  const authorities: string[] = [];
  for (const item of list?.items ?? []) {
    const pem = isString(item) ? readAuthority(item, context) : undefined;
    if (pem === undefined) continue;
    authorities.push(pem);
    read.push({ pem, at: item });
  }
  if (strategy === "require-and-verify" && (list?.items.length ?? 0) === 0 && !context.incomplete) {
    const at =
      list ??
      entryOf(context.config, "mutual_tls_certificate_authorities")?.key ??
      entryOf(context.config, "mutual_tls_verification_strategy")?.key ??
      context.config;
    context.reporter.report(
      "no-certificate-authority",
      at.start,
      at.end,
      "`require-and-verify` needs a certificate authority to verify against",
      {
        hint: "list one in `mutual_tls_certificate_authorities`",
      },
    );
  }
  return { authorities, strategy };
}

function clientCertificateState(context: ActionContext): ClientCertificateState {
  if (!isMutual(context)) return "not-asked";
  return strategyOf(context) === "request" ? "maybe" : "always";
}
