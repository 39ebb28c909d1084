import type { Clock } from "@sluice/proxy";
import type { LiveServerClock } from "./target.ts";

interface Timer {
  readonly due: number;
  readonly fire: () => void;
}

/**
 * Turns of the event loop without a question to the clock after which nothing is on its way any more: bytes on loopback
 * are there with the turn after the write, and each of them leads to a question at most two turns later.
 */
const TURNS_OF_REST = 8;

/** A clock for a proxy in this process: it stands still until it is told otherwise. */
export class LiveClock implements Clock, LiveServerClock {
  #wall: number;
  #elapsed = 0;
  /** Counts what it is asked, to see when nobody asks any more. */
  #asked = 0;
  readonly #timers = new Set<Timer>();

  constructor(start: Date) {
    this.#wall = start.getTime();
  }

  now(): Date {
    this.#asked += 1;
    return new Date(this.#wall);
  }

  elapsed(): number {
    this.#asked += 1;
    return this.#elapsed;
  }

  setTimer(delay: number, fire: () => void): () => void {
    this.#asked += 1;
    const timer = { due: this.#elapsed + delay, fire };
    this.#timers.add(timer);
    return () => {
      this.#asked += 1;
      this.#timers.delete(timer);
    };
  }

  set(now: Date): void {
    this.#wall = now.getTime();
  }

  async pass(milliseconds: number): Promise<void> {
    await this.#rest();
    const end = this.#elapsed + milliseconds;
    for (;;) {
      const [next] = [...this.#timers].filter(({ due }) => due <= end).toSorted((a, b) => a.due - b.due);
      if (!next) break;
      this.#timers.delete(next);
      this.#move(Math.max(next.due, this.#elapsed));
      next.fire();
      await this.#rest();
    }
    this.#move(end);
  }

  #move(to: number): void {
    this.#wall += to - this.#elapsed;
    this.#elapsed = to;
  }

  async #rest(): Promise<void> {
    for (let turns = 0, asked = this.#asked; turns < TURNS_OF_REST; turns += 1) {
      await new Promise((resolve) => setImmediate(resolve));
      if (this.#asked === asked) continue;
      asked = this.#asked;
      turns = 0;
    }
  }
}
