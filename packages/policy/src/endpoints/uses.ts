import type { FoundEndpoint, FoundPolicy, ObjectName } from "../source/found.ts";
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
        add(this.#byName, nameKey({ namespace: policy.namespace, name: policy.name.value }), placed);
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
    return name === undefined ? [] : (this.#byName.get(nameKey(name)) ?? []);
  }
}

/** One text for one object. */
export function nameKey({ namespace, name }: ObjectName): string {
  return `${namespace}/${name}`;
}

function add(map: Map<string, PlacedEndpoint[]>, key: string, placed: PlacedEndpoint): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [placed]);
  else list.push(placed);
}

/** What a policy that endpoints share is checked for, made by `of` from each of them: what is equal once. */
export function targetsOf<Target>(
  endpoints: readonly PlacedEndpoint[],
  of: (endpoint: FoundEndpoint) => Target,
): readonly Target[] {
  const targets = new Map<string, Target>();
  for (const { endpoint } of endpoints) {
    const target = of(endpoint);
    const key = JSON.stringify(target);
    if (!targets.has(key)) targets.set(key, target);
  }
  return [...targets.values()];
}
