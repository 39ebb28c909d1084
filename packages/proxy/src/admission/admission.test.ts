import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ManualClock } from "../testing/clock.ts";
import { type Entry, LocalAdmission } from "./admission.ts";
import type { AdmissionLimits } from "./limits.ts";

function admissionOf(limits: AdmissionLimits): { admission: LocalAdmission; clock: ManualClock } {
  const clock = new ManualClock();
  const admission = new LocalAdmission(clock);
  admission.use(limits);
  return { admission, clock };
}

/** The entry, or the code that refuses it. */
function come(admission: LocalAdmission, address: string): Entry | string {
  const entry = admission.entry();
  const refusal = entry.enter() ?? entry.asClient(address);
  if (!refusal || refusal instanceof Promise) return entry;
  entry.leave();
  return refusal.code;
}

describe("the whole proxy", () => {
  test("serves up to its limit, and one more for each that leaves", () => {
    const { admission } = admissionOf({ maxConnections: 2 });
    const first = come(admission, "192.0.2.1") as Entry;
    come(admission, "192.0.2.2");
    expect(come(admission, "192.0.2.3")).toBe("max-connections");
    first.leave();
    expect(come(admission, "192.0.2.3")).toBeTypeOf("object");
    expect(come(admission, "192.0.2.4")).toBe("max-connections");
    expect(admission.counts).toEqual({ open: 2, admitted: 3, refused: { "max-connections": 2 } });
  });

  test("has no limit unless one is given", () => {
    const { admission } = admissionOf({});
    for (let i = 0; i < 1000; i++) expect(come(admission, "192.0.2.1")).toBeTypeOf("object");
    expect(admission.remembered).toBe(0);
  });

  test("serves no more than there are descriptors for, whatever its limit", () => {
    const admission = new LocalAdmission(new ManualClock(), 1);
    admission.use({ maxConnections: 5 });
    come(admission, "192.0.2.1");
    expect(come(admission, "192.0.2.1")).toBe("descriptors");
  });

  test("refuses nobody who is served when the limit is lowered, and the next", () => {
    const { admission } = admissionOf({ maxConnections: 3 });
    const entries = [1, 2, 3].map((n) => come(admission, `192.0.2.${n}`) as Entry);
    admission.use({ maxConnections: 1 });
    for (const entry of entries.slice(0, 2)) entry.leave();
    expect(come(admission, "192.0.2.9")).toBe("max-connections");
    entries[2]?.leave();
    expect(come(admission, "192.0.2.9")).toBeTypeOf("object");
  });
});

describe("a client", () => {
  test("is limited by its address, whatever others do", () => {
    const { admission } = admissionOf({ perClient: { maxConnections: 1 } });
    const first = come(admission, "2001:db8::1") as Entry;
    expect(come(admission, "2001:db8::1")).toBe("max-connections-client");
    expect(come(admission, "2001:db8::2")).toBeTypeOf("object");
    first.leave();
    expect(come(admission, "2001:db8::1")).toBeTypeOf("object");
  });

  test.each([
    ["198.51.100.1", "198.51.100.200", "198.51.101.1"],
    ["2001:db8:0:100::1", "2001:db8:0:1ff::9", "2001:db8:0:200::1"],
  ])("is limited with all of its prefix: %s, %s", (one, other, outside) => {
    const { admission } = admissionOf({ perPrefix: { maxConnections: 1, ipv4: 24, ipv6: 56 } });
    const first = come(admission, one) as Entry;
    expect(come(admission, other)).toBe("max-connections-prefix");
    expect(come(admission, outside)).toBeTypeOf("object");
    first.leave();
    expect(come(admission, other)).toBeTypeOf("object");
  });

  test("that is refused is counted for nothing", () => {
    const { admission } = admissionOf({
      maxConnections: 5,
      perClient: { maxConnections: 1, acceptRate: { perSecond: 1, burst: 2 } },
      perPrefix: { maxConnections: 2, ipv4: 24, ipv6: 64 },
    });
    const first = come(admission, "192.0.2.1") as Entry;
    for (let i = 0; i < 10; i++) expect(come(admission, "192.0.2.1")).toBe("max-connections-client");
    expect(admission.counts.open).toBe(1);
    first.leave();
    // Of its burst one is left: those that were refused for their number did not use it up.
    expect(come(admission, "192.0.2.1")).toBeTypeOf("object");
    expect(come(admission, "192.0.2.2")).toBeTypeOf("object");
    expect(come(admission, "192.0.2.3")).toBe("max-connections-prefix");
  });

  test("comes as often as its rate allows: a burst, then evenly", () => {
    const { admission, clock } = admissionOf({ perClient: { acceptRate: { perSecond: 2, burst: 3 } } });
    const tries = (n: number): string[] =>
      Array.from({ length: n }, () => come(admission, "192.0.2.1")).map((it) => (typeof it === "string" ? it : "in"));
    expect(tries(4)).toEqual(["in", "in", "in", "accept-rate"]);
    clock.advance(499);
    expect(tries(1)).toEqual(["accept-rate"]);
    clock.advance(1);
    expect(tries(2)).toEqual(["in", "accept-rate"]);
    clock.advance(60_000);
    expect(tries(4)).toEqual(["in", "in", "in", "accept-rate"]);
  });

  test("of IPv6 has one rate for its /64, of IPv4 one for its address", () => {
    const { admission } = admissionOf({ perClient: { acceptRate: { perSecond: 1, burst: 1 } } });
    come(admission, "2001:db8::1");
    expect(come(admission, "2001:db8::ffff:1")).toBe("accept-rate");
    expect(come(admission, "2001:db8:0:1::1")).toBeTypeOf("object");
    come(admission, "192.0.2.1");
    expect(come(admission, "192.0.2.2")).toBeTypeOf("object");
  });
});

