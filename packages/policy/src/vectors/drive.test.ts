import { expect, test } from "vitest";
import { answerVector } from "./answer-vector.ts";

test("where a connection is forwarded is not told if the URL derives from a secret", () => {
  const url = (value: string) => `on_tcp_connect: [{actions: [{type: forward-internal, config: {url: "${value}"}}]}]`;
  const resources = { secrets: { v: { host: "hidden" } } };
  const forwarded = (policy: string) => answerVector({ id: "t/t", policy, resources });
  expect(forwarded(url("tcp://open.internal:1"))).toMatchObject({ outcome: "forward", url: "tcp://open.internal:1" });
  const hidden = forwarded(url("tcp://${secrets.get('v', 'host')}.internal:1"));
  expect(hidden).toMatchObject({ outcome: "forward", url: "«secret»" });
  expect(JSON.stringify(hidden)).not.toContain("hidden");
});
