import { AddressSet } from "@sluice/policy";
import { describe, expect, test, vi } from "vitest";
import { SocketAddress } from "../connection/address.ts";
import type { Database } from "./database.ts";
import { IpIntelligence } from "./index.ts";
import { BOSTON, EXAMPLE_AS, ZURICH } from "./testing/databases.ts";

const at = (ip: string) => SocketAddress.of(ip, 1);

function knows(record: unknown): Database & { get: ReturnType<typeof vi.fn> } {
  return { type: "Test", get: vi.fn(() => record) };
}

test("a record is told by the names of the language, numbers as texts", () => {
  const { location, registeredLocation } = new IpIntelligence({ geo: knows(ZURICH) }).lookup(at("192.0.2.7"));
  expect(location).toEqual({
    city: "Zurich",
    continent: "Europe",
    country: "Switzerland",
    countryCode: "CH",
    isEu: false,
    latitude: "47.3667",
    longitude: "8.55",
    metroCode: "",
    postalCode: "8001",
    radius: "20",
    subdivision: "Zurich",
    timezone: "Europe/Zurich",
  });
  expect(registeredLocation).toMatchObject({ country: "Germany", countryCode: "DE", isEu: true, city: "" });
  expect(new IpIntelligence({ geo: knows(BOSTON) }).lookup(at("2001:db8::1")).location).toMatchObject({
    longitude: "-71.0631",
    metroCode: "506",
    subdivision: "Massachusetts",
  });
});

test.each([undefined, null, "x", 7, [], {}, { city: "x", location: [], country: { names: 7 }, subdivisions: {} }])(
  "of %j nothing is known",
  (record) => {
    const known = new IpIntelligence({ geo: knows(record), as: knows(record) }).lookup(at("192.0.2.7"));
    const texts = Object.values({ ...known.location, ...known.registeredLocation });
    expect(new Set(texts)).toEqual(new Set(["", false]));
    expect(known.as).toEqual({ number: 0, organization: "" });
  },
);

test("names of the language's prototypes are no members", () => {
  const record = JSON.parse('{"city": {"__proto__": {"names": {"en": "x"}}}}');
  expect(new IpIntelligence({ geo: knows(record) }).lookup(at("192.0.2.7")).location?.city).toBe("");
});

describe("lists", () => {
  const intelligence = new IpIntelligence({
    categories: new Map([
      ["hosting", AddressSet.from(["192.0.2.0/24", "2001:db8::/32"])],
      ["proxy.anonymous.vpn", AddressSet.from(["192.0.2.7"])],
    ]),
    torNodes: AddressSet.from(["192.0.2.7"]),
    blocklist: AddressSet.from(["2001:db8::/32"]),
  });

  test.each<[string, string[], boolean, boolean]>([
    ["192.0.2.7", ["hosting", "proxy.anonymous.vpn"], true, false],
    ["::ffff:192.0.2.7", ["hosting", "proxy.anonymous.vpn"], true, false],
    ["192.0.2.8", ["hosting"], false, false],
    ["2001:db8::1", ["hosting"], false, true],
    ["fe80::1%eth0", [], false, false],
  ])("%s", (ip, categories, isTorNode, isOnBlocklist) => {
    const known = intelligence.lookup(at(ip));
    expect([known.categories, known.isTorNode, known.isOnBlocklist]).toEqual([categories, isTorNode, isOnBlocklist]);
  });

  test("what is no address is on no list, and not let in by that", () => {
    expect(() => intelligence.lookup(at("nobody"))).toThrow("`nobody` is no address");
  });
});

test("each source is asked once for each address, when a field of it is read", () => {
  const geo = knows(ZURICH);
  const as = knows(EXAMPLE_AS);
  const facts = new IpIntelligence({ geo, as }).facts(at("192.0.2.7"), at("192.0.2.8"));
  facts.client();
  expect(geo.get).not.toHaveBeenCalled();
  expect([facts.client().location?.city, facts.client().location?.country]).toEqual(["Zurich", "Switzerland"]);
  expect(facts.client().registeredLocation?.country).toBe("Germany");
  expect(geo.get.mock.calls).toEqual([["192.0.2.7"]]);
  expect(as.get).not.toHaveBeenCalled();
  expect([facts.server().as?.number, facts.server().as?.organization]).toEqual([64_496, "Example AS"]);
  expect(as.get.mock.calls).toEqual([["192.0.2.8"]]);
});
