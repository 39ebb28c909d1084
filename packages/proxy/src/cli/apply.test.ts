import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { ProxyConfig } from "../config/config.ts";
import type { TrafficProxy, UpdateFailure, UpdateResult } from "../proxy.ts";
import type { Chance } from "../reload/report.ts";
import { configOf } from "../testing/proxies.ts";
import { UNOBSERVED } from "../testing/unobserved.ts";
import { Announcer } from "./announce.ts";
import { applyTo } from "./apply.ts";
import { EventOutput } from "./event-output.ts";
import { openEventStream } from "./event-stream.ts";
import { selectEndpoints } from "./select-endpoints.ts";

const WEB = { url: "tls://web.example.com", name: "web", upstream: 1 };
const SSH = { url: "tcp://ssh.example.com:22", name: "ssh", upstream: 1 };

const PORT = { message: "", address: "127.0.0.1", port: 7000, publicPort: 7000 };

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "sluice-apply-"));
});

afterEach(() => rm(directory, { recursive: true }));

/** Applies to a proxy that answers with this, started with `sluice start web`. */
async function apply(config: ProxyConfig, answer: () => UpdateResult | Promise<UpdateResult>) {
  const opened = await openEventStream(join(directory, "before.jsonl"));
  if (!opened.ok) throw new Error(opened.message);
  const { events } = opened;
  const end = vi.spyOn(events, "end");
  const updates: ProxyConfig[] = [];
  const proxy: Pick<TrafficProxy, "update"> = {
    update: async (next) => {
      updates.push(next);
      return answer();
    },
  };
  const around = {
    select: ({ endpoints }: ProxyConfig) => selectEndpoints(endpoints, ["web"], false),
    events: new EventOutput("json", events),
    announcer: new Announcer(),
    observing: UNOBSERVED,
  };
  const result = await applyTo(proxy as TrafficProxy, config, around, new AbortController().signal).catch(String);
  return { result, updates, wentOver: end.mock.calls.length > 0 };
}

const inForce: UpdateResult = { ok: true, endpoints: [] };
const refused: UpdateResult = { ok: false, failure: { kind: "roots", message: "no roots" } };
const eventsTo = (name: string) => ({ events: { file: join(directory, name) } });

describe("what was started by name", () => {
  test("is all that is taken of the next configuration", async () => {
    const { result, updates } = await apply(configOf([WEB, SSH], eventsTo("new")), () => inForce);
    expect(result).toEqual({ ok: true });
    expect(updates.map(({ endpoints }) => endpoints.map(({ name }) => name))).toEqual([["web"]]);
  });

  test("must be in the next configuration, too", async () => {
    const { result, updates, wentOver } = await apply(configOf([SSH], eventsTo("new")), () => inForce);
    expect(result).toEqual({ ok: false, message: "no endpoint is named web; there are ssh" });
    expect([updates, wentOver]).toEqual([[], false]);
    expect(await readdir(directory)).toEqual(["before.jsonl"]);
  });
});

test.each<[string, UpdateFailure | { kind: "worker"; message: string }, Chance]>([
  ["a port that another has", { kind: "listen", ...PORT, code: "EADDRINUSE" }, "some-day"],
  ["a port that it has itself", { kind: "listen", ...PORT, code: "EADDRINUSE", own: true }, "never"],
  ["roots that cannot be read", { kind: "roots", message: "no roots" }, "some-day"],
  ["a worker that dies", { kind: "worker", message: "a worker has ended" }, "soon"],
  ["endpoints that contradict each other", { kind: "conflict", message: "two of one URL" }, "never"],
  ["a proxy that is about to stop", { kind: "not-listening" }, "never"],
])("what fails for %s is given the chance that it has", async (_what, failure, chance) => {
  const { result } = await apply(configOf([WEB]), () => ({ ok: false, failure }) as UpdateResult);
  expect(result).toMatchObject({ ok: false, chance });
});

describe("the stream of events", () => {
  test("is the next one's from then on", async () => {
    const { result, wentOver } = await apply(configOf([WEB], eventsTo("new")), () => inForce);
    expect([result, wentOver]).toEqual([{ ok: true }, true]);
    expect(existsSync(join(directory, "new"))).toBe(true);
  });

  test("that cannot be opened leaves the proxy alone", async () => {
    const { result, updates } = await apply(configOf([WEB], eventsTo("missing/new")), () => inForce);
    const message = expect.stringMatching(/^events cannot be written: ENOENT/);
    expect(result).toMatchObject({ ok: false, message, chance: "some-day" });
    expect(updates).toEqual([]);
  });

  test("that is to be a directory is not tried again", async () => {
    const { result, updates } = await apply(configOf([WEB], eventsTo(".")), () => inForce);
    const message = expect.stringMatching(/^events cannot be written: EISDIR/);
    expect(result).toEqual({ ok: false, message, chance: "never" });
    expect(updates).toEqual([]);
  });

  test.each([
    ["is refused", () => refused, { ok: false, message: "no roots", chance: "some-day" }],
    ["fails", () => Promise.reject(new Error("a bug")), "Error: a bug"],
  ] as const)("that was made for what %s is removed again", async (_what, answer, expected) => {
    const { result, wentOver } = await apply(configOf([WEB], eventsTo("new")), answer);
    expect([result, wentOver]).toEqual([expected, false]);
    expect(await readdir(directory)).toEqual(["before.jsonl"]);
  });

  test("that was there before, or was written to by another, stays", async () => {
    await writeFile(join(directory, "there"), "");
    await apply(configOf([WEB], eventsTo("there")), () => refused);
    await apply(configOf([WEB], eventsTo("shared")), async () => {
      await writeFile(join(directory, "shared"), "of another\n");
      return refused;
    });
    expect((await readdir(directory)).toSorted()).toEqual(["before.jsonl", "shared", "there"]);
    expect(await readFile(join(directory, "shared"), "utf8")).toBe("of another\n");
  });
});
