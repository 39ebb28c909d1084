import type { Socket } from "node:net";
import type { LocalAdmission } from "../admission/index.ts";
import { answerDeadline } from "../answer-deadline.ts";
import type { CancelTimer } from "../clock.ts";
import { deferred } from "../deferred.ts";
import type { About, LogEvent } from "../log/names.ts";
import { refuse } from "../refuse.ts";
import { BackOff } from "./back-off.ts";
import type { Handing } from "./handing.ts";
import { Member, type Problem } from "./member.ts";
import type { Source } from "./messages.ts";
import type { PrimaryOptions } from "./primary.ts";
import type { Ending } from "./worker-process.ts";

export interface CrewOptions extends PrimaryOptions {
  readonly admission: LocalAdmission;
  readonly handing: Handing;
  /** A worker that takes another's place must not meet a change that is under way. */
  readonly inTurn: (work: () => Promise<void>) => Promise<void>;
}

/** Milliseconds that a worker has to read a configuration. A reload gives up after 30 s, and says so less well. */
export const PREPARE_WITHIN_MS = 25_000;
/** To go over to one that is ready, or to forget it. */
export const COMMIT_WITHIN_MS = 2_000;
/** What a worker has to end, beside the time of its connections: the events of tens of thousands that are closed at once. */
export const END_WITHIN_MS = 10_000;

/** The workers: as many as there should be, each with the configuration in force. */
export class Crew {
  readonly #options: CrewOptions;
  readonly #places: readonly Place[];
  #inForce: Source | undefined;
  #next: Source | undefined;
  #closing = false;

