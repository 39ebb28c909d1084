import { close, write } from "node:fs";
import { Writable } from "node:stream";

export const NEWLINE = 0x0a;

/** Writes to a descriptor, as `fs.write` does: how many bytes, which may be fewer than were given. */
export type WriteTo = (fd: number, bytes: Uint8Array, done: (error: Error | null, written: number) => void) => void;

/** What has become of the lines. */
export type AppendState =
  /** One could not be written. Told once, until the next state. */
  | { readonly kind: "failing"; readonly error: Error }
  /** They are written again, or nothing more is to be written. `lost`: how many were not. */
  | { readonly kind: "recovered" | "ended"; readonly lost: number };

export interface AppendOptions {
  /** Whether the file ends in the middle of a line. */
  readonly torn?: boolean;
  readonly tell: (state: AppendState) => void;
  /** Default: that of the system. */
  readonly write?: WriteTo;
}

/**
 * Appends lines to an open file, which it closes at its end. A line that cannot be written, for want of room say, is lost and
 * counted; those after it are tried all the same. A line of which only a part was written stays alone on its line.
 */
export class AppendStream extends Writable {
  readonly #fd: number;
  readonly #options: AppendOptions;
  readonly #writeTo: WriteTo;
  #failing = false;
  /** Lines, since it is failing. */
  #lost = 0;
  #torn: boolean;
  /** Called once the write that is under way has ended. */
  #whenIdle: (() => void) | undefined;
  #busy = false;

  /** `fd`: open for appending. */
  constructor(fd: number, options: AppendOptions) {
    super();
    this.#fd = fd;
    this.#options = options;
    this.#torn = options.torn ?? false;
    this.#writeTo = options.write ?? ((to, bytes, done) => write(to, bytes, done));
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.#append(chunk, done);
  }

  override _writev(chunks: readonly { readonly chunk: Buffer }[], done: () => void): void {
    this.#append(Buffer.concat(chunks.map(({ chunk }) => chunk)), done);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    const end = (): void => {
      this.#tellLost("ended");
      close(this.#fd, (problem) => done(error ?? problem));
    };
    // Its number may be another file's as soon as it is closed.
    if (this.#busy) this.#whenIdle = end;
    else end();
  }

  #append(lines: Buffer, done: () => void): void {
    this.#busy = true;
    const settle = (): void => {
      this.#busy = false;
      this.#whenIdle?.();
      done();
    };
    const from = (rest: Buffer): void => {
      this.#writeTo(this.#fd, rest, (error, written) => {
        if (error || written === 0) {
          // The newline that may come before the lines is none of theirs.
          this.#lose(
            error ?? new Error("nothing was written"),
            lines.subarray(Math.max(lines.length - rest.length, 0)),
          );
          settle();
          return;
        }
        this.#torn = rest[written - 1] !== NEWLINE;
        if (written < rest.length) {
          from(rest.subarray(written));
          return;
        }
        this.#tellLost("recovered");
        settle();
      });
    };
    from(this.#torn ? Buffer.concat([Uint8Array.of(NEWLINE), lines]) : lines);
  }

  #lose(error: Error, lines: Buffer): void {
    if (!this.#failing) this.#options.tell({ kind: "failing", error });
    this.#failing = true;
    // Of a line that lacks nothing but its newline nothing is lost: the next one begins with that.
    const from = this.#torn && lines[0] === NEWLINE ? 1 : 0;
    for (const byte of lines.subarray(from)) if (byte === NEWLINE) this.#lost += 1;
  }

  #tellLost(kind: "recovered" | "ended"): void {
    if (!this.#failing) return;
    this.#options.tell({ kind, lost: this.#lost });
    this.#failing = false;
    this.#lost = 0;
  }
}
