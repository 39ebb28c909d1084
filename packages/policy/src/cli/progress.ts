/** Fewer files are done before anybody has read a line about them. */
const WORTH_TELLING = 100;
const STEP = 25;

export interface ProgressStream {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** A line on a terminal that says how far a long run has come, and takes itself away. */
export class Progress {
  readonly #stream: ProgressStream;
  readonly #total: number;
  readonly #what: string;
  #done = 0;

  /** `what`: what is done with each file, such as `read`. */
  constructor(total: number, what: string, stream: ProgressStream = process.stderr) {
    this.#stream = stream;
    this.#what = what;
    this.#total = stream.isTTY === true && total >= WORTH_TELLING ? total : 0;
  }

  step(): void {
    this.#done++;
    if (this.#total > 0 && this.#done % STEP === 0) {
      this.#stream.write(`\r\u001b[K${this.#what} ${this.#done} of ${this.#total} files`);
    }
  }

  end(): void {
    if (this.#total > 0) this.#stream.write("\r\u001b[K");
  }
}
