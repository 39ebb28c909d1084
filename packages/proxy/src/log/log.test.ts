import type { CODES } from "@sluice/policy";
import { expect, test } from "vitest";
import type { FileDiagnostic } from "../config/reader.ts";
import { LOG_FORMATS, LOG_LEVELS } from "./levels.ts";
import { Log } from "./log.ts";

function opened() {
  const lines: string[] = [];
  return { log: new Log((text) => lines.push(text)), lines };
}

const LEVELS = ["debug", "info", "warn", "error"] as const;

test("text is as it always was, whatever it is about", () => {
  const { log, lines } = opened();
  log.say("listening");
  log.say("reloaded", { event: "reloaded", fields: { changed: ["a"] } });
  expect(lines).toEqual(["sluice: listening\n", "sluice: reloaded\n"]);
});

test("text is one line for each message, which steers no terminal", () => {
  const { log, lines } = opened();
  log.say("listening on 127.0.0.1:1 for a\u001b[31mX\nsluice: stopped\u009b2J\u202e");
  log.say("no", { hint: "mend\r\u001b]0;title\u0007 it" });
  expect(lines).toEqual([
    "sluice: listening on 127.0.0.1:1 for a\\u{1b}[31mX\\nsluice: stopped\\u{9b}2J\\u{202e}\n",
    "sluice: no\n  hint: mend\\r\\u{1b}]0;title\\u{7} it\n",
  ]);
});

test("JSON is an object on each line: level, time, process, event, fields, message", async () => {
  const { log, lines } = opened();
  await log.use({ level: "info", format: "json" });
  log.say("listening on 127.0.0.1:1", { event: "listening", fields: { address: "127.0.0.1", port: 1 } });
  log.say("a\nb", { level: "error" });
  const [first, second] = lines.map((line) => JSON.parse(line));
  expect(first).toEqual({
    level: "info",
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    pid: process.pid,
    event: "listening",
    address: "127.0.0.1",
    port: 1,
    msg: "listening on 127.0.0.1:1",
  });
  expect(second).toMatchObject({ level: "error", event: "notice", msg: "a\nb" });
  for (const line of lines) expect(line.match(/\n/g)).toHaveLength(1);
});

test.each(LOG_FORMATS)("%s: what is below the level is not written", async (format) => {
  for (const [at, level] of LOG_LEVELS.entries()) {
    const { log, lines } = opened();
    await log.use({ level, format });
    for (const each of LEVELS) log.say("x", { level: each });
    expect(lines).toHaveLength(LEVELS.length - at);
    expect(LEVELS.map((each) => log.writes(each))).toEqual(LEVELS.map((_each, index) => index >= at));
  }
});

test("diagnostics are printed for people, and are lines of their own for machines", async () => {
  const { log, lines } = opened();
  const start = { line: 3, column: 5, offset: 20 };
  const found = (severity: "error" | "warning", code: keyof typeof CODES): FileDiagnostic => ({
    path: "/etc/sluice.yml",
    code,
    severity,
    message: `a ${severity}`,
    range: { start, end: start },
  });
  const all = [found("warning", "unknown-key"), { ...found("error", "invalid-cidr"), hint: "mend it" }];
  const render = (some: readonly FileDiagnostic[]) => some.map(({ message }) => `${message}\n`).join("");
  log.diagnostics(all, render);
  expect(lines).toEqual(["a warning\na error\n"]);
  lines.length = 0;
  await log.use({ level: "error", format: "text" });
  log.diagnostics(all, render);
  log.diagnostics(all.slice(0, 1), render);
  expect(lines).toEqual(["a error\n"]);
  lines.length = 0;
  await log.use({ level: "warn", format: "json" });
  log.diagnostics(all, render);
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { level: "warn", event: "diagnostic", code: "unknown-key", path: "/etc/sluice.yml", line: 3, column: 5 },
    { level: "error", event: "diagnostic", code: "invalid-cidr", hint: "mend it", msg: "a error" },
  ]);
});
