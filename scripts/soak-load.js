import { planClient, runClient, serverName } from "./soak-clients.js";

/** How many clients may be between their SYN and the end of their handshake: more would only wait for the processor. */
const OPENING = 64;
/** What the last may take to come to their end: longer than any of them rests, and than any limit of the proxy but idle. */
const PATIENCE = 40_000;

/** Clients, so many at once, each followed by another. */
export class Load {
  results = [];
  /** Clients that never came to an end. */
  stuck = [];
  /** How many were there at once. */
  most = 0;
  #random;
  #world;
  #next = 1;
  #running = new Map();
  #opening = 0;

  constructor({ random, ports, hello }) {
    this.#random = random;
    this.#world = { ports, hello: (plan) => hello(serverName(plan)) };
  }

  /** Until a moment of `performance.now()`, or until there were `total`; resolves once all have ended, or were given up. */
  async run({ atOnce, until = Number.POSITIVE_INFINITY, total = Number.POSITIVE_INFINITY }) {
    let left = total;
    await new Promise((resolve) => {
      const fill = () => {
        if (performance.now() >= until) left = 0;
        while (left > 0 && this.#running.size < atOnce && this.#opening < OPENING) {
          left -= 1;
          this.#begin(fill);
        }
        this.most = Math.max(this.most, this.#running.size);
        if (left > 0 || this.#running.size > 0) return;
        clearInterval(poll);
        resolve();
      };
      const poll = setInterval(() => {
        this.#giveUpOld();
        fill();
      }, 100);
      fill();
    });
  }

  #giveUpOld() {
    for (const [plan, { since, destroy, result }] of this.#running) {
      if (performance.now() - since < PATIENCE) continue;
      this.stuck.push(`a client has not come to an end: ${JSON.stringify(result)}`);
      this.#running.delete(plan);
      destroy();
    }
  }

  #begin(fill) {
    const plan = planClient(this.#random, this.#next++);
    let isOpening = true;
    this.#opening += 1;
    const opened = () => {
      if (!isOpening) return;
      isOpening = false;
      this.#opening -= 1;
      // Not from within: whoever calls has only just begun.
      setImmediate(fill);
    };
    const client = runClient(plan, this.#world, opened);
    this.#running.set(plan, { since: performance.now(), ...client });
    void client.closed.then((result) => {
      this.#running.delete(plan);
      this.results.push(result);
      fill();
    });
  }
}
