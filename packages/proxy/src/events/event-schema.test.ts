import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { expect, test } from "vitest";
import { dialTcp, echo, readAll, tcpPeer } from "../testing/peers.ts";
import { configOf, runProxy } from "../testing/proxies.ts";
import { validEvent } from "../testing/valid-event.ts";
import type { ConnectionEvent } from "./event.ts";
import { eventSchema } from "./event-schema.ts";

test("the package has the schema as a file, for those who do not run our code", () => {
  const file = readFileSync(new URL("../../schema/event.schema.json", import.meta.url), "utf8");
  expect(JSON.parse(file)).toEqual(JSON.parse(JSON.stringify(eventSchema())));
  expect(() => new Ajv({ strict: true, allowUnionTypes: true }).compile(JSON.parse(file))).not.toThrow();
});

test("an event with more than the schema names, with less, or with something else is none", async () => {
  await using upstream = await tcpPeer(echo);
  const url = "tcp://a.example:1000";
  await using running = await runProxy(configOf([{ url, upstream: upstream.port }]));
  const client = await dialTcp(running.port(url));
  client.end("x");
  await readAll(client);
  const event = await running.nextEvent();
  expect(validEvent(event)).toBe(event);
  const { object } = event;
  const { bytes_in: _, ...less } = object.conn;
  const enforced = { outcome: "deny", rule: null, action: null, error: null };
  const others: unknown[] = [
    { ...object, shadow_policy: { ...enforced, outcome: "not-evaluated", agrees: null, reason: "x", enforced } },
    { ...object, secret: "x" },
    { ...object, conn: { ...object.conn, private_key: "x" } },
    { ...object, conn: less },
    { ...object, conn: { ...object.conn, bytes_in: -1 } },
    { ...object, traffic_policy: { ...object.traffic_policy, outcome: "passed" } },
    { ...object, upstream: { ...object.upstream, failed_before: [] } },
  ];
  for (const other of others)
    expect(() => validEvent({ ...event, object: other } as ConnectionEvent)).toThrow("not an event");
});
