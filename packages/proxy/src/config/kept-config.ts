import type { Report } from "@sluice/policy";
import type { Span } from "@sluice/policy/source";
import type { EndpointConfig, HostCertificate } from "./config.ts";
import type { KnownItem } from "./known-items.ts";
import type { CompilePolicy, MetPolicies, PolicyUse } from "./policies.ts";
import type { KnownResources } from "./resources.ts";

/** An endpoint as it was read, and all that it was read from. Places are from its start. */
export interface KeptEndpoint extends KnownItem {
  readonly config: EndpointConfig;
  readonly urlAt: Span;
  readonly nameAt: Span | undefined;
  /** Of its own text. */
  readonly reports: readonly Report[];
  /** Those that it names. */
  readonly files: readonly (readonly [path: string, text: string])[];
  readonly uses: readonly PolicyUse[];
}

/** The endpoints of one reading, and what they share. */
export interface KeptReading {
  readonly isAgents: boolean;
  readonly compile: CompilePolicy;
  readonly known: KnownResources;
  readonly met: MetPolicies;
  readonly endpoints: readonly KeptEndpoint[];
}

/** Where endpoints stand, which the paths in them start from. */
export interface ListPlace {
  readonly path: string;
  readonly baseDirectory: string | undefined;
}

/**
 * What was read last without an error, for the reading that comes after it: an endpoint whose text, files and resources are the same
 * is not read again. Never more than one configuration.
 */
export class KeptConfig {
  /** Those of the host, wherever the endpoints stand. */
  certificates: readonly HostCertificate[] = [];
  #last: { readonly place: ListPlace; readonly reading: KeptReading } | undefined;

  /** What was read of this place. */
  of({ path, baseDirectory }: ListPlace): KeptReading | undefined {
    const { place, reading } = this.#last ?? {};
    return place?.path === path && place.baseDirectory === baseDirectory ? reading : undefined;
  }

  keep(place: ListPlace, reading: KeptReading): void {
    this.#last = { place, reading };
  }
}
