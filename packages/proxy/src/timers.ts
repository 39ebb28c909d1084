import { AsyncResource } from "node:async_hooks";

/** What `setTimeout` takes at most, in milliseconds. */
const LONGEST = 2 ** 31 - 1;

/** Timers that share one of Node's have no async context in common, so that they have none: not that of whoever was first. */
const NOBODY = new AsyncResource("sluice timers");

/** A place in a ring: of a timer that waits for nothing any more, the ring is itself. */
interface Link {
  before: Link;
  next: Link;
}

interface Waiting extends Link {
  readonly due: number;
  readonly fire: () => void;
}

/** Calls `fire` once, `delay` milliseconds later or a little after. The result cancels that. */
export type SetTimer = (delay: number, fire: () => void) => () => void;

/**
 * As `setTimeout`, for delays that many timers have, nearly all of which are cancelled soon: every connection has three. Node keeps a list
 * of timers for each delay, and takes it down with its last timer, which is time and again where few connections are on their way at once.
 * Here the list stays, up to the delay after its last use; half a kilobyte for a delay that comes only once.
 */
export function createTimers(): SetTimer {
  const queues = new Map<number, TimerQueue>();
  return (delay, fire) => {
    // Whole milliseconds, as Node has them, or what is left of a delay would make a list of its own.
    const whole = delay > 1 ? Math.ceil(delay) : 1;
    let queue = queues.get(whole);
    if (!queue) {
      queue = new TimerQueue(whole, () => queues.delete(whole));
      queues.set(whole, queue);
    }
    return queue.add(fire);
  };
}

/** Timers of one delay, those that are due first in front, with one of Node's for all of them. */
class TimerQueue {
  /** Where the ring begins and ends. */
  readonly #ring: Link = unlinked();
  readonly #delay: number;
  readonly #ended: () => void;
  #timeout: NodeJS.Timeout;

  /** `ended`: called where nothing waits at the end of the delay. */
  constructor(delay: number, ended: () => void) {
    this.#delay = delay;
    this.#ended = ended;
    this.#timeout = this.#arm(delay);
  }

  add(fire: () => void): () => void {
    const ring = this.#ring;
    const { before } = ring;
    if (before === ring) this.#timeout.ref();
    const waiting: Waiting = { before, next: ring, due: performance.now() + this.#delay, fire };
    before.next = waiting;
    ring.before = waiting;
    return () => this.#cancel(waiting);
  }

  #cancel(waiting: Waiting): void {
    if (waiting.next === waiting) return;
    unlink(waiting);
    // A process that has nothing else to wait for may end.
    if (this.#ring.next === this.#ring) this.#timeout.unref();
  }

  #arm(delay: number): NodeJS.Timeout {
    const whole = Math.min(Math.max(Math.ceil(delay), 1), LONGEST);
    return NOBODY.runInAsyncScope(() => setTimeout(() => this.#expired(), whole));
  }

  #expired(): void {
    const now = performance.now();
    try {
      for (let first = this.#first; first && first.due <= now; first = this.#first) {
        unlink(first);
        first.fire();
      }
    } finally {
      // Also where one has thrown: the others keep their time, of which the clock may have gone on by a lot.
      const first = this.#first;
      if (first) this.#timeout = this.#arm(first.due - performance.now());
      else this.#ended();
    }
  }

  get #first(): Waiting | undefined {
    const { next } = this.#ring;
    return next === this.#ring ? undefined : (next as Waiting);
  }
}

function unlinked(): Link {
  const link = {} as Link;
  link.before = link;
  link.next = link;
  return link;
}

/** Leads to no other any more: one that is dead in the old generation would keep those alive. */
function unlink(link: Link): void {
  link.before.next = link.next;
  link.next.before = link.before;
  link.before = link;
  link.next = link;
}
