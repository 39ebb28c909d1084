import type { EndpointConfig } from "../config/config.ts";
import { memberKey, type PoolChange } from "../endpoints/table.ts";
import type { PoolMemberState } from "./process-metrics.ts";

interface Member {
  readonly url: string;
  readonly upstream: string;
  readonly by: Set<number>;
  /** Whether it is one of the first so many endpoints. */
  isTold: boolean;
}

/** Which members of pools are passed over, and by whom: each process learns that by its own dials. */
export class PoolStates {
  readonly #members = new Map<string, Member>();

  /**
   * Goes over to the pools of these endpoints. What is known of a member that stays as it is, stays. `most`: endpoints that are told of;
   * what is known of the rest is told once there may be more. Default: all.
   */
  use(endpoints: readonly EndpointConfig[], most: number = Number.POSITIVE_INFINITY): void {
    const counts = new Map<string, number>();
    // Endpoints with one URL that do not all share it are no configuration (`EndpointConflict`).
    for (const { url, poolingEnabled } of endpoints) {
      if (poolingEnabled) counts.set(url.canonical, (counts.get(url.canonical) ?? 0) + 1);
    }
    const wanted = new Set<string>();
    for (const [at, config] of endpoints.entries()) {
      const { url, upstream, poolingEnabled } = config;
      if (!poolingEnabled || !upstream || counts.get(url.canonical) === 1) continue;
      const key = memberKey(config);
      const isTold = at < most;
      const known = this.#members.get(key);
      if (!known) this.#members.set(key, { url: url.url, upstream: upstream.url, by: new Set(), isTold });
      // Several may have one upstream, and then it is told of if one of them is.
      else known.isTold = isTold || (wanted.has(key) && known.isTold);
      wanted.add(key);
    }
    for (const key of this.#members.keys()) if (!wanted.has(key)) this.#members.delete(key);
  }

  /** `by`: the number of the process. */
  changed(by: number, { key, ejected }: PoolChange): void {
    const member = this.#members.get(key);
    if (ejected) member?.by.add(by);
    else member?.by.delete(by);
  }

  /** That process has ended, and what it knew with it. */
  forget(by: number): void {
    for (const member of this.#members.values()) member.by.delete(by);
  }

  /** Members that cannot be told apart by what is told of them are one. */
  all(): Iterable<PoolMemberState> {
    const told = new Map<string, PoolMemberState>();
    for (const { url, upstream, by, isTold } of this.#members.values()) {
      if (!isTold) continue;
      const key = `${url}\0${upstream}`;
      const ejectedBy = Math.max(by.size, told.get(key)?.ejectedBy ?? 0);
      told.set(key, { url, upstream, ejectedBy });
    }
    return told.values();
  }
}
