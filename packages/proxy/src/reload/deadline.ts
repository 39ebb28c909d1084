import type { Clock } from "../clock.ts";

export interface DeadlineOptions {
  readonly clock: Clock;
  /** Milliseconds. */
  readonly delay: number;
  /** Ends the wait before its time. */
  readonly closed: AbortSignal;
  /** Called in the very step in which the wait is given up, so that the work can do nothing unheard after it. */
  readonly givenUp: () => void;
}

/** What some work has come to, or why nobody waits for it any more. */
export type InTime<T> = { readonly kind: "done"; readonly value: T } | { readonly kind: "late" | "closed" };

/** Waits for work until its time is over. Rejects if the work does before that; what it does later is nobody's concern. */
export async function inTime<T>(work: Promise<T>, options: DeadlineOptions): Promise<InTime<T>> {
  const { clock, delay, closed, givenUp } = options;
  let release = (): void => {};
  const given = new Promise<InTime<T>>((resolve) => {
    const giveUp = (kind: "late" | "closed"): void => {
      givenUp();
      resolve({ kind });
    };
    const onClosed = (): void => giveUp("closed");
    const cancel = clock.setTimer(delay, () => giveUp("late"));
    closed.addEventListener("abort", onClosed);
    if (closed.aborted) onClosed();
    release = () => {
      cancel();
      closed.removeEventListener("abort", onClosed);
    };
  });
  try {
    return await Promise.race([given, work.then((value) => ({ kind: "done", value }) as const)]);
  } finally {
    release();
  }
}
