import { Socket } from "node:net";
import { expect, test } from "vitest";
import { buildEndpointTable, type ListenerRoute } from "../endpoints/table.ts";
import { configOf } from "../testing/proxies.ts";
import { HandedPorts } from "./handed-ports.ts";

function routesOf(...urls: readonly string[]): readonly ListenerRoute[] {
  const { endpoints, listen } = configOf(urls.map((url) => ({ url, upstream: 1 })));
  const built = buildEndpointTable(endpoints, listen);
  if (!built.ok) throw new Error("the endpoints contradict each other");
  return built.table.listeners;
}

const A = "tcp://a.example.com:1001";
const B = "tcp://b.example.com:1002";

test("who was accepted before a port was dropped is served as it was meant to be, until the next change", async () => {
  const ports = new HandedPorts();
  const served: string[] = [];
  const change = async (version: string, routes: readonly ListenerRoute[]): Promise<void> => {
    const result = await ports.prepare(routes);
    if (result.ok)
      result.prepared.commit(
        ({ publicPort }) =>
          () =>
            served.push(`${version} ${publicPort}`),
      );
  };
  const [a, b] = routesOf(A, B).map(({ key }) => key) as [string, string];
  const accept = (key: string): boolean => {
    const serve = ports.serving(key);
    serve?.(new Socket(), undefined, 0);
    return serve !== undefined;
  };
  await change("first", routesOf(A, B));
  await change("second", routesOf(A));
  for (const key of [a, b]) accept(key);
  expect(served).toEqual(["second 1001", "first 1002"]);
  await change("third", routesOf(A));
  expect(accept(b)).toBe(false);
  await ports.close();
  expect(accept(a)).toBe(false);
  expect(served).toHaveLength(2);
});
