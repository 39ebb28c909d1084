import { expect, test } from "vitest";
import { memberKey } from "../endpoints/table.ts";
import { endpointOf } from "../testing/proxies.ts";
import { PoolStates } from "./pool-states.ts";

const URL = "tcp://a.example:1000";
const member = (upstream: string, rest: object = {}) => endpointOf({ url: URL, pool: true, upstream, ...rest });

test("a member is passed over by those who have said so, until they take it back or end", () => {
  const states = new PoolStates();
  const [one, two] = [member("127.0.0.1:1"), member("127.0.0.1:2")] as const;
  const alone = endpointOf({ url: "tcp://b.example:1001", upstream: "127.0.0.1:3" });
  states.use([one, two, alone]);
  const change = (by: number, ejected: boolean) =>
    states.changed(by, { url: URL, upstream: "127.0.0.1:1", key: memberKey(one), ejected });
  const told = () => [...states.all()].map(({ upstream, ejectedBy }) => [upstream, ejectedBy]);
  for (const by of [1, 2, 2]) change(by, true);
  expect(told()).toEqual([
    ["127.0.0.1:1", 2],
    ["127.0.0.1:2", 0],
  ]);
  change(1, false);
  states.use([one, two]);
  expect(told()[0]).toEqual(["127.0.0.1:1", 1]);
  states.forget(2);
  expect(told()[0]).toEqual(["127.0.0.1:1", 0]);
  // Its upstream is another now, and nobody has dialled that.
  change(1, true);
  states.use([member("127.0.0.1:1", { proxyProtocol: 2 }), two]);
  expect(told()[0]).toEqual(["127.0.0.1:2", 0]);
  expect(told()[1]).toEqual(["127.0.0.1:1", 0]);
});

test("who may share a URL and is alone there is no member of a pool", () => {
  const states = new PoolStates();
  states.use([member("127.0.0.1:1"), endpointOf({ url: "tcp://b.example:1001", upstream: "127.0.0.1:3" })]);
  expect([...states.all()]).toEqual([]);
});

test("what is known beyond the endpoints that are told of is told once there may be more, also of a pool that was cut", () => {
  const states = new PoolStates();
  const [one, two] = [member("127.0.0.1:1"), member("127.0.0.1:2")] as const;
  const told = () => [...states.all()].map(({ upstream, ejectedBy }) => [upstream, ejectedBy]);
  states.use([one, two], 1);
  for (const each of [one, two]) states.changed(0, { url: URL, upstream: "", key: memberKey(each), ejected: true });
  expect(told()).toEqual([["127.0.0.1:1", 1]]);
  states.use([one, two], 2);
  expect(told()).toEqual([
    ["127.0.0.1:1", 1],
    ["127.0.0.1:2", 1],
  ]);
});
