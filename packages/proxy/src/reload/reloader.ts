import type { Clock } from "../clock.ts";
import type { ProxyConfig } from "../config/config.ts";
import { type Attempt, hasFailed } from "./attempt.ts";
import { inTime } from "./deadline.ts";
import type { Reading } from "./read-configuration.ts";
import type { ApplyResult, Chance, ReloadReport } from "./report.ts";
import { Retry } from "./retry.ts";

/** Why a reload is wanted; `look`: for nothing but to find out whether a change went unnoticed. */
export type ReloadCause = "look" | "change" | "signal";

export interface ReloaderOptions {
  readonly clock: Clock;
  /** What runs. */
  readonly running: Reading;
  /** Reads everything again. */
  readonly read: () => Promise<Reading>;
  /** What is in these files now, as `Reading.contents` has it. `seen`: what it had of them. */
  readonly look: (seen: ReadonlyMap<string, string>) => Promise<ReadonlyMap<string, string>>;
  /** Called when a look has found another content than was read last. */
  readonly found: () => void;
  /** Makes a configuration the one that runs, as a whole or not at all. Once `signal` is aborted it must change nothing. */
  readonly apply: (config: ProxyConfig, signal: AbortSignal, reading: Reading) => Promise<ApplyResult>;
  readonly report: (report: ReloadReport) => void;
}

/**
 * Milliseconds that reading may take, and applying. What hangs longer hangs on a file system that does not answer, and
 * somebody has to be told.
 */
export const RELOAD_DEADLINE_MS = 30_000;

/** `retry`: to apply once more what was read and could not be applied. */
type Cause = ReloadCause | "retry";

const URGENCY = { look: 0, retry: 1, change: 2, signal: 3 } as const satisfies Record<Cause, number>;

/**
 * Reloads, one after the other. Every source of the configuration is read again each time: there is but one transaction. What
 * could not be applied for a reason that may pass is applied again as it was read, since files may be half-edited by then.
 */
export class Reloader {
  readonly #options: ReloaderOptions;
  readonly #closing = new AbortController();
  #running: Reading;
  /** What was in the files when they were last read, in force or refused. */
  #seen: ReadonlyMap<string, string>;
  /** Whether the files were to be read, and that has come to nothing: no look at what was seen before can tell what is new then. */
  #unread = false;
  /** Whether changed files were refused, and nothing was in force since. */
  #strayed = false;
  /** Whether work that nobody waits for any more has still not ended. More of it would take all threads that read. */
  #stuck = false;
  #wanted: Cause | undefined;
  /** What is tried again later. */
  #failed: Attempt | undefined;
  readonly #retry: Retry;
  #work: Promise<void> | undefined;

  constructor(options: ReloaderOptions) {
    this.#options = options;
    this.#retry = new Retry({ clock: options.clock, again: () => this.#want("retry") });
    this.#running = options.running;
    this.#seen = options.running.contents;
  }

  /** Wants a reload. Whatever is wanted while one is under way is one more after it. */
  request(cause: ReloadCause): void {
    this.#want(cause);
  }

