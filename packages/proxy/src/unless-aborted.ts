/** What `work` comes to; `undefined` once `signal` is aborted, whatever comes of the work then. */
export async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  let release = (): void => {};
  const aborted = new Promise<undefined>((resolve) => {
    const onAbort = (): void => resolve(undefined);
    signal.addEventListener("abort", onAbort);
    if (signal.aborted) onAbort();
    release = () => signal.removeEventListener("abort", onAbort);
  });
  try {
    return await Promise.race([aborted, work]);
  } finally {
    release();
  }
}
