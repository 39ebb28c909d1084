import { expect, test } from "vitest";
import { surroundingsProblems } from "./surroundings.ts";
import type { Surroundings } from "./vector.ts";

test.each<[string, Surroundings, string[]]>([
  ["nothing at all", {}, []],
  ["an endpoint of the protocol", { protocol: "tls", endpoint: { url: "tls://a.example.com" } }, []],
  ["an endpoint of the other protocol", { endpoint: { url: "tls://a.example.com" } }, ["/endpoint/url"]],
  ["a tcp endpoint without a port", { endpoint: { url: "tcp://a.example.com" } }, ["/endpoint/url"]],
  ["a time that is none", { connection: { now: "tomorrow" } }, ["/connection/now"]],
])("%s", (_, surroundings, paths) => {
  expect(surroundingsProblems(surroundings).map(({ path }) => path)).toEqual(paths);
});
