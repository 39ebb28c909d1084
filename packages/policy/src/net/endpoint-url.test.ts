import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseEndpointUrl } from "./endpoint-url.ts";
import { matchesPattern } from "./host-name.ts";

function read(text: string) {
  const result = parseEndpointUrl(text);
  if (result.kind === "invalid") throw new Error(result.reason);
  return result.url;
}

describe("parseEndpointUrl", () => {
  it("reads a name", () => {
    expect(read("tls://App.Example.COM.")).toEqual({
      scheme: "tls",
      host: "app.example.com",
      port: 443,
      wildcard: false,
      internal: false,
      url: "tls://app.example.com",
      canonical: "tls://app.example.com:443",
      addr: "app.example.com:443",
    });
  });

  it.each([
    ["tls://a.example:443", "tls://a.example", "tls://a.example:443"],
    ["tls://a.example:8443", "tls://a.example:8443", "tls://a.example:8443"],
    ["tcp://a.example:443", "tcp://a.example:443", "tcp://a.example:443"],
    ["TCP://10.0.0.1:22", "tcp://10.0.0.1:22", "tcp://10.0.0.1:22"],
    ["tcp://[2001:DB8:0::1]:22", "tcp://[2001:db8::1]:22", "tcp://[2001:db8::1]:22"],
    ["tcp://[::ffff:10.0.0.1]:22", "tcp://10.0.0.1:22", "tcp://10.0.0.1:22"],
    ["tls://*.Example.com", "tls://*.example.com", "tls://*.example.com:443"],
    ["tcp://db.internal:5432", "tcp://db.internal:5432", "tcp://db.internal:5432"],
    ["tcp://localhost:65535", "tcp://localhost:65535", "tcp://localhost:65535"],
  ])("prints %s", (text, url, canonical) => expect(read(text)).toMatchObject({ url, canonical }));

  it("tells an address, a wildcard and the internal binding", () => {
    expect(read("tcp://[::1]:1")).toMatchObject({ host: "::1", addr: "[::1]:1", internal: false });
    expect(read("tcp://[::1]:1").address?.toString()).toBe("::1");
    expect(read("tls://*.a.internal.")).toMatchObject({ wildcard: true, internal: true, host: "*.a.internal" });
    expect(read("tls://internal")).toMatchObject({ internal: false });
  });

  it.each([
    ["tcp://a.example", "needs a port"],
    ["tcp://a.example:", "is not a port"],
    ["tcp://a.example:0", "is not a port"],
    ["tcp://a.example:080", "is not a port"],
    ["tcp://a.example:65536", "is not a port"],
    ["tcp://:22", "host is missing"],
    ["tls://", "host is missing"],
    ["tls://10.0.0.1", "can never match a server name"],
    ["tls://[::1]", "can never match a server name"],
    ["tcp://::1:22", "is not `HOST:PORT`"],
    ["tcp://[10.0.0.1]:22", "no brackets"],
    ["tcp://[fe80::1%eth0]:22", "a zone"],
    ["tcp://010.0.0.1:22", "ends in a number"],
    ["tcp://0x7f000001:22", "ends in a number"],
    ["tcp://127.1:22", "ends in a number"],
    ["tls://a.example/", "no path"],
    ["tls://a.example?x", "no query"],
    ["tls://a.example#x", "no fragment"],
    ["tls://me@a.example", "no user"],
    ["tls://a.example ", "white space"],
    ["tls://*", "whole first label"],
    ["tls://*.", "whole first label"],
    ["tls://a.*.example", "whole first label"],
    ["tls://*a.example", "whole first label"],
    ["tls://*.10.0.0.1", "ends in a number"],
    ["tls://a..example", "empty label"],
    ["tls://bücher.example", "not ASCII"],
    ["tls://-a.example", "hyphen"],
    ["https://a.example", "`https` is not `tcp` or `tls`"],
    ["a.example:22", "is not `tcp://HOST:PORT`"],
    ["", "is not `tcp://HOST:PORT`"],
  ])("refuses %j", (text, reason) => {
    expect(parseEndpointUrl(text)).toMatchObject({ kind: "invalid", reason: expect.stringContaining(reason) });
  });

  it("reads what it prints", () => {
    const label = fc.stringMatching(/^[a-z]([a-z0-9-]{0,8}[a-z0-9])?$/);
    const host = fc.oneof(
      fc.array(label, { minLength: 1, maxLength: 4 }).map((labels) => labels.join(".")),
      fc.ipV4(),
      fc.ipV6().map((text) => `[${text}]`),
    );
    fc.assert(
      fc.property(host, fc.integer({ min: 1, max: 65535 }), (name, port) => {
        const url = read(`tcp://${name}:${port}`);
        expect(read(url.url)).toEqual(url);
        expect(read(url.canonical)).toEqual(url);
        expect(url.canonical).toBe(`tcp://${url.addr}`);
      }),
    );
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(["url", "invalid"]).toContain(parseEndpointUrl(`tls://${text}`).kind);
      }),
    );
  });
});

describe("matchesPattern", () => {
  it.each([
    ["a.b", "a.b", true],
    ["a.b", "x.a.b", false],
    ["*.a.b", "x.a.b", true],
    ["*.a.b", "y.x.a.b", true],
    ["*.a.b", "a.b", false],
    ["*.a.b", "xa.b", false],
    ["*.a.b", ".a.b", false],
    ["*.a.b", "", false],
  ])("%s on %s: %s", (pattern, name, matches) => expect(matchesPattern(pattern, name)).toBe(matches));
});
