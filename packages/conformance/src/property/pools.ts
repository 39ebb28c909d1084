/** Values that meet: small overlapping pools find more than wide ones. */
const ADDRESSES = [
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
  " trim\u00a0",
  "it's",
  'say "x"',
  "é",
  "İßſ",
  "😀x",
  "a\nb",
  "${",
  "}",
  "back\\slash",
  "n7",
  "x,y,z",
] as const;

/** What functions read: numbers, times, addresses, URLs, JSON, encodings; some of it just not. */
const WRITTEN = [
  "42",
  "-7",
  "0x2a",
  "1.5e3",
  "NaN",
  "true",
  "1h30m",
  "2026-01-01T00:00:00.5+02:00",
  "2026-02-30T00:00:00Z",
  "192.0.2.10",
  "010.1.2.3",
  "::ffff:192.0.2.10",
  "fe80::1%eth0",
  "192.0.2.0/24",
  "::ffff:192.0.2.0/120",
  "https://user:pw@app.example.com:8443/a%20b?x=1&y=%26#top",
  "//host/path",
  "http://[::1]:x/",
  "a=1&a=2&b=%20+c",
  "%ff",
  '{"a": [1, 2.5, "x", null], "b": {"c": true}}',
  "[1,",
  "aGVsbG8",
  "aGVsbG8=",
  "not base64!",
  "(",
] as const;

/** RE2 expressions, harmless ones. */
const PATTERNS = [
  "a",
  "^app",
  "[.]com$",
  "^[0-9]+$",
  "(a|b)c?",
  "^$",
  "x.y",
  "(?i)APP",
  "\\bexample\\b",
  "^(a+)+$",
  "[^a-z]{2,3}",
  "[[:alpha:]]+\\.",
  "\\d|\\W",
] as const;

/** Near to 40000, so that differences are small, or far below. */
export const CLIENT_PORTS = [40000, 40001, 40007, 443, 1] as const;

export const PORTS = [40000, 40001, 443, 1, 65535] as const;

const NUMBERS = [0, 1, 2, 7, 443, 40000, 65536] as const;

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
function quoted(text: string): string {
  const escaped = text.replaceAll("\\", "\\\\").replaceAll("'", "\\'").replaceAll("\n", "\\n");
  return `'${escaped}'`;
}

const HASHES = ["crc32", "crc64", "md5", "sha1", "sha256", "sha512", "xxhash64"];
const PARTS = "FullYear Month Date DayOfMonth DayOfWeek DayOfYear Hours Minutes Seconds Milliseconds".split(" ");

/** What stands for `<name>` in a form. */
export const PLACEHOLDERS: Readonly<Record<string, readonly string[]>> = {
  relation: ["==", "!=", "<", "<=", ">", ">="],
  number: NUMBERS.map(String),
  // Small numbers that no compiler knows; of some connections negative or large.
  place: ["(conn.client_port - 40000)", "(conn.client_port - 39998)", "1", "0"],
  address: ADDRESSES.map(quoted),
  cidr: CIDRS.map(quoted),
  name: NAMES.map(quoted),
  text: TEXTS.map(quoted),
  written: WRITTEN.map(quoted),
  pattern: PATTERNS.map(quoted),
  suffix: [".example.com", "example.com", ".com", ""].map(quoted),
  separator: ["", ".", ",", "a", "-"].map(quoted),
  zone: ["Europe/Zurich", "America/New_York", "+02:00", "-03:30", "UTC"].map(quoted),
  length: ["/24", "/32", "/64", "/0"].map(quoted),
  digest: ["hex", "base64"].map(quoted),
  hash: HASHES,
  part: PARTS.map((part) => `get${part}`),
  unit: ["getHours", "getMinutes", "getSeconds", "getMilliseconds"],
  type: ["int", "string", "list", "map", "bool", "google.protobuf.Timestamp", "type"],
};
