import type { Policy } from "@sluice/policy";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ManualClock } from "../testing/clock.ts";
import { continueStep, policyOf } from "../testing/policies.ts";
import { endpointOf } from "../testing/proxies.ts";
import { createEndpoint, type Endpoint } from "./endpoint.ts";
import { Pool } from "./pool.ts";

interface Sketch {
  readonly weight?: number;
  readonly policy?: Policy;
}

function poolOf(sketches: readonly Sketch[], clock: ManualClock = new ManualClock()): Pool {
  const members = sketches.map((sketch, place) =>
    createEndpoint(endpointOf({ url: "tls://a.example", upstream: 80, pool: true, ...sketch }), place),
  );
  return new Pool(members, { clock });
}

/** Places of the members that `count` connections get. */
function choices(pool: Pool, count: number): number[] {
  return Array.from({ length: count }, () => pool.members.indexOf(pool.choose() as Endpoint));
}

function fail(pool: Pool, place: number, clock: ManualClock): void {
  const attempt = pool.healthOf(pool.members[place] as Endpoint)?.begin();
  clock.advance(1);
  attempt?.ended("failed");
}

/** The order in which members are dialled for a connection if all refuse. */
function dialOrder(pool: Pool, chosen: number): number[] {
  const endpoint = pool.members[chosen] as Endpoint;
  const failed = new Set<Endpoint>();
  const order: number[] = [];
  for (let next = pool.nextToDial(endpoint, failed); next; next = pool.nextToDial(endpoint, failed)) {
    failed.add(next);
    order.push(pool.members.indexOf(next));
  }
  return order;
}

describe("who gets a connection", () => {
  test("is each in turn", () => expect(choices(poolOf([{}, {}, {}]), 6)).toEqual([0, 1, 2, 0, 1, 2]));

  test("is nobody who has no room, whoever's turn it is", () => {
    const pool = poolOf([{ weight: 5 }, {}, {}]);
    const [first, second, third] = pool.members as [Endpoint, Endpoint, Endpoint];
    const given = Array.from({ length: 4 }, () => pool.choose(new Set([first])));
    expect(given).toEqual([second, third, second, third]);
    expect(pool.choose(new Set([first, second, third]))).toBeUndefined();
    const alone = poolOf([{}]);
    expect(alone.choose(new Set(alone.members))).toBeUndefined();
  });

  test("is nobody where there are no members", () => expect(new Pool([]).choose()).toBeUndefined());

  test("goes by weights, mixed rather than in blocks", () => {
    expect(choices(poolOf([{ weight: 5 }, { weight: 1 }, { weight: 1 }]), 7)).toEqual([0, 0, 1, 0, 2, 0, 0]);
  });

  test("is never more than the number of members from its share, over any run", () => {
    const weights = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 2, maxLength: 6 });
    fc.assert(
      fc.property(weights, fc.integer({ min: 1, max: 120 }), (list, run) => {
        const total = list.reduce((sum, weight) => sum + weight, 0);
        const chosen = choices(poolOf(list.map((weight) => ({ weight }))), run);
        for (const [place, weight] of list.entries()) {
          const share = (run * weight) / total;
          expect(Math.abs(chosen.filter((each) => each === place).length - share)).toBeLessThan(list.length);
        }
        // After a whole round all is as it was.
        if (run % total === 0) expect(chosen.slice(0, total)).toEqual(chosen.slice(-total));
      }),
    );
  });

  test("is not who could not be dialled, until the back-off is over", () => {
    const clock = new ManualClock();
    const pool = poolOf([{}, {}, {}], clock);
    fail(pool, 1, clock);
    expect(new Set(choices(pool, 6))).toEqual(new Set([0, 2]));
    clock.advance(1_000);
    expect(choices(pool, 3)).toContain(1);
  });

  test("is the one whose back-off ends first where all are in it", () => {
    const clock = new ManualClock();
    const pool = poolOf([{}, {}, {}], clock);
    for (const place of [2, 0, 1]) fail(pool, place, clock);
    expect(choices(pool, 2)).toEqual([2, 2]);
  });
});

describe("who is dialled", () => {
  test("is the chosen member, then the others in an order that changes", () => {
    const pool = poolOf([{}, {}, {}]);
    const orders = Array.from({ length: 4 }, () => dialOrder(pool, 0));
    for (const order of orders) expect(order[0]).toBe(0);
    expect(new Set(orders.map(([, second]) => second))).toEqual(new Set([1, 2]));
  });

  test("is one in back-off last, and each once", () => {
    const clock = new ManualClock();
    const pool = poolOf([{}, {}, {}], clock);
    fail(pool, 1, clock);
    expect(dialOrder(pool, 0)).toEqual([0, 2, 1]);
    // Chosen before it was known.
    expect(dialOrder(pool, 1).at(-1)).toBe(1);
  });

  test("is everybody where all are in back-off", () => {
    const clock = new ManualClock();
    const pool = poolOf([{}, {}], clock);
    for (const place of [0, 1]) fail(pool, place, clock);
    expect(dialOrder(pool, 1)).toEqual([1, 0]);
  });

  test("is nobody whose policy has not passed the connection", () => {
    const [one, other] = [policyOf(() => continueStep), policyOf(() => continueStep)];
    const pool = poolOf([{ policy: one }, { policy: other }, { policy: one }, {}]);
    expect(dialOrder(pool, 0)).toEqual([0, 2]);
    expect(dialOrder(pool, 1)).toEqual([1]);
    expect(dialOrder(pool, 3)).toEqual([3]);
  });

  test("is the only one there is once", () => expect(dialOrder(poolOf([{}]), 0)).toEqual([0]));
});
