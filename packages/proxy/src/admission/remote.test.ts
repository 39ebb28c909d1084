import { expect, test } from "vitest";
import { ManualClock } from "../testing/clock.ts";
import { LocalAdmission } from "./admission.ts";
import type { AdmissionLimits } from "./limits.ts";
import { ANSWER_WITHIN_MS, RemoteAdmission } from "./remote.ts";
import { RemoteEntries } from "./remote-entries.ts";

/** Workers that have their connections counted in one place. `messages`: how many were asked or told. */
function begin(limits: AdmissionLimits, rooms: readonly number[]) {
  const clock = new ManualClock();
  const counter = new LocalAdmission(clock);
  counter.use(limits);
  let messages = 0;
  const workers = rooms.map((room) => {
    const entries = new RemoteEntries(counter);
    const admission: RemoteAdmission = new RemoteAdmission({
      clock,
      room,
      line: {
        ask: (question, entry, step) => {
          messages += 1;
          admission.answered(question, entries.answer(entry, step));
        },
        leaveEndpoint: (entry, id) => {
          messages += 1;
          entries.leaveEndpoint(entry, id);
        },
        leave: (entry) => {
          messages += 1;
          entries.leave(entry);
        },
      },
    });
    admission.use(limits);
    return { admission, entries };
  });
  return { clock, counter, workers, messages: () => messages };
}

test("what one worker serves counts for the others", async () => {
  const { workers, counter } = begin({ maxConnections: 2 }, [100, 100]);
  const [a, b] = workers;
  const first = a?.admission.entry();
  const second = b?.admission.entry();
  expect([await first?.enter(), await second?.enter()]).toEqual([undefined, undefined]);
  for (const worker of workers)
    expect(await worker.admission.entry().enter()).toMatchObject({ code: "max-connections" });
  expect(counter.counts).toMatchObject({ open: 2, refused: { "max-connections": 2 } });
  expect(a?.admission.counts.refused).toEqual({ "max-connections": 1 });
  first?.leave();
  expect(await b?.admission.entry().enter()).toBeUndefined();
});

test("so do its clients and its endpoints", async () => {
  const { workers } = begin({ perClient: { maxConnections: 1 } }, [100, 100]);
  const [a, b] = workers;
  expect(await a?.admission.entry().asClient("192.0.2.1")).toBeUndefined();
  expect(await b?.admission.entry().asClient("192.0.2.1")).toMatchObject({ code: "max-connections-client" });
  expect(await b?.admission.entry().asClient("192.0.2.2")).toBeUndefined();
  expect(await a?.admission.entry().atEndpoint("ep_a", 1)).toBeUndefined();
  expect(await b?.admission.entry().atEndpoint("ep_a", 1)).toMatchObject({ code: "max-connections-endpoint" });
});

test("an endpoint that was left has room again, and is left once", async () => {
  const { workers, messages } = begin({}, [100, 100]);
  const [a, b] = workers;
  const first = a?.admission.entry();
  expect(await first?.atEndpoint("ep_a", 1)).toBeUndefined();
  first?.leaveEndpoint("ep_a");
  expect(await b?.admission.entry().atEndpoint("ep_a", 1)).toBeUndefined();
  const before = messages();
  first?.leaveEndpoint("ep_a");
  first?.leaveEndpoint("ep_without_limit");
  expect(messages()).toBe(before);
  first?.leave();
  expect(await a?.admission.entry().atEndpoint("ep_a", 1)).toMatchObject({ code: "max-connections-endpoint" });
});

test("a worker that is gone gives everything back", async () => {
  const { workers, counter } = begin({ maxConnections: 3, perClient: { maxConnections: 3 } }, [100, 100]);
  for (let i = 0; i < 3; i++) {
    const entry = workers[0]?.admission.entry();
    await entry?.enter();
    await entry?.asClient("192.0.2.1");
  }
  expect(await workers[1]?.admission.entry().enter()).toMatchObject({ code: "max-connections" });
  workers[0]?.entries.leaveAll();
  expect([counter.counts.open, counter.remembered]).toEqual([0, 0]);
  expect(await workers[1]?.admission.entry().enter()).toBeUndefined();
});

