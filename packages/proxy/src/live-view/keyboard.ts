/** Standard input where it is a terminal. */
export interface KeyInput {
  setRawMode(raw: boolean): unknown;
  resume(): unknown;
  pause(): unknown;
  on(event: "data", listener: (keys: Buffer) => void): unknown;
  off(event: "data", listener: (keys: Buffer) => void): unknown;
}

const CTRL_C = "\u0003";

/** Calls `quit` for every `q` and Ctrl-C, which are then no longer shown nor made into signals; until the result is called. */
export function listenForQuit(input: KeyInput, quit: () => void): () => void {
  const hear = (keys: Buffer): void => {
    for (const key of keys.toString("latin1")) if (key === "q" || key === "Q" || key === CTRL_C) quit();
  };
  input.setRawMode(true);
  input.on("data", hear);
  input.resume();
  return () => {
    input.off("data", hear);
    input.setRawMode(false);
    input.pause();
  };
}
