import { isOverloadCode, type OverloadCode } from "../admission/index.ts";
import type { ConnectionEvent, EventSink } from "../events/event.ts";

/** Events as lines of JSON, with what is to be known of them without reading these. */
export interface EventBatch {
  readonly lines: string;
  /** How many. */
  readonly count: number;
  /** How many of them were refused for which limit; absent where none was. */
  readonly overloads?: Readonly<Partial<Record<OverloadCode, number>>>;
}

/** Gathers the events of one turn of the event loop: a message for each would cost more than the line. */
export class OutgoingEvents implements EventSink {
  readonly #send: (batch: EventBatch) => void;
  #lines = "";
  #count = 0;
  /** None of most turns. */
  #overloads: Partial<Record<OverloadCode, number>> | undefined;

  constructor(send: (batch: EventBatch) => void) {
    this.#send = send;
  }

  write(event: ConnectionEvent): void {
    if (this.#count === 0) setImmediate(() => this.flush());
    this.#lines += `${JSON.stringify(event)}\n`;
    this.#count += 1;
    const code = event.object.traffic_policy.error?.code;
    if (!isOverloadCode(code)) return;
    this.#overloads ??= {};
    this.#overloads[code] = (this.#overloads[code] ?? 0) + 1;
  }

  flush(): void {
    const [lines, count, overloads] = [this.#lines, this.#count, this.#overloads];
    this.#lines = "";
    this.#count = 0;
    this.#overloads = undefined;
    if (count > 0) this.#send({ lines, count, ...(overloads ? { overloads } : {}) });
  }
}
