/** Gathers the lines of one turn of the event loop: a message for each would cost more than the line. */
export class OutgoingEvents {
  readonly #send: (lines: string) => void;
  #lines = "";

  constructor(send: (lines: string) => void) {
    this.#send = send;
  }

  write(line: string): void {
    if (this.#lines === "") setImmediate(() => this.flush());
    this.#lines += line;
  }

  flush(): void {
    const lines = this.#lines;
    this.#lines = "";
    if (lines !== "") this.#send(lines);
  }
}
