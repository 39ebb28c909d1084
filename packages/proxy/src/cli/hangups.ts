/** The hangup signals of this process. */
export interface Hangups {
  /** Calls `heard` for each from now on, and for those that came before once. */
  listen(heard: () => void): void;
}

/** From now on SIGHUP does not end the process, whether somebody listens already or no longer. */
export function receiveHangups(): Hangups {
  let pending = false;
  let listener: (() => void) | undefined;
  process.on("SIGHUP", () => {
    if (listener) listener();
    else pending = true;
  });
  return {
    listen(heard) {
      listener = heard;
      if (pending) heard();
    },
  };
}
