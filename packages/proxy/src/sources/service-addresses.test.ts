import { describe, expect, test } from "vitest";
import { withAddresses } from "./service-addresses.ts";
import { listening, mapIn, plain, type Told } from "./testing/read.ts";

/** The upstreams of endpoints with these URLs, resolved, and what is said of it. */
function resolve(urls: readonly string[], given: readonly string[]): { upstreams: unknown[]; told: Told[] } {
  const items = urls.map((url) => `{ url: 'tcp://a:1', upstream: ${url.startsWith("{") ? url : `{ url: '${url}' }`} }`);
  const text = given.join(" ");
  const sink = listening((start, end) => text.slice(start, end));
  let start = 0;
  const places = given.map((one) => {
    const at = { text: one, start, end: start + one.length };
    start = at.end + 1;
    return at;
  });
  const root = plain(withAddresses(mapIn(`endpoints: [${items.join(", ")}]`), places, sink));
  const { endpoints } = root as { endpoints: { upstream: unknown }[] };
  return { upstreams: endpoints.map(({ upstream }) => upstream), told: sink.told };
}

describe("an address for a service", () => {
  test.each([
    ["a name", "db=127.0.0.1:1"],
    ["a name and a namespace", "db.prod=127.0.0.1:1"],
    ["what the cluster puts behind", "db.prod.svc=127.0.0.1:1"],
    ["all that the cluster puts behind", "db.prod.svc.cluster.local=127.0.0.1:1"],
    ["a port", "db.prod:5432=127.0.0.1:1"],
  ])("is found by %s", (_, given) => {
    for (const host of ["db.prod", "db.prod.svc", "db.prod.svc.cluster.local", "DB.prod"]) {
      expect(resolve([`tcp://${host}:5432`], [given])).toEqual({ upstreams: [{ url: "tcp://127.0.0.1:1" }], told: [] });
    }
  });

  test("is not for others", () => {
    const others = ["tcp://db.test:5432", "tcp://db.prod:1", "tcp://db2.prod:5432", "tcp://192.0.2.1:5432", "5432"];
    const { upstreams, told } = resolve(["tcp://db.prod:5432", ...others], ["db.prod:5432=[::1]:1"]);
    expect(told).toEqual([]);
    expect(upstreams).toEqual([{ url: "tcp://[::1]:1" }, ...others.map((url) => ({ url }))]);
  });

  test("is the most specific of those that fit", () => {
    const given = ["db=127.0.0.1:1", "db.prod=127.0.0.1:2", "db.prod:7=127.0.0.1:3"];
    const { upstreams } = resolve(["tcp://db.prod:7", "tcp://db.prod:8"], given);
    expect(upstreams).toEqual([{ url: "tcp://127.0.0.1:3" }, { url: "tcp://127.0.0.1:2" }]);
  });

  test("leaves the name that a certificate has to have", () => {
    expect(resolve(["tls://db.prod:1"], ["db.prod=127.0.0.1:2"]).upstreams).toEqual([
      { url: "tls://127.0.0.1:2", tls: { server_name: "db.prod" } },
    ]);
    const own = "{ url: 'tls://db.prod:1', tls: { server_name: x, insecure_skip_verify: false } }";
    expect(resolve([own], ["db.prod=127.0.0.1:2"]).upstreams).toEqual([
      { url: "tls://127.0.0.1:2", tls: { server_name: "x", insecure_skip_verify: false } },
    ]);
    const other = "{ url: 'tls://db.prod:1', tls: { certificate_authorities: [a] } }";
    expect(resolve([other], ["db.prod=127.0.0.1:2"]).upstreams).toEqual([
      { url: "tls://127.0.0.1:2", tls: { certificate_authorities: ["a"], server_name: "db.prod" } },
    ]);
  });

  test.each([
    ["for nobody", "dv=127.0.0.1:1", "there are db.prod:5432, db.test:5432"],
    ["for services of two namespaces", "db=127.0.0.1:1", "name one: there are db.prod:5432, db.test:5432"],
    ["without a port", "db.prod=127.0.0.1", expect.stringContaining("write NAME=HOST:PORT")],
    ["of another scheme", "db.prod=tls://127.0.0.1:1", expect.stringContaining("write NAME=HOST:PORT")],
    ["without a name", "=127.0.0.1:1", expect.stringContaining("write NAME=HOST:PORT")],
    ["for no service", "db.example.com=127.0.0.1:1", expect.stringContaining("write NAME=HOST:PORT")],
  ])("%s is an error with a way out", (_, given, hint) => {
    const { told } = resolve(["tcp://db.prod:5432", "tcp://db.test:5432"], [given]);
    expect(told).toMatchObject([{ at: given, hint, severity: undefined }]);
  });

  test("that two say otherwise is an error", () => {
    const { told } = resolve(["tcp://db.prod:1"], ["db.prod=127.0.0.1:1", "db.prod=127.0.0.1:2"]);
    expect(told).toMatchObject([{ at: "db.prod=127.0.0.1:2" }]);
  });

  test("tells where there is no service at all", () => {
    expect(resolve(["tcp://db.example.com:1"], ["db=127.0.0.1:1"]).told).toMatchObject([
      { hint: "no upstream is the name of a service" },
    ]);
  });
});