test("an endpoint is limited by its own number, if it has one", () => {
  const { admission } = admissionOf({});
  const first = admission.entry();
  expect(first.atEndpoint("ep_a", 1)).toBeUndefined();
  expect(admission.entry().atEndpoint("ep_a", 1)).toMatchObject({ code: "max-connections-endpoint" });
  expect(admission.entry().atEndpoint("ep_b", 1)).toBeUndefined();
  expect(admission.entry().atEndpoint("ep_a", undefined)).toBeUndefined();
  first.leave();
  expect(admission.entry().atEndpoint("ep_a", 1)).toBeUndefined();
});

test("a connection that comes to an endpoint twice is one of its connections, not two", () => {
  const { admission } = admissionOf({});
  const entry = admission.entry();
  expect([entry.atEndpoint("ep_a", 1), entry.atEndpoint("ep_a", 1)]).toEqual([undefined, undefined]);
  expect(admission.entry().atEndpoint("ep_a", 1)).toMatchObject({ code: "max-connections-endpoint" });
  entry.leave();
  expect(admission.entry().atEndpoint("ep_a", 1)).toBeUndefined();
});

test("one that has left is counted for nothing any more", () => {
  const { admission } = admissionOf({ maxConnections: 1, perClient: { maxConnections: 1 } });
  const entry = admission.entry();
  entry.enter();
  entry.leave();
  entry.enter();
  entry.asClient("192.0.2.1");
  entry.atEndpoint("ep_a", 1);
  entry.leave();
  expect([admission.counts.open, admission.remembered]).toEqual([0, 0]);
});

test("never serves more than any limit says, and remembers nobody once all have left", () => {
  const address = fc.constantFrom("192.0.2.1", "192.0.2.2", "198.51.100.1", "2001:db8::1", "2001:db8::2");
  const act = fc.oneof(fc.record({ address }), fc.record({ leaves: fc.nat(20) }));
  fc.assert(
    fc.property(fc.array(act, { maxLength: 60 }), (acts) => {
      const { admission } = admissionOf({
        maxConnections: 5,
        perClient: { maxConnections: 2 },
        perPrefix: { maxConnections: 3, ipv4: 24, ipv6: 64 },
      });
      const open: { entry: Entry; address: string }[] = [];
      for (const step of acts) {
        if ("leaves" in step) open.splice(step.leaves, 1)[0]?.entry.leave();
        else {
          const entry = come(admission, step.address);
          if (typeof entry !== "string") open.push({ entry, address: step.address });
        }
        expect(admission.counts.open).toBe(open.length);
        expect(open.length).toBeLessThanOrEqual(5);
        for (const each of new Set(open.map((one) => one.address))) {
          expect(open.filter((one) => one.address === each).length).toBeLessThanOrEqual(2);
        }
      }
      for (const { entry } of open) entry.leave();
      expect(admission.remembered).toBe(0);
    }),
  );
});
