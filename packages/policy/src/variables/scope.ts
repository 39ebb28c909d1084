import type { Availability, Declaration, Environment, Names } from "../cel/environment.ts";
import { DYN } from "../cel/index.ts";
import type { Resources } from "../resources.ts";
import type { RunState } from "../run-state.ts";
import { CONNECTION, type IntelligenceNeed, intelligenceNeedOf } from "./connection.ts";
import type { Flow } from "./flow.ts";
import { isHttpResult, withHttpResults } from "./http-results.ts";

const KNOWN: Availability = { kind: "known" };

/** What an expression can name at the place that `flow` has reached. One serves a whole policy: it follows the flow. */
export function scopeOf(flow: Flow, resources: Resources | undefined, results: Names<RunState>): Environment<RunState> {
  const vars = variablesOf(flow);
  const actions: Declaration<RunState> = {
    path: "actions",
    fields: only("ngrok", { path: "actions.ngrok", fields: withHttpResults(withSecrets(results, flow)) }),
  };
  const roots = new Map<string, Declaration<RunState>>([
    ["vars", { path: "vars", fields: vars }],
    ["actions", actions],
  ]);
  for (const name of CONNECTION.names()) roots.set(name, CONNECTION.get(name) as Declaration<RunState>);
  return {
    variables: { get: (name) => roots.get(name), names: () => roots.keys() },
    availability({ path }) {
      const found = availability(path, flow, resources);
      return found.kind === "maybe" && found.code === "variable-maybe-unknown" && flow.isProven(path) ? KNOWN : found;
    },
    ...(resources === undefined ? {} : { secrets: resources.secrets ?? {} }),
  };
}

function variablesOf(flow: Flow): Names<RunState> {
  return {
    get(name) {
      const variable = flow.variable(name);
      // A policy that lacks a rule is never run.
      if (variable === undefined) {
        return flow.lacksRule ? { path: `vars.${name}`, type: DYN, read: () => undefined } : undefined;
      }
      const { slot, type, secret } = variable;
      return { path: `vars.${name}`, type, secret, read: (state) => state.told?.variable(slot) };
    },
    names: () => flow.variableNames(),
  };
}

/** Results, tainted where what they came from is a secret: as a variable of `set-vars` is. */
function withSecrets(names: Names<RunState>, flow: Flow): Names<RunState> {
  return {
    get(name) {
      const result = names.get(name);
      if (result === undefined || flow.secretResults.size === 0) return result;
      const { fields } = result;
      return {
        ...result,
        secret: flow.secretResults.has(result.path),
        ...(fields === undefined ? {} : { fields: withSecrets(fields, flow) }),
      };
    },
    names: () => names.names(),
  };
}

function only(name: string, declaration: Declaration<RunState>): Names<RunState> {
  return { get: (asked) => (asked === name ? declaration : undefined), names: () => [name] };
}

function availability(path: string, flow: Flow, resources: Resources | undefined): Availability {
  if (flow.lacksRule && /^(?:vars|actions\.ngrok|conn\.tls)\./.test(path) && !isHttpResult(path)) return KNOWN;
  if (path.startsWith("vars.")) return variableAvailability(path.slice("vars.".length), flow);
  if (isHttpResult(path)) {
    return {
      kind: "never",
      code: "http-only-variable",
      message: `\`${path}\` is told by an action that policies for HTTP endpoints alone have`,
      hint: "`on_tcp_connect` sees the connection, not requests",
    };
  }
  if (path.startsWith("actions.ngrok.")) return resultAvailability(path, flow);
  if (path.startsWith("conn.tls.")) return tlsAvailability(path, flow);
  if (path.startsWith("conn.k8s.")) {
    return {
      kind: "never",
      code: "kubernetes-variable",
      message: `\`${path}\` is known only on a kubernetes binding, which no endpoint here has`,
    };
  }
  if (path === "conn.bytes_in" || path === "conn.bytes_out") {
    return { kind: "maybe", code: "bytes-always-zero", message: `\`${path}\` is always 0 while a policy runs` };
  }
  const need = intelligenceNeedOf(path);
  return need === undefined ? KNOWN : intelligenceAvailability(path, need, resources);
}

function variableAvailability(name: string, flow: Flow): Availability {
  if (flow.variable(name)?.certainty !== "maybe") return KNOWN;
  return {
    kind: "maybe",
    code: "variable-maybe-unknown",
    message: `\`vars.${name}\` is set only under a condition; where it is not set, the connection is refused`,
    hint: `ask \`has(vars.${name})\` first, or set it in a rule without expressions`,
  };
}

function resultAvailability(path: string, flow: Flow): Availability {
  const result = path.split(".")[2] as string;
  const action = result.replaceAll("_", "-");
  const ran = flow.ran(result);
  if (ran === "never") {
    return {
      kind: "never",
      code: "variable-not-known",
      message: `\`${path}\` is known only after a \`${action}\` action, and none stands before this`,
      hint: `move this behind a \`${action}\` action`,
    };
  }
  if (result === "terminate_tls") return certificateAvailability(path, flow) ?? maybeRan(path, action, ran === "maybe");
  return maybeRan(path, action, ran === "maybe");
}

function maybeRan(path: string, action: string, maybe: boolean): Availability {
  if (!maybe) return KNOWN;
  return {
    kind: "maybe",
    code: "variable-maybe-unknown",
    message: `\`${path}\` is known only if the \`${action}\` action ran, which is conditional; where it did not, the connection is refused`,
    hint: `ask \`has(${path})\` first`,
  };
}

function tlsAvailability(path: string, flow: Flow): Availability {
  if (path === "conn.tls.sni" || path === "conn.tls.ja4_fingerprint") return KNOWN;
  if (flow.tls === "never") {
    return {
      kind: "never",
      code: "variable-not-known",
      message: `\`${path}\` is known only after a \`terminate-tls\` action, and none stands before this`,
      hint: "move this behind a `terminate-tls` action",
    };
  }
  return certificateAvailability(path, flow) ?? maybeRan(path, "terminate-tls", flow.tls === "maybe");
}

/** `undefined`: not about the client's certificate, or that is certain. */
function certificateAvailability(path: string, flow: Flow): Availability | undefined {
  if (!path.includes(".client.")) return undefined;
  if (flow.clientCertificate === "not-asked") {
    return {
      kind: "never",
      code: "variable-not-known",
      message: `\`${path}\` is never known: the \`terminate-tls\` action before this asks for no client certificate`,
      hint: "list `mutual_tls_certificate_authorities`, or set a `mutual_tls_verification_strategy`",
    };
  }
  if (flow.clientCertificate === "always") return undefined;
  return {
    kind: "maybe",
    code: "variable-maybe-unknown",
    message: `\`${path}\` is not there if the client sent no certificate; then the connection is refused`,
    hint: `ask \`has(${path})\` first`,
  };
}

function intelligenceAvailability(
  path: string,
  { sources, setting }: IntelligenceNeed,
  resources: Resources | undefined,
): Availability {
  if (resources === undefined) {
    return {
      kind: "never",
      severity: "info",
      code: "not-checked",
      message: `\`${path}\` needs IP intelligence; whether it is configured was not checked`,
    };
  }
  if (resources.ip_intelligence?.some((source) => sources.includes(source))) return KNOWN;
  return {
    kind: "never",
    code: "ip-intelligence-missing",
    message: `\`${path}\` needs IP intelligence, and \`ip_intelligence.${setting}\` is not configured`,
    hint: `set \`ip_intelligence.${setting}\``,
  };
}
