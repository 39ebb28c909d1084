import { connect, type Socket } from "node:net";
import { setImmediate as turn } from "node:timers/promises";
import { afterEach, describe, expect, test } from "vitest";
import type { ProxyConfig } from "../config/config.ts";
import { deferred } from "../deferred.ts";
import type { ConnectionEvent } from "../events/event.ts";
import { ManualClock } from "../testing/clock.ts";
import { closedPort, dialTcp } from "../testing/peers.ts";
import { configOf } from "../testing/proxies.ts";
import { COMMIT_WITHIN_MS, END_WITHIN_MS, PREPARE_WITHIN_MS } from "./crew.ts";
import { TAKE_WITHIN_MS } from "./member.ts";
import { Primary, type Sourced } from "./primary.ts";
import { type FakeWorker, FakeWorkers } from "./testing/fake-workers.ts";

const DB = "tcp://db.example.com:5432";

let primary: Primary | undefined;
let fakes: FakeWorkers;

afterEach(async () => {
  const closed = primary?.close();
  for (const worker of fakes.all) worker.end(0);
  await closed;
  primary = undefined;
});

function sourced(path: string, config: ProxyConfig = configOf([{ url: DB, upstream: 1 }])): Sourced {
  return { config, source: { paths: [path], at: 0, files: [] } };
}

async function begin(workers = 2) {
  const clock = new ManualClock();
  const events: ConnectionEvent[] = [];
  const lines: string[] = [];
  const said: string[] = [];
  fakes = new FakeWorkers();
  const made = new Primary({
    workers,
    clock,
    start: fakes.start,
    events: { write: (event) => events.push(event), writeLines: (text) => lines.push(text) },
    say: (message) => said.push(message),
  });
  primary = made;
  const listening = await made.listen(sourced("first"));
  if (!listening.ok) throw new Error(listening.failure.kind);
  fakes.log.length = 0;
  return { primary: made, clock, events, lines, said, port: listening.endpoints[0]?.port ?? 0 };
}

/** What a worker was last asked to make ready. */
function prepared({ heard }: FakeWorker): string | undefined {
  const last = heard.findLast((message) => message.kind === "prepare");
  return last?.kind === "prepare" ? last.source.paths[0] : undefined;
}

/** A connection that has come to a worker. */
async function arrived(port: number, worker: FakeWorker): Promise<Socket> {
  const before = worker.sockets.length;
  const client = connect(port, "127.0.0.1").on("error", () => {});
  while (worker.sockets.length === before) await turn();
  return client;
}

/** A configuration with a port that nothing has open yet. */
async function withNewPort() {
  const port = await closedPort();
  const config = configOf([
    { url: DB, upstream: 1 },
    { url: "tcp://other.example.com:7000", upstream: 1 },
  ]);
  const listen = {
    address: "127.0.0.1",
    ports: new Map([
      [5432, 0],
      [7000, port],
    ]),
  };
  return { port, next: sourced("second", { ...config, listen }) };
}

/** Runs `act` so many microtasks from now. */
async function after(steps: number, act: () => void): Promise<void> {
  for (let step = 0; step < steps; step++) await undefined;
  act();
}

/** However it comes to it. */
function closeOf(client: Socket): Promise<void> {
  return new Promise((resolve) => client.once("close", () => resolve()));
}

