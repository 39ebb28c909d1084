import type { Clock } from "../clock.ts";

export interface DeadlineOptions {
  readonly clock: Clock;
  /** Milliseconds. */
  readonly delay: number;
  /** Ends the wait before its time. */
  readonly closed: AbortSignal;
}

/** What some work has come to, or why nobody waits for it any more. */
export type InTime<T> = { readonly kind: "done"; readonly value: T } | { readonly kind: "late" | "closed" };

/** Waits for work until its time is over. Rejects if the work does before that; what it does later is nobody's concern. */
export async function inTime<T>(work: Promise<T>, { clock, delay, closed }: DeadlineOptions): Promise<InTime<T>> {
  let release = (): void => {};
  const given = new Promise<InTime<T>>((resolve) => {
    const onClosed = (): void => resolve({ kind: "closed" });
    const cancel = clock.setTimer(delay, () => resolve({ kind: "late" }));
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
