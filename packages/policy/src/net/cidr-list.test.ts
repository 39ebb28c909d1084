import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AddressSet } from "./address-set.ts";
import { type Cidr, parseCidr } from "./cidr.ts";
import { type CidrList, CidrListReader } from "./cidr-list.ts";
import { anyCidr } from "./testing/arbitraries.ts";

/** What a list comes to when it is cut before each of these offsets. */
function read(list: string | Uint8Array, cuts: readonly number[] = []): CidrList {
  const bytes = typeof list === "string" ? new TextEncoder().encode(list) : list;
  const bounds = [0, ...cuts.map((cut) => Math.min(cut, bytes.length)).sort((a, b) => a - b), bytes.length];
  const reader = new CidrListReader();
  for (const [i, end] of bounds.slice(1).entries()) {
    const chunk = bytes.slice(bounds[i], end);
    reader.push(chunk);
    // Who reads a file reads the next part into the same memory.
    chunk.fill(0x37);
  }
  return reader.end();
}

/** What it came to, as plain data. */
function shown(list: CidrList): unknown {
  return list.kind === "list" ? [...list.set].map(String) : list;
}

function problems(list: string): unknown {
  const result = read(list);
  return result.kind === "invalid" ? result.problems : result.kind;
}

/** The obvious way: a string for each line. */
function naive(text: string): { readonly blocks: readonly Cidr[]; readonly wrong: number } {
  const texts = text.split(/\r\n|\n|\r/).map((line) => line.replace(/[#;].*/s, "").trim());
  const parsed = texts.filter((line) => line !== "").map(parseCidr);
  const blocks = parsed.filter((cidr) => cidr !== undefined);
  return { blocks, wrong: parsed.length - blocks.length };
}

const lineEnd = fc.constantFrom("\n", "\r\n", "\r", "\n\n", "\n\r");
const comment = fc.constantFrom("", " # the office", ";", "\t; ä #", "#".repeat(5000));
const space = fc.constantFrom("", " ", "\t ", "\u00a0", "\ufeff");
const spelled = anyCidr().chain((cidr) => {
  const bare = cidr.network.toString();
  const long = [...cidr.network.toBytes({ mapped: true })]
    .map((byte, i) => byte.toString(16).padStart(2, "0") + (i % 2 === 1 && i < 15 ? ":" : ""))
    .join("");
  const mapped = `${long}/${cidr.family === 4 ? cidr.prefix + 96 : cidr.prefix}`;
  return fc.constantFrom(cidr.text, bare, long, long.toUpperCase(), mapped, `${bare}/0`, `${bare}/${cidr.prefix}x`);
});
const junk = fc.string({ unit: fc.constantFrom(..."0123456789af.:/ é\0"), maxLength: 20 });
const mended = fc.tuple(spelled, fc.nat({ max: 40 }), fc.constantFrom("", ":", ".", "0", "/", "f", "::", " "));
const content = fc.oneof(
  { weight: 4, arbitrary: spelled },
  junk,
  mended.map(([text, at, put]) => text.slice(0, at) + put + text.slice(at + (put === "" ? 1 : 0))),
);
const line = fc.tuple(space, content, space, comment, lineEnd).map((parts) => parts.join(""));
const list = fc.array(line, { maxLength: 12 }).map((lines) => lines.join(""));

describe("CidrListReader", () => {
  it("reads what is read line by line, however it is cut", () => {
    fc.assert(
      fc.property(list, fc.array(fc.nat({ max: 400 }), { maxLength: 8 }), (text, cuts) => {
        const { blocks, wrong } = naive(text);
        const result = read(text, cuts);
        if (wrong > 0) {
          expect(result).toMatchObject({ kind: "invalid" });
          if (result.kind !== "invalid") return;
          expect(result.problems.length + result.more).toBe(wrong);
          expect([...result.set].map(String)).toEqual([...AddressSet.from(blocks)].map(String));
        } else if (blocks.length === 0) expect(result).toEqual({ kind: "empty" });
        else expect(shown(result)).toEqual([...AddressSet.from(blocks)].map(String));
      }),
      { numRuns: 2000 },
    );
  });

  it("says the same for every cut in two, and byte by byte", () => {
    const lists = [
      "\ufeff10.0.0.0/8\r\n2001:db8::/32 # ä\r\n\r\n::ffff:192.0.2.1;é\r192.0.2.7",
      "10.0.0.0/8\nmünchen.example\r\n\0\n010.0.0.1\n",
      `${"x".repeat(4097)}\n10.0.0.1\n${" ".repeat(4000)}10.0.0.2 # long`,
      "# a key\r\n-----BEGIN PRIVATE KEY-----\r\nMC4C\r\n",
    ];
    for (const each of lists) {
      const bytes = new TextEncoder().encode(each);
      const whole = shown(read(bytes));
      const every = Array.from(bytes, (_, i) => i);
      expect(shown(read(bytes, every))).toEqual(whole);
      for (const cut of every) expect(shown(read(bytes, [cut])), `cut at ${cut}`).toEqual(whole);
    }
  });

  it("takes a list as people's programs write them", () => {
    const text = "\ufeff# v1\r\n10.0.0.0/8\r\n  2001:DB8::/32\t; all of it\r\n\r\n192.0.2.1";
    expect(shown(read(text))).toEqual(["10.0.0.0/8", "192.0.2.1/32", "2001:db8::/32"]);
    expect(shown(read("10.0.0.1\r10.0.0.2\r# 10.0.0.3\r10.0.0.4\r"))).toEqual([
      "10.0.0.1/32",
      "10.0.0.2/32",
      "10.0.0.4/32",
    ]);
  });

  it("tells where what is wrong stands, and how many more there are", () => {
    expect(problems("10.0.0.1\r\n\r\n \t010.0.0.1 # why\r\n")).toEqual([
      { line: 3, column: 3, reason: expect.stringContaining("`010` has a leading zero"), hint: expect.anything() },
    ]);
    const many = read(`10.0.0.0/8\n${"nobody\n".repeat(7)}`);
    expect(many).toMatchObject({ kind: "invalid", more: 2 });
    expect(many.kind === "invalid" && many.problems.map((each) => each.line)).toEqual([2, 3, 4, 5, 6]);
  });

  it("quotes what was cut in the middle of a letter, and a NUL, as they are", () => {
    expect(problems("münchen")).toMatchObject([{ line: 1, column: 1, reason: "`münchen` is not an address" }]);
    expect(problems("10.0.0.1\0")).toMatchObject([{ reason: "`10.0.0.1\0` is not an address" }]);
    const broken = read(Uint8Array.of(0x31, 0xc3, 0x0a));
    expect(broken).toMatchObject({ kind: "invalid", problems: [{ reason: "`1\ufffd` is not an address" }] });
  });

  it("bounds a line, but not its comment", () => {
    const longest = `10.0.0.1${" ".repeat(4088)}`;
    expect(shown(read(`${longest}\n`))).toEqual(["10.0.0.1/32"]);
    expect(problems(`${longest} \n`)).toMatchObject([{ line: 1, reason: "the line is longer than 4096 bytes" }]);
    expect(problems(`${longest} # late\n`)).toMatchObject([{ line: 1 }]);
    expect(problems(" ".repeat(5000))).toMatchObject([{ line: 1 }]);
    expect(shown(read(`10.0.0.1 #${"x".repeat(100_000)}\n10.0.0.2`))).toEqual(["10.0.0.1/32", "10.0.0.2/32"]);
  });

  it("tells nothing of a key, wherever it stands", () => {
    const key = "MC4CAQAwBQYDK2VwBCIEIJ+DYvh6SEqVTm50DFtMDoQikTmiCqirVv9mWG9qfSnF";
    const pem = `-----BEGIN PRIVATE KEY-----\n${key}\nsecret==\n-----END PRIVATE KEY-----\n`;
    expect(read(pem)).toEqual({ kind: "pem" });
    expect(read(`\n  ${pem}`)).toEqual({ kind: "pem" });
    expect(read(`# mine\n10.0.0.1\nwrong\n${pem}`)).toEqual({ kind: "pem" });
    const bare = JSON.stringify(read(`${key}\nsecret==\n`));
    expect(bare).toContain("is not shown");
    expect(bare).not.toMatch(/MC4C|secret/);
  });

  it("finds nobody on a list without any", () => {
    for (const none of ["", "\n", "# nobody\r\n;\n \t\n", "\ufeff", "\r"])
      expect(read(none)).toEqual({ kind: "empty" });
  });
});