describe("an update", () => {
  test("is ready everywhere before it is in force anywhere", async () => {
    const { primary } = await begin(3);
    expect(await primary.update(sourced("second"))).toMatchObject({ ok: true });
    expect(fakes.log).toEqual(["1 prepare", "2 prepare", "3 prepare", "1 commit", "2 commit", "3 commit"]);
  });

  test("that one worker cannot make ready is in force nowhere, and leaves no port open", async () => {
    const { primary } = await begin();
    fakes.at(1).manner = ({ kind }) => (kind === "prepare" ? { problem: "it is ill" } : "done");
    const port = await closedPort();
    const config = configOf([{ url: "tcp://other.example.com:7000", upstream: 1 }]);
    const listen = { address: "127.0.0.1", ports: new Map([[7000, port]]) };
    const result = await primary.update(sourced("second", { ...config, listen }));
    expect(result).toEqual({ ok: false, failure: { kind: "worker", message: "it is ill" } });
    expect(fakes.log).toEqual(["1 prepare", "2 prepare", "1 abandon", "2 abandon"]);
    await expect(dialTcp(port)).rejects.toMatchObject({ code: "ECONNREFUSED" });
    expect(fakes.all.map(({ killed }) => killed)).toEqual([false, false]);
  });

  test("that one worker does not answer to is in force nowhere", async () => {
    const { primary, clock } = await begin();
    fakes.at(0).manner = ({ kind }) => (kind === "prepare" ? "silent" : "done");
    const result = primary.update(sourced("second"));
    await clock.timerSet(PREPARE_WITHIN_MS);
    while (fakes.log.length < 2) await turn();
    clock.advance(PREPARE_WITHIN_MS);
    expect(await result).toMatchObject({ ok: false, failure: { message: "a worker has not answered within 25 s" } });
    expect(fakes.log).not.toContain("2 commit");
  });

  test("during which a worker dies is in force nowhere, also not in the one that takes its place", async () => {
    const { primary, clock } = await begin();
    fakes.at(0).manner = ({ kind }) => {
      if (kind === "prepare") queueMicrotask(() => fakes.at(0).end("SIGSEGV"));
      return "silent";
    };
    expect(await primary.update(sourced("second"))).toMatchObject({ ok: false, failure: { kind: "worker" } });
    expect(fakes.at(1).kinds).not.toContain("close");
    clock.advance(0);
    while (fakes.all.length < 3 || !fakes.at(2).kinds.includes("commit")) await turn();
    expect(prepared(fakes.at(2))).toBe("first");
  });

  test("that a worker does not go over to ends that worker, and the next one begins with it", async () => {
    const { primary, clock, said } = await begin();
    fakes.at(0).manner = ({ kind }) => (kind === "commit" ? "silent" : "done");
    const result = primary.update(sourced("second"));
    while (!fakes.log.includes("2 commit")) await turn();
    expect(await result).toMatchObject({ ok: true });
    clock.advance(COMMIT_WITHIN_MS);
    while (!fakes.at(0).killed) await turn();
    await turn();
    expect(said.at(-1)).toMatch(/^worker 1 \(process 1\) has ended by SIGKILL/);
    clock.advance(0);
    while (fakes.all.length < 3) await turn();
    while (prepared(fakes.at(2)) === undefined) await turn();
    expect(prepared(fakes.at(2))).toBe("second");
  });

  test("that is answered in time, but read late since this process was at something else, ends no worker", async () => {
    const { primary, clock } = await begin();
    fakes.at(0).manner = ({ kind }) => (kind === "commit" ? "silent" : "done");
    const result = primary.update(sourced("second"));
    while (!fakes.log.includes("2 commit")) await turn();
    clock.advance(COMMIT_WITHIN_MS);
    fakes.at(0).say({ kind: "done", ask: fakes.at(0).asked });
    expect(await result).toMatchObject({ ok: true });
    await turn();
    expect(fakes.at(0).killed).toBe(false);
  });

  test("is told once it is in force, and the next one waits for the workers that are slow to go over", async () => {
    const { primary, clock } = await begin();
    fakes.at(0).manner = ({ kind }) => (kind === "commit" ? "silent" : "done");
    expect(await primary.update(sourced("second"))).toMatchObject({ ok: true });
    const { asked } = fakes.at(0);
    const next = primary.update(sourced("third"));
    await turn();
    expect(fakes.log).toEqual(["1 prepare", "2 prepare", "1 commit", "2 commit"]);
    fakes.at(0).say({ kind: "done", ask: asked });
    expect(await next).toMatchObject({ ok: true });
    clock.advance(COMMIT_WITHIN_MS - 1);
    await turn();
    expect(fakes.log.slice(4)).toEqual(["1 prepare", "2 prepare", "1 commit", "2 commit"]);
    expect(fakes.all.map(({ killed }) => killed)).toEqual([false, false]);
  });

  test("that is given up is in force nowhere, at whatever step", async () => {
    const { primary } = await begin();
    const outcomes = new Set<string>();
    for (let steps = 0; steps < 60; steps++) {
      const given = new AbortController();
      let before = false;
      fakes.at(0).manner = ({ kind }) => {
        if (kind === "prepare") void after(steps, () => given.abort());
        if (kind === "commit") before = given.signal.aborted;
        return "done";
      };
      const result = await primary.update(sourced(`after ${steps}`), { signal: given.signal });
      outcomes.add(result.ok ? "in force" : result.failure.kind);
      expect([steps, before]).toEqual([steps, false]);
    }
    expect(outcomes).toEqual(new Set(["aborted", "in force"]));
  });

  test("that is given up changes nothing", async () => {
    const { primary } = await begin();
    const given = new AbortController();
    fakes.at(0).manner = () => {
      given.abort();
      return "done";
    };
    const result = await primary.update(sourced("second"), { signal: given.signal });
    expect(result).toEqual({ ok: false, failure: { kind: "aborted" } });
    expect(fakes.log).toEqual(["1 prepare", "2 prepare", "1 abandon", "2 abandon"]);
  });

  test("with a port that is taken is in force nowhere", async () => {
    const { primary, port } = await begin();
    const config = configOf([{ url: "tcp://127.0.0.1:7000", upstream: 1 }]);
    const listen = { address: "0.0.0.0", ports: new Map([[7000, port]]) };
    const result = await primary.update(sourced("second", { ...config, listen }));
    expect(result).toMatchObject({ ok: false, failure: { kind: "listen", code: "EADDRINUSE", own: true } });
    expect(fakes.log).toEqual(["1 prepare", "2 prepare", "1 abandon", "2 abandon"]);
  });

  test("opens its ports once every worker is ready, and no connection waits there for one that is slow to go over", async () => {
    const { primary } = await begin();
    const ready = deferred<void>();
    fakes.at(0).manner = ({ kind, ask }) => {
      if (kind === "prepare") void ready.promise.then(() => fakes.at(0).say({ kind: "done", ask }));
      return "silent";
    };
    fakes.at(1).manner = ({ kind }) => (kind === "commit" ? "silent" : "done");
    const { port, next } = await withNewPort();
    const result = primary.update(next);
    while (fakes.log.length < 2) await turn();
    await turn();
    await expect(dialTcp(port)).rejects.toMatchObject({ code: "ECONNREFUSED" });
    ready.resolve();
    while (!fakes.log.includes("2 commit")) await turn();
    const clients = [await arrived(port, fakes.at(0)), await arrived(port, fakes.at(1))];
    // Each has been told of the configuration that has the port before it is given a connection to that.
    for (const worker of fakes.all) expect(worker.kinds.slice(-2)).toEqual(["commit", "connection"]);
    for (const worker of fakes.all) worker.say({ kind: "done", ask: worker.asked });
    expect(await result).toMatchObject({ ok: true });
    for (const client of clients) client.destroy();
  });

  test("closes the ports it drops as it tells workers to go over: what came there is handed on before that", async () => {
    const { primary } = await begin();
    const { port, next } = await withNewPort();
    expect(await primary.update(next)).toMatchObject({ ok: true });
    const clients = [await arrived(port, fakes.at(0)), await arrived(port, fakes.at(1))];
    const dropped = fakes.at(0).heard.findLast(({ kind }) => kind === "connection");
    for (const worker of fakes.all) worker.manner = ({ kind }) => (kind === "commit" ? "silent" : "done");
    const result = primary.update(sourced("third"));
    while (!fakes.log.includes("2 commit", fakes.log.indexOf("2 connection"))) await turn();
    await expect(dialTcp(port)).rejects.toMatchObject({ code: "ECONNREFUSED" });
    for (const worker of fakes.all) {
      expect(worker.kinds.slice(-3)).toEqual(["connection", "prepare", "commit"]);
      worker.say({ kind: "done", ask: worker.asked });
    }
    expect(dropped).toMatchObject({ route: expect.stringContaining(String(port)) });
    expect(await result).toMatchObject({ ok: true });
    for (const client of clients) client.destroy();
  });

  test("during which all is closed leaves no port open", async () => {
    const { primary } = await begin();
    for (const worker of fakes.all) worker.manner = ({ kind }) => (kind === "commit" ? "silent" : "done");
    const { port, next } = await withNewPort();
    const result = primary.update(next);
    while (!fakes.log.includes("2 commit")) await turn();
    const closed = primary.close();
    for (const worker of fakes.all) worker.end(0);
    await Promise.all([closed, result]);
    await expect(dialTcp(port)).rejects.toMatchObject({ code: "ECONNREFUSED" });
  });
});