  constructor(options: CrewOptions) {
    this.#options = options;
    this.#places = Array.from({ length: options.workers }, (_, at) => ({
      number: at + 1,
      backOff: new BackOff(options.clock),
      cancel: () => {},
    }));
  }

  /** Every worker makes this ready; the first ones are started for it. What is wrong, if anything is. */
  async prepare(source: Source): Promise<Problem> {
    this.#next = source;
    if (!this.#inForce) for (const place of this.#places) this.#start(place);
    const problems = await Promise.all(this.#members().map((member) => member.prepare(source, PREPARE_WITHIN_MS)));
    return problems.find((problem) => problem !== undefined);
  }

  /** Connections that workers serve, as far as they have told. */
  get open(): number {
    return this.#places.reduce((sum, { member }) => sum + (member?.open ?? 0), 0);
  }

  async abandon(): Promise<void> {
    this.#next = undefined;
    // Those that close forget it by themselves, and whoever is slow to say so still has connections that may end.
    if (this.#closing) return;
    await this.#all((member) => member.abandon(COMMIT_WITHIN_MS));
  }

  /**
   * Every worker goes over to what it was made ready for. One that does not is ended, and replaced by one that has. All are told
   * before this returns: what is handed to them after that meets the new configuration, since messages arrive in their order.
   */
  async commit(): Promise<void> {
    const isFirst = !this.#inForce;
    this.#inForce = this.#next;
    const members = this.#members();
    const committed = this.#all((member) => member.commit(COMMIT_WITHIN_MS));
    if (isFirst) {
      for (const member of members) this.#options.handing.add(member);
      for (const place of this.#places) place.whenInForce?.();
    }
    await committed;
    if (!isFirst) return;
    this.#options.say(`workers: ${members.length}, processes ${members.map(({ pid }) => pid).join(", ")}`, {
      event: "workers-started",
      fields: { workers: members.length },
    });
  }

  /** Resolves once all have ended: those that do not end in time are made to. */
  async close(drain: number): Promise<void> {
    this.#closing = true;
    for (const place of this.#places) {
      place.cancel();
      const { member, ended } = place;
      if (!member || !ended) continue;
      member.close(drain);
      const cancel = answerDeadline(this.#options.clock, drain + END_WITHIN_MS, () => member.kill());
      void ended.then(cancel);
    }
    await Promise.all(this.#places.map(({ ended }) => ended));
  }

  /** Ends all at once, whatever they are at. Said before, since nobody may be left to hear that they have ended. */
  kill(): void {
    for (const { number, member } of this.#places) {
      if (!member) continue;
      if (member.owesEvents) {
        const about = aboutWorker("events-lost", number, member.pid);
        this.#options.say(`worker ${number} (process ${member.pid}) is ended; ${UNTOLD}`, about);
      }
      member.kill();
    }
  }

  /** Those that there are: one that was ended must not stand in the way of a change. */
  #members(): Member[] {
    return this.#places.flatMap(({ member }) => (member && !member.isEnding ? [member] : []));
  }

  /** Who does not do this can no longer be told from who serves something else. */
  async #all(act: (member: Member) => Promise<Problem>): Promise<void> {
    await Promise.all(
      this.#members().map(async (member) => {
        if ((await act(member)) !== undefined) this.#kill(member);
      }),
    );
  }

  /** What it was to serve goes to others until its end is told. */
  #kill(member: Member): void {
    this.#options.handing.remove(member);
    member.kill();
  }

  #start(place: Place): Member {
    const { start, clock, admission, events, handing, say, database = () => undefined } = this.#options;
    const ended = deferred<void>();
    const member = new Member({
      start,
      clock,
      admission,
      database,
      events: ({ lines, overloads }) => events.writeLines(lines, overloads),
      pool: (change) => this.#options.onPoolChange?.(place.number, change),
      dropped: (socket: Socket) => {
        const message = "the worker that was to serve it could not take it over";
        events.write(refuse(socket, { code: "no-worker", message }, clock));
      },
      hangs: () => {
        const about = aboutWorker("worker-hangs", place.number, member.pid);
        say(`worker ${place.number} (process ${member.pid}) hangs, and is ended`, about);
        this.#kill(member);
      },
      gone: (ending) => {
        handing.remove(member);
        if (place.member === member) place.member = undefined;
        this.#options.onWorkerGone?.(place.number);
        ended.resolve();
        this.#replace(place, member, ending);
      },
    });
    place.backOff.started();
    place.member = member;
    place.ended = ended.promise;
    return member;
  }

  #replace(place: Place, member: Member, ending: Ending): void {
    const { clock, say, inTurn } = this.#options;
    const { pid } = member;
    if (this.#closing) {
      if (!member.owesEvents) return;
      const about = aboutWorker("events-lost", place.number, pid);
      say(`worker ${place.number} ${explainEnding(pid, ending)}; ${UNTOLD}`, about);
      return;
    }
    // Until there is a first configuration its end is told by who waits for it; one that nobody waits for any more is
    // replaced once there is.
    if (!this.#inForce) {
      place.whenInForce = () => this.#replace(place, member, ending);
      return;
    }
    const delay = place.backOff.ended();
    const when = delay === 0 ? "" : ` in ${delay / 1000} s`;
    const about = aboutWorker("worker-ended", place.number, pid);
    say(`worker ${place.number} ${explainEnding(pid, ending)}; another starts${when}`, about);
    place.cancel = clock.setTimer(delay, () => void inTurn(() => this.#bringUp(place)));
  }

  async #bringUp(place: Place): Promise<void> {
    const source = this.#inForce;
    if (this.#closing || !source) return;
    const member = this.#start(place);
    const problem = (await member.prepare(source, PREPARE_WITHIN_MS)) ?? (await member.commit(COMMIT_WITHIN_MS));
    if (problem === undefined && place.member === member) {
      this.#options.handing.add(member);
      const about = aboutWorker("worker-started", place.number, member.pid);
      this.#options.say(`worker ${place.number} is process ${member.pid} now`, { ...about, level: "info" });
      return;
    }
    // Its end is what the next one follows upon.
    if (!this.#closing) {
      const about = aboutWorker("worker-failed", place.number, member.pid);
      this.#options.say(`worker ${place.number} cannot serve: ${problem ?? "it has ended"}`, about);
    }
    member.kill();
  }
}

const UNTOLD = "events that it had not told may be lost";

function aboutWorker(event: LogEvent, worker: number, pid: number): About {
  return { event, level: "warn", fields: { worker, process: pid } };
}

function explainEnding(pid: number, ending: Ending): string {
  if (typeof ending === "object") return `could not be started (${ending.code})`;
  const how = typeof ending === "number" ? `with code ${ending}` : `by ${ending}`;
  return `(process ${pid}) has ended ${how}, its connections are gone`;
}

/** One of the workers that there should be. */
interface Place {
  readonly number: number;
  readonly backOff: BackOff;
  member?: Member | undefined;
  ended?: Promise<void>;
  /** What is to be done about one that has ended before anything was in force. */
  whenInForce?: () => void;
  /** Keeps the next from being started. */
  cancel: CancelTimer;
}