test("one that has left is counted for nothing any more", async () => {
  const { workers, counter, messages } = begin({ maxConnections: 3, perClient: { maxConnections: 3 } }, [100]);
  const entry = workers[0]?.admission.entry();
  await entry?.enter();
  entry?.leave();
  const before = messages();
  // The answer to its first question may have come after its client was gone.
  expect([await entry?.asClient("192.0.2.1"), await entry?.atEndpoint("ep_a", 1)]).toEqual([undefined, undefined]);
  entry?.leave();
  expect([counter.counts.open, counter.remembered, messages() - before]).toEqual([0, 0, 0]);
});

test("nobody is asked where nothing is limited, nor for descriptors, which every process has for itself", async () => {
  const { workers, messages } = begin({}, [1, 1]);
  for (const { admission } of workers) {
    const entry = admission.entry();
    expect([entry.enter(), entry.asClient("192.0.2.1"), entry.atEndpoint("ep_a", undefined)]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(admission.entry().enter()).toMatchObject({ code: "descriptors" });
    entry.leave();
    expect(admission.entry().enter()).toBeUndefined();
  }
  expect(messages()).toBe(0);
});

/** A worker whose line to the counter holds back all that is said, until it is `delivered`. */
function beginLate() {
  const clock = new ManualClock();
  const counter = new LocalAdmission(clock);
  const entries = new RemoteEntries(counter);
  const late: (() => void)[] = [];
  const admission: RemoteAdmission = new RemoteAdmission({
    clock,
    room: 100,
    line: {
      ask: (question, entry, step) => late.push(() => admission.answered(question, entries.answer(entry, step))),
      leaveEndpoint: (entry, id) => late.push(() => entries.leaveEndpoint(entry, id)),
      leave: (entry) => late.push(() => entries.leave(entry)),
    },
  });
  const delivered = (): void => {
    for (const message of late) message();
  };
  return { clock, counter, admission, delivered };
}

test("who gets no answer in time is refused, and not counted by one that comes later", async () => {
  const { clock, counter, admission, delivered } = beginLate();
  admission.use({ maxConnections: 10 });
  const entry = admission.entry();
  const answer = entry.enter();
  clock.advance(ANSWER_WITHIN_MS);
  expect(await answer).toMatchObject({ code: "limits-unanswered" });
  expect(admission.counts.refused).toEqual({ "limits-unanswered": 1 });
  entry.leave();
  delivered();
  expect(counter.counts.open).toBe(0);
  expect(clock.pending).toBe(0);
});

test("an endpoint that has not answered in time is left, whatever it has counted since", async () => {
  const { clock, counter, admission, delivered } = beginLate();
  const entry = admission.entry();
  const answer = entry.atEndpoint("ep_a", 1);
  clock.advance(ANSWER_WITHIN_MS);
  expect(await answer).toMatchObject({ code: "limits-unanswered" });
  entry.leaveEndpoint("ep_a");
  delivered();
  expect(counter.remembered).toBe(0);
});

test("an answer that was there in time, but is read late, counts", async () => {
  const clock = new ManualClock();
  let asked = 0;
  const admission = new RemoteAdmission({
    clock,
    room: 10,
    line: {
      ask: (question) => {
        asked = question;
      },
      leaveEndpoint: () => {},
      leave: () => {},
    },
  });
  admission.use({ maxConnections: 10 });
  const answer = admission.entry().enter();
  clock.advance(ANSWER_WITHIN_MS);
  admission.answered(asked, undefined);
  expect(await answer).toBeUndefined();
  await new Promise((resolve) => setImmediate(resolve));
  expect(admission.counts.refused).toEqual({});
});