describe("connections", () => {
  test("go to one worker after the other, and are closed here once they are taken", async () => {
    const { port } = await begin();
    const clients = [
      await arrived(port, fakes.at(0)),
      await arrived(port, fakes.at(1)),
      await arrived(port, fakes.at(0)),
    ];
    const [socket] = fakes.at(0).sockets;
    fakes.at(0).say({ kind: "taken", id: 1 });
    expect(socket?.destroyed).toBe(true);
    expect(fakes.at(1).sockets[0]?.destroyed).toBe(false);
    for (const client of clients) client.destroy();
  });

  test("go past a worker that takes none, until it does", async () => {
    const { port } = await begin();
    const clients = [await arrived(port, fakes.at(0))];
    for (const id of [1, 2, 3]) {
      clients.push(await arrived(port, fakes.at(1)));
      fakes.at(1).say({ kind: "taken", id });
    }
    fakes.at(0).say({ kind: "taken", id: 1 });
    clients.push(await arrived(port, fakes.at(0)));
    for (const client of clients) client.destroy();
  });

  test("that a worker has not taken when it dies, or could not, are reset and told", async () => {
    const { port, events } = await begin(1);
    const first = await arrived(port, fakes.at(0));
    const second = await arrived(port, fakes.at(0));
    const closed = [closeOf(first), closeOf(second)];
    fakes.at(0).say({ kind: "taken", id: 1, missing: true });
    fakes.at(0).end(1);
    await Promise.all(closed);
    expect(events.map(({ object }) => [object.traffic_policy.error?.code, object.conn.client_ip])).toEqual([
      ["no-worker", "127.0.0.1"],
      ["no-worker", "127.0.0.1"],
    ]);
  });

  test("are reset and told where no worker runs", async () => {
    const { port, events } = await begin(1);
    fakes.at(0).end(1);
    const client = connect(port, "127.0.0.1").on("error", () => {});
    await closeOf(client);
    expect(events[0]?.object).toMatchObject({
      traffic_policy: { outcome: "error", error: { code: "no-worker", message: "no worker runs" } },
      endpoint: null,
      upstream: null,
    });
  });
});

