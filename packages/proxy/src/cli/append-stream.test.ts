import { once } from "node:events";
import { openSync, write as writeFd } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type AppendState, AppendStream, type WriteTo } from "./append-stream.ts";
import { EventOutput } from "./event-output.ts";
import { openEventStream } from "./event-stream.ts";

let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "sluice-append-"));
});

afterAll(() => rm(directory, { recursive: true }));

const NO_SPACE = Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });

/** A disk that takes so many bytes of each write in turn; none: an error. Whatever comes after them it takes whole. */
function disk(rooms: readonly number[]): WriteTo {
  const left = [...rooms];
  return (fd, bytes, done) => {
    const room = Math.min(left.shift() ?? Number.POSITIVE_INFINITY, bytes.length);
    if (room === 0) queueMicrotask(() => done(NO_SPACE, 0));
    else writeFd(fd, bytes, 0, room, null, done);
  };
}

let files = 0;

/** What has come into the file, and what was told. Each line is written before the next is given. */
async function written(lines: readonly string[], rooms: readonly number[]) {
  const path = join(directory, `${files++}`);
  const fd = openSync(path, "a");
  const told: AppendState[] = [];
  const stream = new AppendStream(fd, { tell: (state) => told.push(state), write: disk(rooms) });
  for (const line of lines) await new Promise((resolve) => stream.write(`${line}\n`, resolve));
  stream.end();
  await once(stream, "close");
  return { text: await readFile(path, "utf8"), told };
}

test("lines that find no room are lost and counted, those after them are not", async () => {
  const { text, told } = await written(["a", "b", "c", "d"], [2, 0, 0, 2]);
  expect(text).toBe("a\nd\n");
  expect(told).toEqual([
    { kind: "failing", error: NO_SPACE },
    { kind: "recovered", lost: 2 },
  ]);
});

test("a line of which a part was written stays alone on its line", async () => {
  const { text, told } = await written(["first", "second"], [3, 0]);
  expect(text).toBe("fir\nsecond\n");
  expect(told).toMatchObject([{ kind: "failing" }, { kind: "recovered", lost: 1 }]);
});

test("what a file that ends in the middle of a line is given begins a line of its own", async () => {
  const path = join(directory, "torn.jsonl");
  await writeFile(path, "half");
  for (const line of ["one\n", "two\n"]) {
    const opened = await openEventStream(path);
    if (!opened.ok) throw new Error(opened.message);
    const { stream } = opened.events;
    stream.write(line);
    opened.events.end();
    await once(stream, "close");
  }
  expect(await readFile(path, "utf8")).toBe("half\none\ntwo\n");
});

test("the same file, opened again while it is written, goes on without a line of its own", async () => {
  const path = join(directory, "busy.jsonl");
  const open = async () => {
    const opened = await openEventStream(path);
    if (!opened.ok) throw new Error(opened.message);
    return opened.events;
  };
  const output = new EventOutput("json", await open());
  const line = `"${"x".repeat(20_000)}"\n`;
  for (let i = 0; i < 20; i++) {
    output.writeLines(line);
    output.use(await open());
  }
  await vi.waitFor(async () => expect(await readFile(path, "utf8")).toBe(line.repeat(20)));
  await rm(path);
  output.use(await open());
  output.writeLines('"other"\n');
  output.end();
  await vi.waitFor(async () => expect(await readFile(path, "utf8")).toBe('"other"\n'));
});

test("what was lost at the end is told then", async () => {
  const { text, told } = await written(["a", "b"], [0, 0]);
  expect(text).toBe("");
  expect(told).toMatchObject([{ kind: "failing" }, { kind: "ended", lost: 2 }]);
});

test("whatever finds room and when: whole lines are whole and in order, and all others are counted", async () => {
  const lines = fc.array(fc.stringMatching(/^[a-z]{1,6}$/), { maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(lines, fc.array(fc.nat({ max: 7 }), { maxLength: 20 }), async (words, rooms) => {
      // Numbered, so that no part of one is another.
      const given = words.map((word, at) => `${at}:${word}.`);
      const { text, told } = await written(given, rooms);
      const whole = text.split("\n").filter((line) => given.includes(line));
      expect(whole).toEqual(given.filter((line) => whole.includes(line)));
      const lost = told.reduce((sum, state) => sum + (state.kind === "failing" ? 0 : state.lost), 0);
      expect(whole.length + lost).toBe(given.length);
    }),
  );
});

test("what is destroyed while it writes closes its file once that has ended", async () => {
  const path = join(directory, "destroyed");
  const fd = openSync(path, "a");
  let finish = (): void => {};
  const stream = new AppendStream(fd, {
    tell: () => {},
    write: (to, bytes, done) => {
      finish = () => writeFd(to, bytes, done);
    },
  });
  stream.write("line\n");
  stream.destroy();
  finish();
  await once(stream, "close");
  expect(await readFile(path, "utf8")).toBe("line\n");
});
