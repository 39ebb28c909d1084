/** Values that meet: small overlapping pools find more than wide ones. */
export const ADDRESSES = [
  "192.0.2.10",
  "192.0.2.129",
  "10.1.2.3",
  "10.128.0.0",
  "0.0.0.0",
  "255.255.255.255",
  "2001:db8::1",
  "2001:db8:8000::",
  "::1",
  "fe80::1",
] as const;

/** The same and other addresses, as a socket may report them. */
export const CLIENT_ADDRESSES: readonly string[] = [
  ...ADDRESSES,
  "::ffff:192.0.2.10",
  "::FFFF:c000:20a",
  "2001:DB8:0:0::1",
  "::192.0.2.10",
];

export const CIDRS = [
  "192.0.2.0/24",
  "192.0.2.0/28",
  "192.0.2.10",
  "192.0.2.128/25",
  "10.0.0.0/8",
  "10.0.0.0/9",
  "10.1.2.3/16",
  "0.0.0.0/0",
  "128.0.0.0/1",
  "::/0",
  "2001:db8::/32",
  "2001:db8::/33",
  "2001:db8::1",
  "2001:DB8:8000::/33",
  "::ffff:192.0.2.0/120",
  "::ffff:0:0/96",
  "fe80::/10",
  "::1/128",
] as const;

export const NAMES = ["app.example.com", "example.com", "a.example.com", "evilexample.com", "x"] as const;

export const TEXTS = [
  "",
  "a",
  "app",
  "A-b",
  "it's",
  'say "x"',
  "é",
  "😀x",
  "a\nb",
  "${",
  "}",
  "back\\slash",
  "n7",
  "x,y,z",
] as const;

/** RE2 expressions, harmless ones. */
export const PATTERNS = ["a", "^app", "[.]com$", "^[0-9]+$", "(a|b)c?", "^$", "x.y"] as const;

export const PORTS = [40000, 40001, 443, 1, 65535] as const;

export const NUMBERS = [0, 1, 2, 7, 443, 40000, 65536] as const;

/** What TLS stacks say of a client certificate. */
export const VERDICTS = [
  "trusted",
  "untrusted",
  "expired",
  "not-yet-valid",
  "revoked",
  "wrong-purpose",
  "invalid",
] as const;

/** A CEL string literal. */
export function quoted(text: string): string {
  const escaped = text.replaceAll("\\", "\\\\").replaceAll("'", "\\'").replaceAll("\n", "\\n");
  return `'${escaped}'`;
}
