import { parseClientHello } from "@sluice/proxy";
import { expect, test } from "vitest";
import { clientHello, malformedHello, oversizedRecord, tooLargeHello, unfinishedHello } from "./hello.ts";

test("a hello is one, with the name byte for byte", () => {
  const result = parseClientHello(clientHello({ serverName: "App.Example.COM." }));
  expect(result.kind === "hello" && result.hello.serverName).toMatchObject({
    sent: "App.Example.COM.",
    compared: "app.example.com",
  });
});

test("a hello without a name has none", () => {
  const result = parseClientHello(clientHello({}));
  expect(result.kind === "hello" && result.hello.serverName).toBeUndefined();
});

test.each([
  ["malformed", malformedHello(), "malformed"],
  ["too large", tooLargeHello(), "too-large"],
  ["an oversized record", oversizedRecord(), "malformed"],
  ["unfinished", unfinishedHello(), "need-more"],
])("%s", (_what, bytes, kind) => {
  expect(parseClientHello(bytes).kind).toBe(kind);
});

test("what an oversized record is refused for", () => {
  expect(parseClientHello(oversizedRecord())).toMatchObject({ reason: "record-overflow" });
});