test("a worker that takes none of its connections is ended, and they are reset and told", async () => {
  const { port, clock, events, said } = await begin(1);
  const taken = await arrived(port, fakes.at(0));
  const client = await arrived(port, fakes.at(0));
  clock.advance(TAKE_WITHIN_MS - 1);
  fakes.at(0).say({ kind: "taken", id: 1 });
  clock.advance(TAKE_WITHIN_MS - 1);
  expect(fakes.at(0).killed).toBe(false);
  clock.advance(1);
  await closeOf(client);
  expect(fakes.at(0).killed).toBe(true);
  expect(said.slice(-2)).toEqual([
    "worker 1 (process 1) hangs, and is ended",
    "worker 1 (process 1) has ended by SIGKILL, its connections are gone; another starts",
  ]);
  expect(events.map(({ object }) => object.traffic_policy.error?.code)).toEqual(["no-worker"]);
  taken.destroy();
});

test("a worker is not ended for what it has taken, but was not heard to", async () => {
  const { port, clock } = await begin(1);
  const client = await arrived(port, fakes.at(0));
  clock.advance(TAKE_WITHIN_MS);
  fakes.at(0).say({ kind: "taken", id: 1 });
  await turn();
  expect(fakes.at(0).killed).toBe(false);
  client.destroy();
});

test("a worker that is ended is handed nothing any more", async () => {
  const { port, clock } = await begin();
  const client = await arrived(port, fakes.at(0));
  fakes.at(0).kill = () => {};
  clock.advance(TAKE_WITHIN_MS);
  const clients = [client, await arrived(port, fakes.at(1)), await arrived(port, fakes.at(1))];
  expect(fakes.at(0).sockets).toHaveLength(1);
  for (const each of clients) each.destroy();
});

