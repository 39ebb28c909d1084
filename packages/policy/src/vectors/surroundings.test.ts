import { expect, test } from "vitest";
import { surroundingsProblems } from "./surroundings.ts";
import type { Surroundings } from "./vector.ts";

test.each<[string, Surroundings, string[]]>([
  ["nothing at all", {}, []],
  ["an endpoint of the protocol", { protocol: "tls", endpoint: { url: "tls://a.example.com" } }, []],
  ["an endpoint of the other protocol", { endpoint: { url: "tls://a.example.com" } }, ["/endpoint/url"]],
  ["a tcp endpoint without a port", { endpoint: { url: "tcp://a.example.com" } }, ["/endpoint/url"]],
  ["a time that is none", { connection: { now: "tomorrow" } }, ["/connection/now"]],
  ["a time without a zone", { connection: { now: "2026-01-01T00:00:00" } }, ["/connection/now"]],
  ["a time of day with a zone", { connection: { start: "2026-01-01T00:00:00.5+02:00" } }, []],
  ["addresses", { connection: { client_ip: "::ffff:192.0.2.1", server_ip: "fe80::1%eth0" } }, []],
  [
    "addresses that are none",
    { connection: { client_ip: "010.0.0.1", server_ip: "localhost" } },
    ["/connection/client_ip", "/connection/server_ip"],
  ],
])("%s", (_, surroundings, paths) => {
  expect(surroundingsProblems(surroundings).map(({ path }) => path)).toEqual(paths);
});
