import { textSample } from "./quote.ts";
import { type AddressRange, maskByte, printRange, readAddress, readRange } from "./ranges.ts";
import { not, type Register, type Script } from "./script.ts";
import { type AddressValue, type HeldScalar, held } from "./value.ts";

/** All of IPv4, as HAProxy matches it among IPv6. */
const IPV4 = "::ffff:0:0/96";
const MAPPED_PREFIX = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff];

/** `INET6_ADDRSTRLEN`, without the NUL at its end. */
const LONGEST_ADDRESS = 45;
/** HAProxy takes at most 64 words a line; long lists go over several. */
const PATTERNS_PER_LINE = 32;

/**
 * Whether an address is in one of the ranges. `subject` is a sample that yields an address, or text that is one.
 *
 * Every pattern is written as IPv6. With an IPv4 pattern HAProxy would also match `::a.b.c.d` and 6to4 addresses; with
 * IPv6 patterns alone it compares IPv4 in its mapped form, which is what the language means. Only a prefix around the
 * whole mapped block needs a condition of its own that leaves IPv4 out.
 */
export function inRanges(script: Script, subject: string, ranges: readonly AddressRange[]): HeldScalar {
  const result = script.set(script.register(), "int(0)");
  const wide = ranges.filter(isAroundMapped).map(printRange);
  const others = ranges.filter((range) => !isAroundMapped(range)).map(asIpv6);
  for (const patterns of inLines(others)) script.set(result, "int(1)", `{ ${subject} -m ip ${patterns} }`);
  for (const patterns of inLines(wide)) {
    script.set(result, "int(1)", `{ ${subject} -m ip ${patterns} }`, not(`{ ${subject} -m ip ${IPV4} }`));
  }
  return held("bool", result);
}

/** An address as text: RFC 5952, mapped ones as IPv4. */
export function addressText(script: Script, { sample }: AddressValue): HeldScalar {
  const text = script.set(script.register(), `${sample},lower`);
  script.set(text, `${sample},regsub(^::ffff:,)`, `{ ${sample} -m ip ${IPV4} }`);
  writeHexadecimal(script, sample, text);
  return held("string", text, { ascii: true, longest: LONGEST_ADDRESS });
}

/** HAProxy, by `inet_ntop`, writes the last 32 bits of `::/96` with dots; RFC 5952 does not. */
function writeHexadecimal(script: Script, sample: string, text: Register): void {
  const dotted = [`{ var(${text}) -m sub '::' }`, `{ var(${text}) -m sub . }`];
  const group = (at: number): Register => {
    const register = script.set(script.register(), `${sample},bytes(${at},2),hex,lower,regsub(^0+,)`, ...dotted);
    return script.set(register, textSample("0"), ...dotted, `{ var(${register}) -m len 0 }`);
  };
  const [high, low] = [group(12), group(14)];
  script.set(text, `str(::),concat(,${high},:),concat(,${low},)`, ...dotted);
}

/** The one address as a range. */
export function rangeOfAddress(text: string): AddressRange | undefined {
  return readAddress(text) === undefined ? undefined : readRange(text);
}

function isAroundMapped({ network, length }: AddressRange): boolean {
  if (network.kind() !== "ipv6" || length > 96) return false;
  return network.toByteArray().every((byte, index) => {
    const mask = maskByte(length, index);
    return (byte & mask) === ((MAPPED_PREFIX[index] ?? 0) & mask);
  });
}

function asIpv6(range: AddressRange): string {
  if (range.network.kind() === "ipv6") return printRange(range);
  return `::ffff:${printRange(range).replace(/\/\d+$/, "")}/${96 + range.length}`;
}

function inLines(patterns: readonly string[]): readonly string[] {
  const lines: string[] = [];
  for (let at = 0; at < patterns.length; at += PATTERNS_PER_LINE) {
    lines.push(patterns.slice(at, at + PATTERNS_PER_LINE).join(" "));
  }
  return lines;
}