  #want(cause: Cause): void {
    if (this.#closing.signal.aborted) return;
    if (!this.#wanted || URGENCY[cause] > URGENCY[this.#wanted]) this.#wanted = cause;
    this.#work ??= this.#workOff();
  }

  /** Starts no more, and gives up the one under way: it changes nothing any more. Waits for no file system. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#work;
    this.#forget();
  }

  async #workOff(): Promise<void> {
    for (let cause = this.#take(); cause; cause = this.#take()) {
      try {
        await this.#workOn(cause);
      } catch (error) {
        // A bug in what reads or builds must not take down what runs.
        this.#refuse({ problem: error instanceof Error ? error.message : String(error) });
      }
    }
    this.#work = undefined;
  }

  #workOn(cause: Cause): Promise<void> {
    if (cause === "look") return this.#look();
    return cause === "retry" ? this.#tryAgain() : this.#reload(cause);
  }

  #take(): Cause | undefined {
    const wanted = this.#closing.signal.aborted ? undefined : this.#wanted;
    this.#wanted = undefined;
    return wanted;
  }

  async #look(): Promise<void> {
    if (this.#stuck) return;
    const { look, found } = this.#options;
    const looked = await this.#inTime("reading the files", () => look(this.#seen));
    if (looked.kind === "late") this.#refuse(looked);
    if (looked.kind !== "done") return;
    if (this.#unread || changedBetween(this.#seen, looked.value).length > 0) found();
  }

  async #reload(cause: "change" | "signal"): Promise<void> {
    const { read, report } = this.#options;
    // What is in the files now takes the place of what was to be tried again, also where it cannot be read: that one may be
    // what was meant to be taken back.
    const isOwed = cause === "signal" || this.#failed?.isOwed === true;
    this.#forget();
    this.#unread = true;
    if (this.#stuck) {
      this.#refuse({ problem: "what took too long before has still not ended" });
      return;
    }
    const outcome = await this.#inTime("reading the configuration", read);
    if (outcome.kind === "late") this.#refuse(outcome);
    if (outcome.kind !== "done") return;
    const reading = outcome.value;
    this.#unread = false;
    this.#seen = reading.contents;
    const changed = changedBetween(this.#running.contents, reading.contents);
    if (changed.length === 0 && !isOwed) {
      if (this.#strayed) report({ kind: "restored" });
      this.#strayed = false;
      return;
    }
    this.#strayed ||= changed.length > 0;
    const { config } = reading;
    if (!config) {
      this.#refuse({ reading });
      return;
    }
    // After a signal also where no file has changed: what is read elsewhere, such as the system's roots, may have.
    await this.#apply({ reading, config, isOwed, said: new Set(), harm: 0 });
  }

  async #tryAgain(): Promise<void> {
    const attempt = this.#failed;
    if (!attempt) return;
    if (this.#stuck) {
      this.#retry.later();
      return;
    }
    this.#failed = undefined;
    await this.#apply(attempt);
  }

  async #apply(attempt: Attempt): Promise<void> {
    const { apply, report } = this.#options;
    const { reading, config } = attempt;
    const outcome = await this.#inTime("applying the configuration", (signal) => apply(config, signal, reading));
    if (outcome.kind === "closed") return;
    if (outcome.kind === "late") {
      // Workers that hang of it are ended once it is given up. A file system that hangs costs no try: nothing is tried until it answers.
      this.#notApplied(attempt, outcome.problem, "soon");
      return;
    }
    const { value: applied } = outcome;
    if (!applied.ok) {
      this.#notApplied(attempt, applied.message, applied.chance ?? "never");
      return;
    }
    const changed = changedBetween(this.#running.contents, reading.contents);
    this.#retry.stop();
    this.#running = reading;
    this.#strayed = false;
    report({ kind: "reloaded", reading, changed });
  }

  #notApplied(attempt: Attempt, problem: string, chance: Chance): void {
    const { reading, said } = attempt;
    const again = hasFailed(attempt, chance);
    if (again) {
      this.#failed = attempt;
      this.#retry.later();
    } else this.#forget();
    if (again && said.has(problem)) return;
    said.add(problem);
    this.#refuse({ reading, problem, ...(again ? { again } : {}) });
  }

  /** Tries nothing again. */
  #forget(): void {
    this.#failed = undefined;
    this.#retry.stop();
    if (this.#wanted === "retry") this.#wanted = undefined;
  }

  /** What work comes to; `late` where it is given up, and `problem` is what is to be said of that. */
  async #inTime<T>(what: string, work: (signal: AbortSignal) => Promise<T>): Promise<Outcome<T>> {
    const { clock } = this.#options;
    const given = new AbortController();
    const done = work(given.signal);
    const outcome = await inTime(done, {
      clock,
      delay: RELOAD_DEADLINE_MS,
      closed: this.#closing.signal,
      givenUp: () => given.abort(),
    });
    if (outcome.kind === "done") return outcome;
    if (outcome.kind === "closed") return { kind: "closed" };
    this.#stuck = true;
    const ended = (): void => {
      this.#stuck = false;
    };
    done.then(ended, ended);
    return { kind: "late", problem: `${what} has not ended within ${RELOAD_DEADLINE_MS / 1000} s` };
  }

  #refuse({ reading, problem, again }: Refusal): void {
    this.#options.report({
      kind: "refused",
      ...(reading ? { reading } : {}),
      ...(problem === undefined ? {} : { problem }),
      ...(again ? { again } : {}),
      since: this.#running.at,
    });
  }
}

type Refusal = Omit<ReloadReport & { readonly kind: "refused" }, "kind" | "since">;

type Outcome<T> =
  | { readonly kind: "done"; readonly value: T }
  | { readonly kind: "late"; readonly problem: string }
  | { readonly kind: "closed" };

/** Files with other contents, and those that only one of them names. */
function changedBetween(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): string[] {
  const all = new Set([...before.keys(), ...after.keys()]);
  return [...all].filter((path) => before.get(path) !== after.get(path));
}
