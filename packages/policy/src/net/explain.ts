import { type Address, parseAddress } from "./address.ts";
import { type Cidr, parseCidr, parsePrefix } from "./cidr.ts";

/** Why a text is not what it should be: lower case, no final period; `hint` says what to write instead. */
export interface Invalid {
  readonly kind: "invalid";
  readonly reason: string;
  readonly hint?: string;
}

/** As `parseAddress`, with a reason where that says `undefined`. */
export function explainAddress(text: string): { readonly kind: "address"; readonly address: Address } | Invalid {
  const address = parseAddress(text);
  return address ? { kind: "address", address } : whyNoAddress(text);
}

/** As `parseCidr`, with a reason where that says `undefined`. */
export function explainCidr(text: string): { readonly kind: "cidr"; readonly cidr: Cidr } | Invalid {
  const cidr = parseCidr(text);
  return cidr ? { kind: "cidr", cidr } : whyNoCidr(text);
}

function invalid(reason: string, hint?: string): Invalid {
  return hint === undefined ? { kind: "invalid", reason } : { kind: "invalid", reason, hint };
}

function whyNoCidr(text: string): Invalid {
  const joined = text.replace(/\s+/g, "");
  if (joined !== text && joined.includes("/") && parseCidr(joined))
    return invalid("white space in the address", `write \`${joined}\``);
  const slash = text.indexOf("/");
  if (slash < 0) return blockSpelledOtherwise(text) ?? whyNoAddress(text);
  const written = text.slice(0, slash);
  const suffix = text.slice(slash + 1);
  const address = parseAddress(written);
  if (address === undefined) {
    if (/^\d{1,3}(\.\d{1,3}){0,2}$/.test(written)) {
      const octets = written.split(".");
      const full = [...octets, "0", "0", "0"].slice(0, 4).join(".");
      return invalid(`\`${written}\` is not a full address`, `write all four octets: \`${full}/${suffix}\``);
    }
    return whyNoAddress(written);
  }
  if (suffix === "") return invalid("the prefix after `/` is missing");
  if (parseAddress(suffix)?.family === 4) {
    return invalid(`\`${suffix}\` is a netmask, not a prefix length`, hintForNetmask(written, suffix));
  }
  const prefix = parsePrefix(suffix);
  if (prefix === undefined) {
    if (/^0\d+$/.test(suffix)) {
      return invalid(`the prefix \`${suffix}\` has a leading zero`, `write \`${written}/${Number(suffix)}\``);
    }
    if (!/^\d+$/.test(suffix)) return invalid(`the prefix \`${suffix}\` is not a decimal number`);
  }
  if (address.family === 4 && written.includes(":") && prefix !== undefined && prefix < 96) {
    return invalid(
      `an IPv4-mapped block shorter than /96 is neither IPv4 nor IPv6`,
      prefix <= 32 ? `write \`${address}/${prefix}\`, or \`${written}/${prefix + 96}\`` : `write \`${address}/N\``,
    );
  }
  const width = written.includes(":") ? 128 : 32;
  return invalid(`the prefix \`${suffix}\` is longer than /${width}`);
}

/** What other software takes for a set of addresses. */
function blockSpelledOtherwise(text: string): Invalid | undefined {
  const reason = `\`${text}\` is not an address`;
  if (/^(?:\*|any|all)$/i.test(text)) return invalid(reason, "write `0.0.0.0/0` for IPv4 and `::/0` for IPv6");
  const octets = /^((?:\d{1,3}\.){1,3})\*(?:\.\*)*$/.exec(text)?.[1]?.slice(0, -1).split(".");
  if (octets !== undefined) {
    const block = `${[...octets, "0", "0", "0"].slice(0, 4).join(".")}/${8 * octets.length}`;
    return invalid(reason, parseCidr(block) ? `write \`${block}\`` : undefined);
  }
  const ends = text.split("-").map((end) => end.trim());
  if (ends.length === 2 && ends.every((end) => parseAddress(end) !== undefined))
    return invalid(reason, "write the range as CIDRs, such as `192.0.2.0/25`");
  return undefined;
}

function hintForNetmask(address: string, netmask: string): string {
  const mask = parseAddress(netmask)?.w3 ?? 0;
  const length = Math.clz32(~mask);
  const contiguous = length === 32 || mask << length === 0;
  return contiguous ? `write \`${address}/${length}\`` : "write the number of leading bits";
}

function whyNoAddress(text: string): Invalid {
  if (text === "") return invalid("the address is empty");
  if (text.trim() !== text) return invalid("white space around the address", `write \`${text.trim()}\``);
  if (/^\[.*\]$/.test(text)) return invalid("an address has no brackets here", `write \`${text.slice(1, -1)}\``);
  const zone = text.indexOf("%");
  if (zone >= 0) {
    const bare = text.slice(0, zone);
    return invalid("a zone is not part of an address", parseAddress(bare) ? `write \`${bare}\`` : undefined);
  }
  const [bare = "", port = ""] = text.split(":");
  if (parseAddress(bare)?.family === 4 && /^\d+$/.test(port))
    return invalid("an address has no port here", `write \`${bare}\``);
  if (text.includes(":")) return whyNoIPv6(text);
  if (/^[\dxa-f.]*0x[\dxa-f.]*$/i.test(text))
    return invalid(`\`${text}\` is written in hexadecimal`, "write four decimal octets");
  if (!/^[\d.]+$/.test(text)) {
    const isName = /^(?:localhost|[a-z][\w-]*(?:\.[\w-]+)+)$/i.test(text);
    return invalid(
      `\`${text}\` is not an address`,
      isName ? "names are not looked up: write the addresses" : undefined,
    );
  }
  return whyNoIPv4(text);
}

function whyNoIPv4(text: string): Invalid {
  const octets = text.split(".");
  const octal = octets.find((octet) => /^0\d+$/.test(octet));
  if (octal !== undefined) {
    const plain = octets.map((octet) => octet.replace(/^0+(?=\d)/, "")).join(".");
    const hint = parseAddress(plain) ? `write \`${plain}\` if decimal is meant` : undefined;
    return invalid(`the octet \`${octal}\` has a leading zero and could be octal`, hint);
  }
  const large = octets.find((octet) => Number(octet) > 255);
  if (octets.length === 4 && large !== undefined) return invalid(`the octet \`${large}\` is greater than 255`);
  if (octets.includes("")) return invalid(`\`${text}\` has an empty octet`);
  const count = octets.length === 1 ? "one octet" : `${octets.length} octets`;
  return invalid(`\`${text}\` has ${count}, not four`, octets.length < 4 ? "write all four octets" : undefined);
}

function whyNoIPv6(text: string): Invalid {
  const groups = text.split(":");
  const long = groups.find((group) => /^[\da-f]{5,}$/i.test(group));
  if (long !== undefined) return invalid(`the group \`${long}\` has more than four digits`);
  if (text.split("::").length > 2 || text.includes(":::")) return invalid("`::` may stand only once");
  const last = groups.at(-1) ?? "";
  if (last.includes(".") && parseAddress(last) === undefined) return whyNoAddress(last);
  const bad = groups.find(
    (group, i) => !/^[\da-f]*$/i.test(group) && !(i === groups.length - 1 && group.includes(".")),
  );
  if (bad !== undefined) return invalid(`the group \`${bad}\` is not hexadecimal`);
  return invalid(`\`${text}\` does not have eight groups`);
}
