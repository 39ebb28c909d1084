import type { CancelTimer, Clock } from "./clock.ts";

/**
 * Sets the time that another process has for an answer. Timers come before messages: where this process was at something else for
 * longer than that, or was stopped, an answer that is there already would count as late. So what is there is read first.
 *
 * @param delay milliseconds
 */
export function answerDeadline(clock: Clock, delay: number, late: () => void): CancelTimer {
  let isOpen = true;
  const cancel = clock.setTimer(delay, () => {
    setImmediate(() => {
      if (isOpen) late();
    });
  });
  return () => {
    isOpen = false;
    cancel();
  };
}
