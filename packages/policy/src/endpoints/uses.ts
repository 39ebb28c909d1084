import type { FoundPolicy, ObjectName } from "../source/found.ts";
import { type EndpointFile, endpointsOf, type PlacedEndpoint } from "./files.ts";
import { normalizePath, resolveFrom } from "./paths.ts";

/** Which endpoints of a run have their policy elsewhere, by where it stands. */
export class PolicyUses {
  readonly #byPath = new Map<string, PlacedEndpoint[]>();
  readonly #byName = new Map<string, PlacedEndpoint[]>();

  constructor(files: readonly EndpointFile[]) {
    for (const placed of endpointsOf(files)) {
      const { policy } = placed.endpoint;
      if (policy?.kind === "file") add(this.#byPath, resolveFrom(placed.file.path, policy.path.value), placed);
      if (policy?.kind === "reference") {
        add(this.#byName, keyOf({ namespace: policy.namespace, name: policy.name.value }), placed);
      }
    }
  }

  /** The paths that `traffic_policy_file` names, in one spelling, each resolved from its configuration. */
  get paths(): readonly string[] {
    return [...this.#byPath.keys()];
  }

  /** The endpoints that take their policy from the file at `path`. */
  ofFile(path: string): readonly PlacedEndpoint[] {
    return this.#byPath.get(normalizePath(path)) ?? [];
  }

  /** The endpoints that refer to a named policy, from any file of the run. */
  ofPolicy({ name }: FoundPolicy): readonly PlacedEndpoint[] {
    return name === undefined ? [] : (this.#byName.get(keyOf(name)) ?? []);
  }
}

function keyOf({ namespace, name }: ObjectName): string {
  return `${namespace}/${name}`;
}

function add(map: Map<string, PlacedEndpoint[]>, key: string, placed: PlacedEndpoint): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [placed]);
  else list.push(placed);
}

/** What a policy is checked for: of an endpoint, all that makes a difference to its policy. */
export interface PolicyTarget {
  /** `undefined`: it cannot be told. */
  readonly scheme: string | undefined;
  readonly internal: boolean;
  readonly upstream: boolean;
  readonly ipv6: boolean;
}

/** The targets of a policy that endpoints share, equal ones once. An endpoint that could not be read whole has an upstream, as far as is known. */
export function targetsOf(endpoints: readonly PlacedEndpoint[]): readonly PolicyTarget[] {
  const targets = new Map<string, PolicyTarget>();
  for (const { endpoint } of endpoints) {
    const { scheme, internal, ipv6, incomplete } = endpoint;
    const known = incomplete && endpoint.url === undefined ? undefined : scheme;
    const target = { scheme: known, internal, upstream: endpoint.upstream || incomplete, ipv6 };
    targets.set(JSON.stringify(target), target);
  }
  return [...targets.values()];
}
