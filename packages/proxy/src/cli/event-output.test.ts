import { Writable } from "node:stream";
import { expect, test } from "vitest";
import { readableLine } from "../events/readable.ts";
import { dialTcp, echo, readAll, tcpPeer } from "../testing/peers.ts";
import { configOf, runProxy } from "../testing/proxies.ts";
import { EventOutput } from "./event-output.ts";

const URL = "tcp://a.example:1000";

/** The event of a connection. */
async function anEvent() {
  await using upstream = await tcpPeer(echo);
  await using running = await runProxy(configOf([{ url: URL, upstream: upstream.port }]));
  const client = await dialTcp(running.port(URL));
  client.end("x");
  await readAll(client);
  return running.nextEvent();
}

function outputAs(format: "json" | "text") {
  const written: string[] = [];
  const stream = new Writable({
    decodeStrings: false,
    write: (chunk: string, _encoding, done) => {
      written.push(chunk);
      done();
    },
  });
  const output = new EventOutput(format, { stream, end: () => {}, discard: async () => {} });
  return { output, written };
}

test("what workers tell is written as it is asked for, and told to who observes it", async () => {
  const event = await anEvent();
  const lines = `${JSON.stringify(event)}\n`.repeat(2);
  const json = outputAs("json");
  json.output.writeLines(lines);
  expect(json.written).toEqual([lines]);
  const text = outputAs("text");
  text.output.writeLines(lines);
  expect(text.written).toEqual([`${readableLine(event)}\n`, `${readableLine(event)}\n`]);
  const observed: unknown[] = [];
  const stop = json.output.observe((each) => observed.push(each));
  json.output.writeLines(lines);
  json.output.write(event);
  expect(observed).toEqual([event, event, event]);
  stop();
  json.output.writeLines(lines);
  expect(observed).toHaveLength(3);
});

test("refusals for a limit are told, of this process and of others", async () => {
  const event = await anEvent();
  const { output } = outputAs("json");
  const told: unknown[] = [];
  output.onOverload((code, count) => told.push([code, count]));
  output.write(event);
  const { object } = event;
  const error = { code: "accept-rate", message: "" };
  output.write({
    ...event,
    object: { ...object, traffic_policy: { ...object.traffic_policy, outcome: "error", error } },
  });
  output.writeLines("", { descriptors: 3, "max-connections": 1 });
  expect(told).toEqual([
    ["accept-rate", 1],
    ["descriptors", 3],
    ["max-connections", 1],
  ]);
});
