import cluster, { type Worker } from "node:cluster";
import type { Socket } from "node:net";
import { errorCode } from "../error-code.ts";
import type { ToPrimary, ToWorker } from "./messages.ts";

/** How a process has ended: its exit code, the signal that has ended it, or why there has never been one. */
export type Ending = number | NodeJS.Signals | { readonly code: string };

export interface WorkerEvents {
  readonly message: (message: ToPrimary) => void;
  /** It has ended, and all that it has said was heard. Called once. */
  readonly gone: (ending: Ending) => void;
}

/** A worker as the primary sees it. */
export interface WorkerProcess {
  readonly pid: number;
  /** Messages arrive in their order. One to a process that is gone is lost. */
  send(message: ToWorker, socket?: Socket): void;
  /** Ends it at once. */
  kill(): void;
}

export type StartWorker = (events: WorkerEvents) => WorkerProcess;

/**
 * Starts this very command once more, as a worker that ends when this process does. The ports are not left to
 * `node:cluster`: with it a port that two workers cannot open ends the primary, a connection that is on its way to a worker that
 * dies is never closed, and workers that were started at different times do not get the same one for port 0.
 */
export const forkWorker: StartWorker = ({ message, gone }) => {
  let worker: Worker;
  try {
    worker = cluster.fork();
  } catch (error) {
    // For some reasons it throws, for others an event tells.
    queueMicrotask(() => gone({ code: errorCode(error) }));
    return { pid: 0, send: () => {}, kill: () => {} };
  }
  const child = worker.process;
  let failure: Ending | undefined;
  // Without a listener here, the event for the child ends this process.
  worker.on("error", (error) => {
    if (child.pid === undefined) failure = { code: errorCode(error) };
  });
  worker.on("message", (heard: ToPrimary) => message(heard));
  // Not `exit`: what it has said last may still be on its way then. Nor `disconnect`, which Node never emits for one that has
  // died before it could acknowledge a socket.
  child.once("close", (code, signal) => {
    delete cluster.workers?.[worker.id];
    gone(failure ?? signal ?? code ?? 0);
  });
  child.on("error", () => {});
  return {
    pid: child.pid ?? 0,
    send(told, socket) {
      // An error is that of a process that is about to be gone, which is told.
      if (child.connected) child.send(told, socket, { keepOpen: true }, () => {});
    },
    kill: () => {
      // Without a process the system would take the signal for one to this process and all of its group.
      if (child.pid !== undefined) child.kill("SIGKILL");
    },
  };
};