describe("a worker that dies", () => {
  test("before the first configuration is in force, and after it was ready, is replaced", async () => {
    fakes = new FakeWorkers();
    const clock = new ManualClock();
    const said: string[] = [];
    const ready = deferred<void>();
    fakes.manner = ({ kind, ask }) => {
      const worker = fakes.at(fakes.all.length - 1);
      if (kind !== "prepare" || fakes.all.length !== 2 || fakes.log.at(-1) !== "2 prepare") return "done";
      void ready.promise.then(() => worker.say({ kind: "done", ask }));
      return "silent";
    };
    const events = { write: () => {}, writeLines: () => {} };
    const made = new Primary({ workers: 2, clock, start: fakes.start, events, say: (line) => said.push(line) });
    primary = made;
    const result = made.listen(sourced("first"));
    while (!fakes.log.includes("2 prepare")) await turn();
    await turn();
    fakes.at(0).end(1);
    ready.resolve();
    expect(await result).toMatchObject({ ok: true });
    clock.advance(0);
    while (fakes.all.length < 3 || !fakes.at(2).kinds.includes("commit")) await turn();
    await turn();
    expect(said).toEqual([
      "worker 1 (process 1) has ended with code 1, its connections are gone; another starts",
      "workers: 1, processes 2",
      "worker 1 is process 3 now",
    ]);
  });

  test("time and again is started ever later", async () => {
    const { clock, said } = await begin(1);
    const starts: number[] = [];
    for (const delay of [0, 1_000, 2_000, 4_000]) {
      const { length } = fakes.all;
      fakes.at(length - 1).end(1);
      if (delay > 0) clock.advance(delay - 1);
      await turn();
      expect(fakes.all).toHaveLength(length);
      clock.advance(delay > 0 ? 1 : 0);
      while (fakes.all.length === length || !fakes.at(length).kinds.includes("commit")) await turn();
      await turn();
      starts.push(clock.elapsed());
    }
    expect(starts).toEqual([0, 1_000, 3_000, 7_000]);
    expect(said.filter((line) => line.includes("has ended")).map((line) => /another starts.*/.exec(line)?.[0])).toEqual(
      ["another starts", "another starts in 1 s", "another starts in 2 s", "another starts in 4 s"],
    );
  });

  test("and is not up to serving again keeps no update from the others", async () => {
    const { primary, clock, said } = await begin();
    fakes.manner = ({ kind }) => (kind === "prepare" ? { problem: "it is ill" } : "done");
    fakes.at(0).end(1);
    clock.advance(0);
    while (fakes.all.length < 3) await turn();
    // It takes a while to end.
    fakes.at(2).kill = () => {};
    while (!said.includes("worker 1 cannot serve: it is ill")) await turn();
    expect(await primary.update(sourced("second"))).toMatchObject({ ok: true });
    expect(fakes.log.slice(-2)).toEqual(["2 prepare", "2 commit"]);
  });

  test("takes what it was counted for with it", async () => {
    const { primary } = await begin();
    const config = configOf([{ url: DB, upstream: 1 }], { limits: { maxConnections: 1 } });
    expect(await primary.update(sourced("second", config))).toMatchObject({ ok: true });
    const ask = (worker: FakeWorker, entry: number): unknown => {
      worker.say({ kind: "ask", question: entry, entry, step: { kind: "enter" } });
      return worker.heard.at(-1);
    };
    expect(ask(fakes.at(0), 1)).toEqual({ kind: "answer", question: 1 });
    expect(ask(fakes.at(1), 1)).toMatchObject({ question: 1, overload: { code: "max-connections" } });
    fakes.at(0).end(1);
    expect(ask(fakes.at(1), 2)).toEqual({ kind: "answer", question: 2 });
    fakes.at(1).say({ kind: "leave", entry: 2 });
    expect(ask(fakes.at(1), 3)).toEqual({ kind: "answer", question: 3 });
  });
});

test("a start that one worker is not up to is none", async () => {
  fakes = new FakeWorkers();
  fakes.manner = ({ kind }) => (kind === "prepare" ? { problem: "it is ill" } : "done");
  const events = { write: () => {}, writeLines: () => {} };
  const made = new Primary({ workers: 2, clock: new ManualClock(), start: fakes.start, events, say: () => {} });
  primary = made;
  const result = made.listen(sourced("first"));
  while (fakes.all.filter(({ kinds }) => kinds.includes("close")).length < 2) await turn();
  for (const worker of fakes.all) worker.end(0);
  expect(await result).toEqual({ ok: false, failure: { kind: "worker", message: "it is ill" } });
});

