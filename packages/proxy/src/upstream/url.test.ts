import { describe, expect, test } from "vitest";
import { parseUpstreamUrl } from "./url.ts";

describe("parseUpstreamUrl", () => {
  test.each([
    ["8080", "tcp", "localhost", 8080],
    ["db.local:5432", "tcp", "db.local", 5432],
    ["127.0.0.1:1", "tcp", "127.0.0.1", 1],
    ["[::1]:5432", "tcp", "::1", 5432],
    ["tcp://db.local:5432", "tcp", "db.local", 5432],
    ["tcp://8080", "tcp", "localhost", 8080],
    ["TLS://db.local:8443", "tls", "db.local", 8443],
    ["tls://db.local", "tls", "db.local", 443],
    ["tls://[::1]", "tls", "::1", 443],
  ])("%s", (text, scheme, host, port) =>
    expect(parseUpstreamUrl(text)).toEqual({ ok: true, address: { scheme, host, port } }),
  );

  test.each([
    "",
    "db.local",
    "0",
    "70000",
    "http://db.local:80",
    "db.local:",
    "::1:80",
    "[db]:80",
    "a b:80",
    "tcp://db",
  ])("refuses %j", (text) => expect(parseUpstreamUrl(text).ok).toBe(false));
});
