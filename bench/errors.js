/** Errors that the other side of `||` absorbs, and what one connection has of the names in them. */
import { CelMap } from "@sluice/policy";

const STRING = { kind: "string" };
const INT = { kind: "int" };
const TYPES = {
  labels: { kind: "map", key: STRING, value: STRING },
  absent: STRING,
  zero: INT,
  client_port: INT,
  sni: STRING,
};
const KNOWN = { zero: 0n, client_port: 443n, sni: "api.example.com" };

export const ERRORS = [
  { name: "missing key", cel: "labels['none'] == 'a' || sni != ''" },
  { name: "missing variable", cel: "absent == 'a' || sni != ''" },
  { name: "division by zero", cel: "client_port / zero == 1 || sni != ''" },
];

/** Nothing under `absent`; a library finds no such variable. */
export const FRAME = {
  locals: [],
  cost: 0,
  random: () => Number.NaN,
  labels: CelMap.fromRecord({ team: "edge" }),
  absent: undefined,
  ...KNOWN,
};
export const CONTEXT = { labels: { team: "edge" }, ...KNOWN };

const read = {
  labels: (frame) => frame.labels,
  absent: (frame) => frame.absent,
  zero: (frame) => frame.zero,
  client_port: (frame) => frame.client_port,
  sni: (frame) => frame.sni,
};
const variables = new Map(
  Object.entries(TYPES).map(([name, type]) => [name, { path: name, type, maxSize: 253, read: read[name] }]),
);

export const ERRORS_DECLARED = { variables: { get: (name) => variables.get(name), names: () => variables.keys() } };
