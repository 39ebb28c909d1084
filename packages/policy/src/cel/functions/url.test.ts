import { describe, expect, it } from "vitest";
import { evaluate } from "../testing/evaluate.ts";
import { CelMap, type Value } from "../value.ts";

function asObject(value: Value | undefined): unknown {
  return value instanceof CelMap ? Object.fromEntries(value.entries() as Iterable<[string, Value]>) : value;
}

const NOT_URL = "fault invalid-argument";

describe("url.parse", () => {
  it.each([
    ["https://ngrok.com", { scheme: "https", host: "ngrok.com" }],
    [
      "https://me:secret@a.example:8443/p/q?x=1&y=%26#top",
      {
        scheme: "https",
        username: "me",
        host: "a.example",
        port: "8443",
        path: "/p/q",
        query: "x=1&y=%26",
        fragment: "top",
      },
    ],
    ["HTTP://A.Example/", { scheme: "http", host: "A.Example", path: "/" }],
    ["tcp://[2001:db8::1]:22", { scheme: "tcp", host: "2001:db8::1", port: "22" }],
    ["http://[::ffff:1.2.3.4]", { scheme: "http", host: "::ffff:1.2.3.4" }],
    ["http://a%40b@h/a%20b#c%23", { scheme: "http", username: "a@b", host: "h", path: "/a b", fragment: "c#" }],
    ["http://%C3%A9.example", { scheme: "http", host: "é.example" }],
    ["mailto:me@a.example", { scheme: "mailto", path: "me@a.example" }],
    ["file:///etc/hosts", { scheme: "file", path: "/etc/hosts" }],
    ["/a/b?c=d", { path: "/a/b", query: "c=d" }],
    ["/a:b", { path: "/a:b" }],
    ["http://h:/?#", { scheme: "http", host: "h", path: "/" }],
    ["http://h?a=/b?c#/d?e", { scheme: "http", host: "h", query: "a=/b?c", fragment: "/d?e" }],
    ["", {}],
    ["not a url", NOT_URL],
    ["1a:b", NOT_URL],
    [":b", NOT_URL],
    ["http://a b", NOT_URL],
    ["http://h/%zz", NOT_URL],
    ["http://h/%ff", NOT_URL],
    ["http://h:8x", NOT_URL],
    ["http://[::1", NOT_URL],
    ["http://[::1]x", NOT_URL],
    ["http://[1.2.3.4]", NOT_URL],
    ["http://[fe80::1%25eth0]", NOT_URL],
    ["http://::1/", NOT_URL],
    ["http://%61.example", NOT_URL],
    ["http://a@b@c", NOT_URL],
    ["http://h/é", NOT_URL],
    ["http://h/a\\b", NOT_URL],
    ["http://h#a#b", NOT_URL],
    [`http://h/${"a".repeat(3_000_000)} `, NOT_URL],
  ])("of %.80j", (s, expected) => {
    expect(asObject(evaluate("url.parse(s)", s))).toEqual(expected);
    expect(asObject(evaluate("s.parseUrl()", s))).toEqual(expected);
  });

  it("gives strings", () => {
    expect(evaluate("s.parseUrl().port == '22'", "ssh://h:22")).toBe(true);
    expect(evaluate("url.parse(s).port == 22", "ssh://h:22")).toBe("no-such-overload");
    expect(evaluate("has(url.parse(s).port)", "ssh://h")).toBe(false);
  });
});

describe("URL escapes", () => {
  it.each([
    ["s.escapeUrl()", "a b-_.~&=+%!'()*/é😀", "a+b-_.~%26%3D%2B%25%21%27%28%29%2A%2F%C3%A9%F0%9F%98%80"],
    ["s.escapeUrl()", "\ud800", "%EF%BF%BD"],
    ["s.escapeUrl().unescapeUrl() == s", "a b+%!'()*\u0000é", true],
    ["url.unescape(s)", "i%3Bmd%2Fr%2F%24y", "i;md/r/$y"],
    ["url.unescape(s)", "%ff", "fault invalid-argument"],
  ])("%s of %j", (text, s, expected) => {
    expect(evaluate(text, s)).toBe(expected);
  });
});

describe("isURL", () => {
  it.each([
    ["https://ngrok.com", true],
    ["ngrok.com", false],
    ["/a", false],
    ["mailto:a@b", false],
    ["file:///a", false],
    ["http://a b", false],
    ["", false],
  ])("of %j", (s, expected) => {
    expect(evaluate("s.isURL()", s)).toBe(expected);
  });
});

describe("query strings", () => {
  it.each([
    ["a=b&c=d", { a: "b", c: "d" }],
    ["a=1&a=2", { a: "1" }],
    ["a", { a: "" }],
    ["a=b=c&&", { a: "b=c" }],
    ["a+b=%26%3D", { "a b": "&=" }],
    [
      "__proto__=x&constructor=y",
      Object.fromEntries([
        ["__proto__", "x"],
        ["constructor", "y"],
      ]),
    ],
    ["", {}],
    ["a=%", NOT_URL],
    ["%ff=a", NOT_URL],
  ])("%j are decoded", (s, expected) => {
    expect(asObject(evaluate("queryString.decode(s)", s))).toEqual(expected);
    expect(asObject(evaluate("s.decodeQueryString()", s))).toEqual(expected);
  });

  it.each([
    ["queryString.encode({'b': s, 'a': '1'})", "x y&=é", "a=1&b=x+y%26%3D%C3%A9"],
    ["{s: ''}.encodeQueryString()", "k", "k="],
    ["queryString.encode({})", "", ""],
    ["queryString.encode({'a': 1})", "", "no-such-overload"],
    ["queryString.encode({'a': d})", "", "fault no-such-overload"],
    ["queryString.encode({1: 'a'})", "", "no-such-overload"],
    ["queryString.encode(s.decodeQueryString())", "b=1&a=%20&b=2", "a=+&b=1"],
    ["queryString.encode({'a-b': s, 'a': '2', '😀': '3', '\uff5e': '4'})", "1", "a=2&a-b=1&%EF%BD%9E=4&%F0%9F%98%80=3"],
    ["queryString.decod(s)", "", "unknown-function"],
  ])("are encoded: %s", (text, s, expected) => {
    expect(evaluate(text, s)).toBe(expected);
  });

  it.each([
    ["a=b&c=d", true],
    ["a=", true],
    ["a=%20+b", true],
    ["not a query string", false],
    ["a", false],
    ["a=b&", false],
    ["=b", false],
    ["a=%2", false],
    ["a=b#c", false],
    ["", false],
  ])("%j is one: %j", (s, expected) => {
    expect(evaluate("s.isQueryString()", s)).toBe(expected);
  });
});
