import type { Socket } from "node:net";
import type { ToPrimary, ToWorker } from "../messages.ts";
import type { Ending, StartWorker, WorkerEvents, WorkerProcess } from "../worker-process.ts";

/** What a worker says to a request: that it is done, what is wrong, or nothing at all. */
export type Manner = (message: ToWorker & { readonly ask: number }) => "done" | "silent" | { readonly problem: string };

const obliging: Manner = () => "done";

/** A worker that is no process: it does what its test says. */
export class FakeWorker implements WorkerProcess {
  readonly pid: number;
  readonly heard: ToWorker[] = [];
  readonly sockets: Socket[] = [];
  manner: Manner = obliging;
  killed = false;
  readonly #events: WorkerEvents;
  readonly #told: (worker: FakeWorker, message: ToWorker) => void;

  constructor(pid: number, events: WorkerEvents, told: (worker: FakeWorker, message: ToWorker) => void) {
    this.pid = pid;
    this.#events = events;
    this.#told = told;
  }

  /** The number of what it was asked last. */
  get asked(): number {
    return this.heard.reduce((last, message) => ("ask" in message ? message.ask : last), 0);
  }

  get kinds(): string[] {
    return this.heard.map(({ kind }) => kind);
  }

  send(message: ToWorker, socket?: Socket): void {
    this.heard.push(message);
    if (socket) this.sockets.push(socket);
    this.#told(this, message);
    if (!("ask" in message)) return;
    const answer = this.manner(message);
    if (answer === "silent") return;
    const { ask } = message;
    queueMicrotask(() => this.say({ kind: "done", ask, ...(answer === "done" ? {} : answer) }));
  }

  kill(): void {
    if (this.killed) return;
    this.killed = true;
    queueMicrotask(() => this.end("SIGKILL"));
  }

  say(message: ToPrimary): void {
    this.#events.message(message);
  }

  end(ending: Ending): void {
    this.#events.gone(ending);
  }
}

/** Starts fakes, each ready at once. */
export class FakeWorkers {
  readonly all: FakeWorker[] = [];
  /** What all were told, in its order: `1 prepare`. */
  readonly log: string[] = [];
  /** How those that are started from now on behave. */
  manner: Manner = obliging;

  readonly start: StartWorker = (events) => {
    const worker = new FakeWorker(this.all.length + 1, events, ({ pid }, { kind }) => this.log.push(`${pid} ${kind}`));
    worker.manner = this.manner;
    this.all.push(worker);
    queueMicrotask(() => worker.say({ kind: "ready" }));
    return worker;
  };

  at(index: number): FakeWorker {
    const worker = this.all[index];
    if (!worker) throw new Error(`there is no worker ${index}`);
    return worker;
  }
}
