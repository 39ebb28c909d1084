import { close as closeFd, constants, fstat, open as openFd, type Stats } from "node:fs";
import { open as openFile, stat, unlink } from "node:fs/promises";
import { Socket } from "node:net";
import type { Writable } from "node:stream";
import { promisify } from "node:util";
import type { About } from "../log/names.ts";
import { type AppendState, AppendStream, NEWLINE } from "./append-stream.ts";
import { say } from "./say.ts";

/** What events can be written to. */
export interface EventStream {
  readonly stream: Writable;
  /** Tells regular files apart; none where it is none. */
  readonly file?: string;
  readonly isStandardOutput?: true;
  /** Done with: what was written to it still goes out. */
  end(): void;
  /** Leaves all as it was before it was opened; for a stream that nothing was written to. */
  discard(): Promise<void>;
}

export type OpenResult =
  | { readonly ok: true; readonly events: EventStream }
  /** `misfit`: what is there is nothing that events can be written to, and does not become it by itself. */
  | { readonly ok: false; readonly message: string; readonly misfit?: true };

const FAILING: About = { event: "events-failing", level: "error" };
const [open, close, statOf] = [promisify(openFd), promisify(closeFd), promisify(fstat)];
const APPEND = constants.O_WRONLY | constants.O_APPEND;
/** A pipe that nobody reads then fails to open; else it would wait for a reader, and with it a thread that others need. */
const AT_ONCE = constants.O_NONBLOCK;

/**
 * The standard output, or a file that is appended to: a regular one, a device such as `/dev/null`, or a pipe that
 * somebody reads.
 */
export async function openEventStream(path: string | undefined): Promise<OpenResult> {
  if (path === undefined) return { ok: true, events: STANDARD_OUTPUT };
  try {
    const { fd, created } = await openToAppend(path);
    const stats = await statOf(fd);
    const stream = await streamOf(path, fd, stats);
    if (stream) return { ok: true, events: fileEvents(path, stream, { stats, created }) };
    await close(fd);
    return { ...fail("it is neither a file, a pipe nor a device that takes characters"), misfit: true };
  } catch (error) {
    if (errorIs(error, "ENXIO")) return fail(`nobody reads \`${path}\``);
    const failure = fail(error instanceof Error ? error.message : String(error));
    return errorIs(error, "EISDIR") ? { ...failure, misfit: true } : failure;
  }
}

/** Who reads the events may go away; the connections of everybody else go on. Said once, not for every event. */
export function tellErrorsOf(stream: Writable): void {
  let told = false;
  stream.on("error", (error: Error) => {
    if (!told) say(`events cannot be written: ${error.message}`, FAILING);
    told = true;
  });
}

/** Nobody's to end. Its errors are told by whoever starts the process, once. */
const STANDARD_OUTPUT: EventStream = {
  get stream() {
    return process.stdout;
  },
  isStandardOutput: true,
  end: () => {},
  discard: async () => {},
};

function fileEvents(path: string, stream: Writable, { stats, created }: Opened): EventStream {
  tellErrorsOf(stream);
  return {
    stream,
    ...(stats.isFile() ? { file: `${stats.dev}:${stats.ino}` } : {}),
    end: () => void stream.end(),
    async discard() {
      stream.destroy();
      if (created) await removeUnused(path, stats);
    },
  };
}

interface Opened {
  readonly stats: Stats;
  /** Whether the file was made for this. */
  readonly created: boolean;
}

async function openToAppend(path: string): Promise<{ readonly fd: number; readonly created: boolean }> {
  try {
    return { fd: await open(path, APPEND | AT_ONCE), created: false };
  } catch (error) {
    if (!errorIs(error, "ENOENT")) throw error;
  }
  try {
    return { fd: await open(path, APPEND | constants.O_CREAT | constants.O_EXCL), created: true };
  } catch (error) {
    if (!errorIs(error, "EEXIST")) throw error;
  }
  // Somebody was faster, or a link leads to what is not there yet.
  return { fd: await open(path, APPEND | AT_ONCE | constants.O_CREAT), created: false };
}

async function streamOf(path: string, fd: number, stats: Stats): Promise<Writable | undefined> {
  if (stats.isFIFO()) return new Socket({ fd, readable: false, writable: true });
  if (stats.isFile()) return new AppendStream(fd, { tell, torn: await isTorn(path, stats.size) });
  if (!stats.isCharacterDevice()) return undefined;
  // A terminal that takes no more for a moment must not lose what comes next.
  await close(fd);
  return new AppendStream(await open(path, APPEND), { tell });
}

/** Whether the file ends in the middle of a line, as one does that its disk had no room for. */
async function isTorn(path: string, size: number): Promise<boolean> {
  if (size === 0) return false;
  try {
    const file = await openFile(path, constants.O_RDONLY | AT_ONCE);
    try {
      const { bytesRead, buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1);
      return bytesRead === 1 && buffer[0] !== NEWLINE;
    } finally {
      await file.close();
    }
  } catch {
    // One that may be written and not be read.
    return false;
  }
}

function tell(state: AppendState): void {
  if (state.kind === "failing") {
    say(`events cannot be written: ${state.error.message}`, FAILING);
    return;
  }
  const fields = { lost: state.lost };
  if (state.kind === "recovered") {
    say(`events are written again; lost: ${state.lost}`, { event: "events-recovered", level: "warn", fields });
  } else say(`events that could not be written: ${state.lost}`, { event: "events-lost", level: "warn", fields });
}

/** Only the very file that was made, and only while nobody has written to it. */
async function removeUnused(path: string, { ino, dev }: Stats): Promise<void> {
  try {
    const now = await stat(path);
    if (now.ino === ino && now.dev === dev && now.size === 0) await unlink(path);
  } catch {
    // Gone already, or not to be removed by us any more.
  }
}

function errorIs(error: unknown, code: string): boolean {
  return (error as NodeJS.ErrnoException).code === code;
}

function fail(why: string): OpenResult & { readonly ok: false } {
  return { ok: false, message: `events cannot be written: ${why}` };
}
