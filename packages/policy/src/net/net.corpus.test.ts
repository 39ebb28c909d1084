import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseAddress } from "./address.ts";
import { AddressSet } from "./address-set.ts";
import { parseCidr } from "./cidr.ts";

/** The rows of a file below `SLUICE_CORPUS`. Throws where that is not set, rather than to check nothing. */
function corpusRows<R>(file: string): R[] {
  const folder = process.env.SLUICE_CORPUS;
  if (!folder) throw new Error("set SLUICE_CORPUS to the folder of the published test data");
  const lines = readFileSync(join(folder, file), "utf8").trimEnd().split("\n");
  return lines.map((line) => JSON.parse(line) as R);
}

interface Row {
  readonly id: string;
  readonly input: string;
  readonly verdict: string;
  readonly conflict?: string;
  readonly claims: readonly { readonly by: string; readonly canonical?: string; readonly network?: string }[];
}

/** Valid to some and not to others, or against the language: the language decides, in the tests below. */
const decided = (row: Row) => row.conflict !== undefined || row.verdict === "conflict";

describe("addresses", () => {
  const rows = corpusRows<Row>("ip/addresses.jsonl");
  it.each(rows.filter((row) => !decided(row)))("$id $input", (row) => {
    const address = parseAddress(row.input);
    expect(address !== undefined).toBe(row.verdict === "valid");
    for (const { canonical } of row.claims) {
      if (canonical !== undefined) expect(address).toEqual(parseAddress(canonical));
      if (canonical !== undefined && address?.family === 6) expect(`${address}`).toBe(canonical);
    }
  });
  it.each(rows.filter(decided))("decided: $id $input is no address, for its zone", (row) => {
    expect(row.input).toContain("%");
    expect(parseAddress(row.input)).toBeUndefined();
  });
});

describe("CIDRs", () => {
  const rows = corpusRows<Row>("ip/cidrs.jsonl");
  it.each(rows)("$id $input", (row) => {
    const cidr = parseCidr(row.input);
    // Published as "not a CIDR"; a bare address is a block of one here (language.md, section 3).
    const bare = !row.input.includes("/") && parseAddress(row.input) !== undefined;
    expect(cidr !== undefined).toBe(bare || row.verdict === "valid");
    for (const { network } of row.claims) if (network !== undefined) expect(cidr?.text).toBe(network);
  });
});

describe("containment", () => {
  const rows = corpusRows<{ id: string; cidr: string; ip: string; contains: boolean }>("ip/contains.jsonl");
  it.each(rows)("$id $cidr contains $ip: $contains", (row) => {
    const address = parseAddress(row.ip);
    expect(address && parseCidr(row.cidr)?.contains(address)).toBe(row.contains);
    expect(AddressSet.from([row.cidr]).match(row.ip)).toBe(row.contains ? parseCidr(row.cidr)?.text : undefined);
  });
});
