import { expect, test } from "vitest";
import { LiveClient } from "../live/client/client.ts";
import { requirePeer } from "../testing/peers.ts";
import { HaproxyBatches } from "./batches.ts";
import type { HaproxyConfiguration } from "./configuration.ts";
import { findHaproxy } from "./program.ts";

const rejecting = (name: string, rule = "tcp-request content reject"): HaproxyConfiguration => ({
  frontends: [{ name, rules: [rule] }],
  backends: [],
});

test("one that is not taken does not keep others from being served", async (context) => {
  const program = requirePeer(context, "haproxy", findHaproxy());
  const batches = new HaproxyBatches({ program, nobody: "" });
  const results = await Promise.all(
    [rejecting("a"), rejecting("b", "nonsense"), rejecting("c")].map((each) => batches.serve(each)),
  );
  expect(results).toMatchObject([
    { kind: "served" },
    { kind: "refused", message: expect.stringContaining("unknown keyword 'nonsense'") },
    { kind: "served" },
  ]);
  for (const result of results) if (result.kind === "served") await result.served.close();
});

test("those that share a process have it until the last is closed", async (context) => {
  const program = requirePeer(context, "haproxy", findHaproxy());
  const batches = new HaproxyBatches({ program, nobody: "" });
  const results = await Promise.all([rejecting("a"), rejecting("b")].map((each) => batches.serve(each)));
  const [first, second] = results.flatMap((result) => (result.kind === "served" ? [result.served] : []));
  if (first === undefined || second === undefined) throw new Error("both are served");
  await first.close();
  const client = await LiveClient.connect(second.port);
  client.tell({ address: "192.0.2.1", port: 1 }, { address: "192.0.2.2", port: 2 });
  await client.greeted;
  client.end();
  expect((await client.closed).end).toBe("fin");
  await second.close();
  await expect(LiveClient.connect(second.port)).rejects.toThrow("ECONNREFUSED");
});
