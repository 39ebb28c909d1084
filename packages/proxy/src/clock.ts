import { createTimers } from "./timers.ts";

/** Cancels a timer; a timer that has fired or was cancelled is left alone. */
export type CancelTimer = () => void;

/** Where time comes from, injected so that limits of minutes are tested in milliseconds. */
export interface Clock {
  /** The wall clock: what events and policies are told. */
  now(): Date;
  /** Milliseconds since some fixed moment; never jumps. What deadlines are measured with. */
  elapsed(): number;
  /** Calls `fire` once, after `delay` milliseconds. */
  setTimer(delay: number, fire: () => void): CancelTimer;
}

export const systemClock: Clock = {
  now: () => new Date(),
  elapsed: () => performance.now(),
  setTimer: createTimers(),
};
