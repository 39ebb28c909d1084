import type { LiveConfiguration, LiveEndpoint } from "./configuration.ts";
import type { LiveCase, LiveServing, LiveTarget } from "./target.ts";

/** What comes of a start that must succeed. */
export type ControlStart = { readonly kind: "listens" } | Exclude<LiveServing, { readonly kind: "serving" }>;

/** Nobody ever connects there. */
const NOWHERE = { url: "127.0.0.1:1" };

/**
 * Starts of a target that must succeed. A refusal without codes may have any reason, such as a command that does not
 * exist: it says something about a configuration only if the target takes one that is right.
 */
export class ControlStarts {
  readonly #target: LiveTarget;
  readonly #done = new Map<string, Promise<ControlStart>>();

  constructor(target: LiveTarget) {
    this.#target = target;
  }

  /** Starts the target with this case; once for all that are alike. Rejects where the target does. */
  of(control: LiveCase): Promise<ControlStart> {
    const { configuration, listed, roots } = control;
    const key = JSON.stringify([configuration, listed, roots]);
    const start = this.#done.get(key) ?? this.#start(control);
    this.#done.set(key, start);
    return start;
  }

  async #start(control: LiveCase): Promise<ControlStart> {
    const serving = await this.#target.serve(control);
    if (serving.kind !== "serving") return serving;
    await serving.server.close();
    return { kind: "listens" };
  }
}

/** The same, with policies that nothing can be said against, and without the authorities that only they name. */
export function withEmptyPolicies({ configuration, ...rest }: LiveCase): LiveCase {
  const { certificate_authorities: _, endpoints, ...others } = configuration;
  return { ...rest, configuration: { ...others, endpoints: endpoints.map(emptied) } };
}

/** The same, with one endpoint that nothing can be said against in place of all. */
export function withPlainEndpoint({ configuration, ...rest }: LiveCase): LiveCase {
  return { ...rest, configuration: { ...configuration, endpoints: [plain(configuration)] } };
}

/** Without an upstream a policy has to handle every connection. */
function emptied(endpoint: LiveEndpoint): LiveEndpoint {
  const policy =
    endpoint.upstream === undefined ? "on_tcp_connect: [{ actions: [{ type: deny }] }]" : "on_tcp_connect: []";
  return { ...endpoint, traffic_policy: policy };
}

function plain({ endpoints: [first] }: LiveConfiguration): LiveEndpoint {
  const agent = first?.agent_tls_termination;
  return {
    url: first?.url.startsWith("tls:") ? "tls://control.example.com" : "tcp://control.example.com:5432",
    upstream: NOWHERE,
    ...(agent === undefined ? {} : { agent_tls_termination: agent }),
  };
}
