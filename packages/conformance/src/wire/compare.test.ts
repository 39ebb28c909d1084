import { expect, test } from "vitest";
import { compareWire } from "./compare.ts";
import type { WireAnswer, WireTopic } from "./vector.ts";

const compare = (wire: WireTopic, expected: WireAnswer, answer: WireAnswer, also?: readonly WireAnswer[]) =>
  compareWire({ wire, expect: expected, ...(also === undefined ? {} : { also }) }, answer).map(({ path }) => path);

const hello = { result: "hello", sni: "a.example", ja4: "t13", length: 9 };
const local = { result: "header", command: "local", source: null, destination: null, length: 16, checksum: null };

test("who is let in must be told, all else may be left out", () => {
  expect(compare("client-hello", hello, { result: "hello", sni: "a.example" })).toEqual([]);
  expect(compare("client-hello", hello, { result: "hello" })).toEqual(["sni"]);
  expect(compare("client-hello", hello, { ...hello, ja4: "t12" })).toEqual(["ja4"]);
  expect(compare("proxy-header", local, { result: "header", command: "local" })).toEqual(["length"]);
  expect(compare("certificate", { result: "certificate", serial_number: "1" }, { result: "certificate" })).toEqual([
    "serial_number",
  ]);
});

test("null is a member that is left out, and nothing else", () => {
  const told = { result: "header", command: "local", length: 16 };
  expect(compare("proxy-header", local, told)).toEqual([]);
  expect(compare("proxy-header", local, { ...told, source: { address: "10.0.0.1", port: 1 } })).toEqual(["source"]);
  expect(compare("proxy-header", local, { ...told, checksum: "fits" })).toEqual(["checksum"]);
});

test("reasons are compared with engines that speak our codes", () => {
  const expected = { result: "malformed", reason: "truncated" };
  expect(compare("client-hello", expected, { result: "malformed", reason: "too short" })).toEqual([]);
  expect(compare("client-hello", expected, { result: "malformed", reason: "alpn", codes: true })).toEqual(["reason"]);
  expect(compare("client-hello", expected, { result: "malformed", codes: true })).toEqual([]);
});

test("another right answer is right, a mixture is not", () => {
  const also = [{ result: "invalid" }];
  const expected = { ...local, checksum: "differs" };
  expect(compare("proxy-header", expected, { result: "invalid" }, also)).toEqual([]);
  expect(compare("proxy-header", expected, { result: "none" }, also)).toContain("result");
});
