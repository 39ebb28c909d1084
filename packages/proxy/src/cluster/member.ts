import type { Socket } from "node:net";
import { type LocalAdmission, RemoteEntries } from "../admission/index.ts";
import { answerDeadline } from "../answer-deadline.ts";
import type { CancelTimer, Clock } from "../clock.ts";
import { type Deferred, deferred } from "../deferred.ts";
import type { PoolChange } from "../endpoints/table.ts";
import { answerPart } from "./lent-bytes.ts";
import type { Source, ToPrimary } from "./messages.ts";
import type { EventBatch } from "./outgoing-events.ts";
import type { Ending, StartWorker, WorkerProcess } from "./worker-process.ts";

export interface MemberOptions {
  readonly start: StartWorker;
  readonly clock: Clock;
  readonly admission: LocalAdmission;
  readonly events: (batch: EventBatch) => void;
  /** It has learned something of a pool. */
  readonly pool: (change: PoolChange) => void;
  /** The bytes with a digest, of databases that are in use. */
  readonly database: (digest: string) => Buffer | undefined;
  /** A connection that it has not taken over before it was gone. */
  readonly dropped: (socket: Socket) => void;
  /** It takes over no connection, and is to be ended. */
  readonly hangs: () => void;
  readonly gone: (ending: Ending) => void;
}

/**
 * Milliseconds within which a worker takes over one of the connections that it was handed. It does so before anything else, so
 * that one which does not hangs, and with it all that it serves; reading the largest configurations takes less.
 */
export const TAKE_WITHIN_MS = 30_000;

/** What came of a request: nothing, or what is wrong. */
export type Problem = string | undefined;

/** One worker, and all that it has to be asked for, told and given. */
export class Member {
  readonly #options: MemberOptions;
  readonly #process: WorkerProcess;
  readonly #entries: RemoteEntries;
  readonly #ready: Deferred<Problem> = deferred();
  readonly #asked = new Map<number, (problem: Problem) => void>();
  /** On their way to it. */
  readonly #handed = new Map<number, Socket>();
  #asks = 0;
  #connections = 0;
  /** Of these, how many it has taken over, and how many it has told the events of. */
  #served = 0;
  #told = 0;
  #cancelWatch: CancelTimer = () => {};
  #isReady = false;
  #gone = false;
  #isEnding = false;
  #hasClosed = false;

  constructor(options: MemberOptions) {
    this.#options = options;
    this.#entries = new RemoteEntries(options.admission);
    this.#process = options.start({
      message: (message) => this.#hear(message),
      gone: (ending) => this.#end(ending),
    });
  }

  get pid(): number {
    return this.#process.pid;
  }

  /** Connections that it serves, as far as it has told. */
  get open(): number {
    return this.#served - this.#told;
  }

  /** Connections that it has not taken over yet. */
  get handed(): number {
    return this.#handed.size;
  }

  /** Makes a configuration ready; what it comes to within so many milliseconds. */
  async prepare(source: Source, within: number): Promise<Problem> {
    const problem = await this.#inTime(this.#ready.promise, within);
    return problem ?? this.#ask((ask) => this.#process.send({ kind: "prepare", ask, source }), within);
  }

  commit(within: number): Promise<Problem> {
    return this.#ask((ask) => this.#process.send({ kind: "commit", ask }), within);
  }

  abandon(within: number): Promise<Problem> {
    return this.#ask((ask) => this.#process.send({ kind: "abandon", ask }), within);
  }

  /** Gives it a connection to serve. `waited`: milliseconds since the accept. */
  hand(route: string, socket: Socket, waited: number): void {
    this.#connections += 1;
    const id = this.#connections;
    if (this.#handed.size === 0) this.#watch();
    this.#handed.set(id, socket);
    this.#process.send({ kind: "connection", id, route, ...(waited > 0 ? { waited } : {}) }, socket);
  }

  /** Lets its connections end; one that does not listen yet has none, and would not hear of it. */
  close(drain: number): void {
    if (this.#isReady) this.#process.send({ kind: "close", drain });
    else this.kill();
  }

  /** Whether it was ended, though its end may not be told yet. */
  get isEnding(): boolean {
    return this.#isEnding;
  }

  /** Whether it has served, and has not said that it was all. */
  get owesEvents(): boolean {
    return this.#connections > 0 && !this.#hasClosed;
  }

  kill(): void {
    this.#isEnding = true;
    this.#process.kill();
  }

  #hear(message: ToPrimary): void {
    switch (message.kind) {
      case "ready":
        this.#isReady = true;
        this.#ready.resolve(undefined);
        return;
      case "done":
        this.#asked.get(message.ask)?.(message.problem);
        return;
      case "taken":
        this.#taken(message.id, message.missing ?? false);
        return;
      case "events":
        this.#told += message.count;
        this.#options.events(message);
        return;
      case "pool":
        this.#options.pool(message.change);
        return;
      case "ask": {
        const { question, entry, step } = message;
        const overload = this.#entries.answer(entry, step);
        this.#process.send({ kind: "answer", question, ...(overload ? { overload } : {}) });
        return;
      }
      case "leave-endpoint":
        this.#entries.leaveEndpoint(message.entry, message.id);
        return;
      case "leave":
        this.#entries.leave(message.entry);
        return;
      case "database":
        this.#process.send(answerPart(message, this.#options.database(message.digest)));
        return;
      case "closed":
        this.#hasClosed = true;
        return;
    }
  }

  #taken(id: number, missing: boolean): void {
    const socket = this.#handed.get(id);
    if (!socket) return;
    this.#handed.delete(id);
    this.#cancelWatch();
    if (this.#handed.size > 0) this.#watch();
    if (missing) {
      this.#options.dropped(socket);
      return;
    }
    this.#served += 1;
    // The worker has its own descriptor of it, so that this only closes ours.
    socket.destroy();
  }

  #watch(): void {
    this.#cancelWatch = answerDeadline(this.#options.clock, TAKE_WITHIN_MS, () => this.#options.hangs());
  }

  #ask(send: (ask: number) => void, within: number): Promise<Problem> {
    if (this.#gone) return Promise.resolve(GONE);
    this.#asks += 1;
    const ask = this.#asks;
    const answer = deferred<Problem>();
    this.#asked.set(ask, answer.resolve);
    send(ask);
    return this.#inTime(answer.promise, within).finally(() => this.#asked.delete(ask));
  }

  #inTime(answer: Promise<Problem>, within: number): Promise<Problem> {
    return new Promise((resolve) => {
      const cancel = answerDeadline(this.#options.clock, within, () =>
        resolve(`a worker has not answered within ${within / 1000} s`),
      );
      void answer.then((problem) => {
        cancel();
        resolve(problem);
      });
    });
  }

  #end(ending: Ending): void {
    this.#gone = true;
    this.#cancelWatch();
    this.#entries.leaveAll();
    this.#ready.resolve(typeof ending === "object" ? `a worker could not be started (${ending.code})` : GONE);
    for (const answer of this.#asked.values()) answer(GONE);
    const lost = [...this.#handed.values()];
    this.#handed.clear();
    for (const socket of lost) this.#options.dropped(socket);
    this.#options.gone(ending);
  }
}

const GONE = "a worker has ended";
