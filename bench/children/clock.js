/** Microseconds, of a clock that all threads share. */
export function now() {
  return Number(process.hrtime.bigint()) / 1000;
}
