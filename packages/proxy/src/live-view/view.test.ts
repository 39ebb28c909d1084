import { EventEmitter } from "node:events";
import { describe, expect, test } from "vitest";
import { eventOf } from "../events/testing/event.ts";
import { ManualClock } from "../testing/clock.ts";
import { configOf } from "../testing/proxies.ts";
import { type KeyInput, listenForQuit } from "./keyboard.ts";
import { ViewModel } from "./model.ts";
import { Screen } from "./screen.ts";
import { FRAME_MS, LiveView, LOOK_MS } from "./view.ts";
import { wantsLiveView } from "./wanted.ts";

const ESC = "\u001b[";

/** A terminal that keeps what was written to it, one entry a write. */
function terminal(columns = 60, rows = 10) {
  const writes: string[] = [];
  return { columns, rows, writes, write: (text: string) => writes.push(text) };
}

function begin() {
  const clock = new ManualClock();
  const output = terminal();
  const model = new ViewModel({ version: "1", source: "a.yml", elapsed: () => clock.elapsed(), quitKey: "q" });
  model.use(configOf([{ url: "tls://app.example.com", name: "web", upstream: 1 }]), []);
  const view = new LiveView({ model, screen: new Screen(output, false), clock });
  return { clock, output, model, view, taken: () => output.writes.splice(0) };
}

describe("the screen", () => {
  test("gets one write a frame, of the lines that are others than before", () => {
    const output = terminal();
    const screen = new Screen(output, true);
    screen.enter();
    screen.draw([{ text: "a" }, { text: "b", style: "bold" }, { text: "c" }]);
    screen.draw([{ text: "a" }, { text: "b", style: "bold" }, { text: "c" }]);
    screen.draw([{ text: "a" }, { text: "x", style: "quiet" }]);
    screen.leave();
    screen.leave();
    screen.draw([{ text: "after" }]);
    expect(output.writes).toEqual([
      `${ESC}?1049h${ESC}?25l${ESC}?7l${ESC}2J`,
      `${ESC}?2026h${ESC}1;1H${ESC}2Ka${ESC}2;1H${ESC}2K${ESC}1mb${ESC}0m${ESC}3;1H${ESC}2Kc${ESC}?2026l`,
      `${ESC}?2026h${ESC}2;1H${ESC}2K${ESC}2mx${ESC}0m${ESC}3;1H${ESC}2K${ESC}?2026l`,
      `${ESC}?7h${ESC}?25h${ESC}?1049l`,
    ]);
  });

  test("without colours has none", () => {
    const output = terminal();
    const screen = new Screen(output, false);
    screen.enter();
    screen.draw([{ text: "a", style: "bold" }]);
    expect(output.writes[1]).toBe(`${ESC}?2026h${ESC}1;1H${ESC}2Ka${ESC}?2026l`);
  });
});

describe("the view", () => {
  test("is drawn at once, and then only as often as eyes can follow", () => {
    const { clock, model, view, taken } = begin();
    view.open();
    expect(taken()).toHaveLength(2);
    for (let i = 0; i < 100; i++) {
      model.closed(eventOf());
      view.changed();
    }
    clock.advance(FRAME_MS - 1);
    expect(taken()).toEqual([]);
    clock.advance(1);
    expect(taken().join("")).toContain("100 closed");
  });

  test("looks now and then at what no event tells, and writes nothing where nothing has changed", () => {
    const { clock, model, view, taken } = begin();
    let open = 0;
    model.serve({ open: () => open, running: () => [] });
    view.open();
    taken();
    open = 7;
    clock.advance(LOOK_MS);
    expect(taken().join("")).toContain("7 open");
    // Another second of its uptime is all there is to tell.
    clock.advance(LOOK_MS);
    expect(taken().map((text) => text.includes("7 open"))).toEqual([false]);
  });

  test("follows the size of the terminal", () => {
    const { output, view, taken } = begin();
    view.open();
    taken();
    Object.assign(output, { rows: 1 });
    view.resized();
    const [clear, frame] = taken();
    expect([clear, frame?.split("\u001b[2K").length]).toEqual([`${ESC}2J`, 2]);
  });

  test("that is closed leaves nothing behind", () => {
    const { clock, view, taken } = begin();
    view.open();
    view.close();
    taken();
    view.changed();
    view.resized();
    clock.advance(60_000);
    expect([taken(), clock.pending]).toEqual([[], 0]);
  });
});

test("q and Ctrl-C quit, one after the other, and nothing else does", () => {
  const modes: string[] = [];
  const input = Object.assign(new EventEmitter(), {
    setRawMode: (raw: boolean) => modes.push(raw ? "raw" : "cooked"),
    resume: () => modes.push("resume"),
    pause: () => modes.push("pause"),
  });
  let quits = 0;
  const stop = listenForQuit(input as KeyInput, () => {
    quits += 1;
  });
  input.emit("data", Buffer.from("x\u001b[A"));
  expect(quits).toBe(0);
  input.emit("data", Buffer.from("q"));
  input.emit("data", Buffer.from("\u0003Q"));
  stop();
  input.emit("data", Buffer.from("q"));
  expect([quits, modes]).toEqual([3, ["raw", "resume", "cooked", "pause"]]);
});

describe("a live view is wanted", () => {
  const there = { terminals: true, environment: { TERM: "xterm" }, foreground: true };

  test.each([
    [{}, true],
    [{ terminals: false }, false],
    [{ foreground: false }, false],
    [{ environment: { TERM: "dumb" } }, false],
    [{ environment: { CI: "true" } }, false],
    [{ environment: { CI: "false" } }, true],
    [{ environment: { CI: "" } }, true],
  ])("with %j: %s", (change, wanted) => expect(wantsLiveView({ ...there, ...change })).toBe(wanted));
});
