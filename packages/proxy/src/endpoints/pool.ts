import { type Clock, systemClock } from "../clock.ts";
import type { Endpoint } from "./endpoint.ts";
import { Health } from "./health.ts";

export interface PoolOptions {
  /** What back-offs are measured with. Default: the system's. */
  readonly clock?: Clock;
  /** What is known of a member. Default: nothing yet. */
  readonly healthOf?: (member: Endpoint) => Health;
}

interface Member {
  readonly endpoint: Endpoint;
  readonly weight: number;
  readonly health: Health;
  /** What it is owed: grows by its weight with every choice, and is paid off when it is chosen. */
  credit: number;
}

const ALONE: readonly Member[] = [];

/**
 * The endpoints behind one URL; one, unless pooling is enabled. They share connections by their weights, evenly over any
 * short run: with every choice each member is owed its weight more, and the one that is owed most gets the connection.
 */
export class Pool {
  readonly members: readonly Endpoint[];
  /** None of a pool of one, which most are: there is nothing to choose. */
  readonly #members: readonly Member[];

  constructor(members: readonly Endpoint[], { clock = systemClock, healthOf }: PoolOptions = {}) {
    this.members = members;
    this.#members =
      members.length === 1
        ? ALONE
        : members.map((endpoint) => ({
            endpoint,
            weight: endpoint.config.weight ?? 1,
            health: healthOf?.(endpoint) ?? new Health(clock),
            credit: 0,
          }));
  }

  /**
   * The member for the next connection, chosen before its policy runs. One in back-off only if all are. `full`: those that
   * have no room for it.
   */
  choose(full?: ReadonlySet<Endpoint>): Endpoint | undefined {
    if (this.#members !== ALONE)
      return next(full ? this.#members.filter((m) => !full.has(m.endpoint)) : this.#members)?.endpoint;
    const [only] = this.members;
    return only && full?.has(only) ? undefined : only;
  }

  /**
   * Whom to dial for a connection that `chosen` has been chosen for and that these could not be reached for: `chosen` itself,
   * then those that may stand in for it. A back-off only puts a member last: nobody is told that no member is live
   * who has not been refused by every one.
   */
  nextToDial(chosen: Endpoint, failed: ReadonlySet<Endpoint>): Endpoint | undefined {
    if (this.#members === ALONE) return failed.has(chosen) ? undefined : chosen;
    const left = this.#members.filter(({ endpoint }) => !failed.has(endpoint) && mayServe(endpoint, chosen));
    const own = left.find(({ endpoint }) => endpoint === chosen);
    // It has had its turn already, unless it went into back-off since.
    if (own && (own.health.live || !left.some(({ health }) => health.live))) return chosen;
    return next(left)?.endpoint;
  }

  /** What is known of a member of several. */
  healthOf(member: Endpoint): Health | undefined {
    return this.#members.find(({ endpoint }) => endpoint === member)?.health;
  }
}

/**
 * Whether `member` may serve a connection that the policy of `chosen` has passed: only with the very same compiled policy,
 * since any other would have to run first, and the same termination behind it, which has been done.
 */
function mayServe(member: Endpoint, chosen: Endpoint): boolean {
  return (
    member === chosen ||
    (member.config.policy === chosen.config.policy &&
      member.config.agentTermination?.digest === chosen.config.agentTermination?.digest)
  );
}

function next(members: readonly Member[]): Member | undefined {
  const live = members.filter(({ health }) => health.live);
  // The one whose back-off ends first has the best prospects.
  return live.length > 0 ? turn(live) : least(members, ({ health }) => health.until);
}

/** Smooth weighted round robin. */
function turn(members: readonly Member[]): Member | undefined {
  let total = 0;
  for (const member of members) {
    member.credit += member.weight;
    total += member.weight;
  }
  const chosen = least(members, ({ credit }) => -credit);
  if (chosen) chosen.credit -= total;
  return chosen;
}

function least(members: readonly Member[], cost: (member: Member) => number): Member | undefined {
  return members.reduce<Member | undefined>(
    (best, member) => (best === undefined || cost(member) < cost(best) ? member : best),
    undefined,
  );
}
