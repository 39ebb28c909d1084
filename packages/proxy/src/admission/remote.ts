import { answerDeadline } from "../answer-deadline.ts";
import type { Clock } from "../clock.ts";
import { type Admission, type AdmissionCounts, type Entry, LocalAdmission } from "./admission.ts";
import type { AdmissionLimits, Overload, OverloadCode } from "./limits.ts";
import { RemoteEntry } from "./remote-entry.ts";

/** What a worker asks of the process that counts for all. */
export type AdmissionStep =
  | { readonly kind: "enter" }
  | { readonly kind: "client"; readonly address: string }
  | { readonly kind: "endpoint"; readonly id: string; readonly most: number };

/** The way to the process that counts for all. What is told first arrives first. */
export interface CounterLine {
  /** The answer comes by `RemoteAdmission.answered`. */
  ask(question: number, entry: number, step: AdmissionStep): void;
  leaveEndpoint(entry: number, id: string): void;
  leave(entry: number): void;
}

export interface RemoteAdmissionOptions {
  readonly clock: Clock;
  /** How many connections this process has descriptors for: nobody else has to be asked about that. */
  readonly room: number;
  readonly line: CounterLine;
}

/** Milliseconds; who counts does nothing that takes long. */
export const ANSWER_WITHIN_MS = 1_000;

/**
 * Counts in another process, for all that serve the same ports. Where nothing is limited nobody is asked: a question
 * costs a message each way before a connection goes on. One that is not answered in time is a refusal.
 */
export class RemoteAdmission implements Admission {
  readonly #clock: Clock;
  readonly #line: CounterLine;
  readonly #own: LocalAdmission;
  readonly #waiting = new Map<number, (overload: Overload | undefined) => void>();
  readonly #refused = new Map<OverloadCode, number>();
  #limits: AdmissionLimits = {};
  #entries = 0;
  #questions = 0;

  constructor({ clock, room, line }: RemoteAdmissionOptions) {
    this.#clock = clock;
    this.#line = line;
    this.#own = new LocalAdmission(clock, room);
  }

  use(limits: AdmissionLimits): void {
    this.#limits = limits;
  }

  /** Those in force. */
  get limits(): AdmissionLimits {
    return this.#limits;
  }

  /** Of this process alone. */
  get counts(): AdmissionCounts {
    const counts = this.#own.counts;
    return { ...counts, refused: { ...counts.refused, ...Object.fromEntries(this.#refused) } };
  }

  /** Hands on what was answered. An answer that comes too late is passed over: leaving gives back what it has counted. */
  answered(question: number, overload: Overload | undefined): void {
    this.#waiting.get(question)?.(overload);
  }

  entry(): Entry {
    return new RemoteEntry(this, { own: this.#own.entry(), number: ++this.#entries, line: this.#line });
  }

  /** Asks who counts. No answer in time is one: that there is no room. */
  ask(entry: number, step: AdmissionStep): Promise<Overload | undefined> {
    const question = ++this.#questions;
    return new Promise((resolve) => {
      const done = (overload: Overload | undefined): void => {
        cancel();
        this.#waiting.delete(question);
        if (overload) this.#refused.set(overload.code, (this.#refused.get(overload.code) ?? 0) + 1);
        resolve(overload);
      };
      const cancel = answerDeadline(this.#clock, ANSWER_WITHIN_MS, () =>
        done({
          code: "limits-unanswered",
          message: `whether there is room was not answered in ${ANSWER_WITHIN_MS} ms`,
        }),
      );
      this.#waiting.set(question, done);
      this.#line.ask(question, entry, step);
    });
  }
}
