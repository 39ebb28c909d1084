/**
 * Statements that no vector holds yet, each group with the reason. Strict: one that a vector holds may not stand here. No
 * decision vector can hold them: a decision ends where a proxy begins.
 */
export const WAITING: readonly { readonly statements: readonly string[]; readonly reason: string }[] = [
  { statements: ["3.2", "3.5"], reason: "scenario: what a client sees of a refusal is on the wire" },
  { statements: ["3.62"], reason: "wire: the bytes of a certificate that are no certificate" },
  { statements: ["3.70", "3.71", "3.72"], reason: "scenario: which forwards fail is known where endpoints are" },
  {
    statements: ["3.73", "3.74", "3.75", "3.76", "3.77", "3.78", "3.79"],
    reason: "scenario: two policies, one behind the other",
  },
  { statements: ["6.4", "6.5", "6.8", "6.9"], reason: "scenario: which endpoint a connection comes to" },
  { statements: ["6.11", "6.12", "6.13"], reason: "scenario: pools" },
  { statements: ["6.14", "6.15", "6.16", "6.17", "6.18", "6.19", "6.20"], reason: "scenario: upstreams" },
  { statements: ["6.21", "6.22", "6.24", "6.25", "6.26"], reason: "scenario: handshakes beyond a policy" },
  {
    statements: ["6.27", "6.28", "6.29", "6.30", "6.31", "6.32", "6.33", "6.34", "6.35", "6.36", "6.37", "6.38"],
    reason: "wire: bytes of ClientHellos",
  },
  { statements: ["6.39", "6.42"], reason: "scenario: from whom a PROXY header is read" },
  { statements: ["6.40", "6.41", "6.43", "6.44", "6.45", "6.46"], reason: "wire: bytes of PROXY headers" },
  {
    statements: ["7.1", "7.2", "7.3", "7.4", "7.5", "7.6", "7.7", "7.8", "7.9"],
    reason: "scenario: limits and alerts",
  },
  {
    statements: ["8.1", "8.2", "8.3", "8.4", "8.5", "8.6", "8.7", "8.8", "8.9", "8.12"],
    reason: "scenario: the event of a connection",
  },
  { statements: ["9.19"], reason: "scenario: a policy behind a PROXY header" },
  { statements: ["9.31", "9.32"], reason: "scenario: sessions across connections" },
];