test("a worker that cannot be started is told, and tried again", async () => {
  const { clock, said } = await begin(1);
  fakes.at(0).end({ code: "EAGAIN" });
  clock.advance(0);
  while (fakes.all.length < 2 || !fakes.at(1).kinds.includes("commit")) await turn();
  expect(said).toContain("worker 1 could not be started (EAGAIN); another starts");
});

test("closing leaves workers their time that are slow to say what became of an update", async () => {
  const { primary, clock } = await begin();
  for (const worker of fakes.all) worker.manner = ({ kind }) => (kind === "prepare" ? { problem: "late" } : "silent");
  const ready = deferred<void>();
  fakes.at(0).manner = ({ kind, ask }) => {
    if (kind === "prepare") void ready.promise.then(() => fakes.at(0).say({ kind: "done", ask }));
    return "silent";
  };
  const result = primary.update(sourced("second"));
  while (fakes.log.length < 2) await turn();
  const closing = primary.close({ drain: 60_000 });
  ready.resolve();
  await turn();
  clock.advance(COMMIT_WITHIN_MS);
  expect(await result).toEqual({ ok: false, failure: { kind: "not-listening" } });
  expect(fakes.all.map(({ killed }) => killed)).toEqual([false, false]);
  for (const worker of fakes.all) worker.end(0);
  await closing;
});

describe("closing again", () => {
  test("leaves the time to tell events, ends who hangs then, and says so", async () => {
    const { primary, port, clock, events, said } = await begin(1);
    const client = await arrived(port, fakes.at(0));
    const closing = [primary.close({ drain: 60_000 }), primary.close({ drain: 0 })];
    clock.advance(END_WITHIN_MS - 1);
    await turn();
    expect(fakes.at(0).killed).toBe(false);
    clock.advance(1);
    await Promise.all(closing);
    expect(events.map(({ object }) => object.traffic_policy.error?.code)).toEqual(["no-worker"]);
    expect(said.at(-1)).toBe(
      "worker 1 (process 1) has ended by SIGKILL, its connections are gone; events that it had not told may be lost",
    );
    client.destroy();
  });

  test("ends nobody who has told it all in time, but was not heard yet", async () => {
    const { primary, port, clock, said } = await begin(1);
    const client = await arrived(port, fakes.at(0));
    const { length } = said;
    const closing = [primary.close({ drain: 60_000 }), primary.close({ drain: 0 })];
    clock.advance(END_WITHIN_MS);
    fakes.at(0).say({ kind: "taken", id: 1 });
    fakes.at(0).say({ kind: "closed" });
    fakes.at(0).end(0);
    await Promise.all(closing);
    expect([fakes.at(0).killed, said.slice(length)]).toEqual([false, []]);
    client.destroy();
  });
});

test("what is ended with all else is said at once where events are lost with it", async () => {
  const { primary, port, said } = await begin();
  const client = await arrived(port, fakes.at(0));
  const { length } = said;
  primary.kill();
  expect(said.slice(length)).toEqual(["worker 1 (process 1) is ended; events that it had not told may be lost"]);
  client.destroy();
});

test("closing asks every worker to, ends those that do not, and writes what they say until then", async () => {
  const { primary, clock, lines } = await begin();
  let closed = false;
  const closing = primary.close({ drain: 10_000 }).then(() => {
    closed = true;
  });
  expect(fakes.all.map(({ heard }) => heard.at(-1))).toEqual([
    { kind: "close", drain: 10_000 },
    { kind: "close", drain: 10_000 },
  ]);
  fakes.at(0).say({ kind: "events", lines: "the last\n", count: 1 });
  fakes.at(0).end(0);
  clock.advance(10_000 + END_WITHIN_MS - 1);
  await turn();
  expect([closed, fakes.at(1).killed, lines]).toEqual([false, false, ["the last\n"]]);
  clock.advance(1);
  await closing;
  expect(fakes.at(1).killed).toBe(true);
  expect(fakes.all).toHaveLength(2);
});
