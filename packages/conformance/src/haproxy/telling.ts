import type { JsonValue } from "@sluice/policy";
import type { Backend, Frontend, HaproxyConfiguration, Telling, Told } from "./configuration.ts";
import type { Register } from "./script.ts";
import type { ScalarType } from "./value.ts";

/** What HAProxy tells of the values that it has computed for a connection, in the shape of a vector's `expect`. */
export interface ToldValues {
  readonly vars: JsonMap;
  readonly actions: JsonMap;
  readonly logs: readonly { readonly metadata: JsonValue | undefined }[];
  /** Paths that it does not hold, such as `vars.a`; and `logs`, if there is anything in them that it does not. */
  readonly untold: readonly string[];
}

type JsonMap = { readonly [key: string]: JsonValue };

/** Nothing else that HAProxy logs starts like this. */
const MARK = "told";
const FAILED = "failed";

/**
 * The format of a frontend's log line: the frontend, the backend and server that the connection went to, and every
 * register that is told: its value, or a `-` if it is unset. Text is in hexadecimal and behind its length, since HAProxy
 * writes a `-` for empty text, too.
 */
export function logFormat({ name, tells = [] }: Frontend): string {
  const fields = fieldsOf(tells).map(([register, type]) =>
    type === "string" ? `%[var(${register}),length]:%[var(${register}),hex]` : `%[var(${register})]`,
  );
  return [MARK, name, "%b", "%s", ...fields].join(" ");
}

/** The format where a frontend's rules never ran, since its handshake has failed. */
export function errorLogFormat({ name }: Frontend): string {
  return `${FAILED} ${name}`;
}

interface LogLine {
  readonly frontend: string;
  readonly backend: string;
  /** `<NOSRV>` if it went to none. */
  readonly server: string;
  readonly fields: readonly string[];
}

/** `failed`: the name of a frontend whose handshake has failed. */
function readLogLine(line: string): LogLine | { readonly failed: string } | undefined {
  const [mark, frontend, backend, server, ...fields] = line.trim().split(" ");
  if (mark === FAILED && frontend !== undefined) return { failed: frontend };
  if (mark !== MARK || frontend === undefined || backend === undefined || server === undefined) return undefined;
  return { frontend, backend, server, fields };
}

/** What HAProxy has logged of a connection, by its frontends' names. */
export class ConnectionLog {
  readonly #lines = new Map<string, LogLine>();
  readonly #failed = new Set<string>();

  add(text: string): void {
    const line = readLogLine(text);
    if (line === undefined) return;
    if ("failed" in line) this.#failed.add(line.failed);
    else this.#lines.set(line.frontend, line);
  }

  /**
   * The line of the last frontend whose rules have run, once all lines up to it are there: the others say that they have
   * handed the connection on.
   */
  last({ frontends, backends }: HaproxyConfiguration): LogLine | undefined {
    let line = this.#lines.get(frontends[0]?.name ?? "");
    while (line !== undefined) {
      const next = nextFrontend(line, backends);
      if (next === undefined || this.#failed.has(next)) return line;
      line = this.#lines.get(next);
    }
    return undefined;
  }
}

function nextFrontend({ backend, server }: LogLine, backends: readonly Backend[]): string | undefined {
  const servers = backends.find(({ name }) => name === backend)?.servers ?? [];
  const chosen = servers.find((_, index) => server === serverName(index));
  return chosen?.kind === "frontend" ? chosen.name : undefined;
}

export function serverName(index: number): string {
  return `s${index}`;
}

/** What a frontend's line says. */
export function valuesOf({ tells = [] }: Frontend, { fields }: LogLine): ToldValues {
  const read = new Map<Register, JsonValue>();
  for (const [index, [register, type]] of fieldsOf(tells).entries()) {
    const value = decoded(fields[index] ?? "-", type);
    if (value !== undefined) read.set(register, value);
  }
  const values = { vars: {}, actions: {} };
  const logs: { metadata: JsonValue | undefined }[] = [];
  const untold = new Set<string>();
  for (const telling of tells) {
    if (telling.kind === "log") {
      if (!read.has(telling.written)) continue;
      if (isUntold(telling.metadata)) untold.add("logs");
      logs.push({ metadata: resolve(telling.metadata, read) });
    } else if (isUntold(telling.value)) untold.add(telling.path.join("."));
    else {
      const value = resolve(telling.value, read);
      if (value !== undefined) put(values, telling.path, value);
    }
  }
  return { ...values, logs, untold: [...untold] };
}

/** Every register that is told, once. */
function fieldsOf(tells: readonly Telling[]): readonly (readonly [Register, ScalarType])[] {
  const fields = new Map<Register, ScalarType>();
  const add = (told: Told): void => {
    if (told.kind === "register") fields.set(told.register, told.type);
    else for (const part of partsOf(told)) add(part);
  };
  for (const telling of tells) {
    if (telling.kind === "log") fields.set(telling.written, "bool");
    add(telling.kind === "log" ? telling.metadata : telling.value);
  }
  return [...fields];
}

function partsOf(told: Told): readonly Told[] {
  if (told.kind === "list") return told.items;
  return told.kind === "map" ? told.entries.map(([, value]) => value) : [];
}

function isUntold(told: Told): boolean {
  return told.kind === "untold" || partsOf(told).some(isUntold);
}

function decoded(field: string, type: ScalarType): JsonValue | undefined {
  if (field.startsWith("-") && type !== "int") return undefined;
  switch (type) {
    case "bool":
      return field === "1";
    case "int":
      return field === "-" ? undefined : integer(field);
    case "string": {
      const [, hex = "-"] = field.split(":");
      return hex === "-" ? "" : Buffer.from(hex, "hex").toString("utf8");
    }
  }
}

/** Beyond what a JSON number holds, as text. */
function integer(digits: string): number | string {
  const value = Number(digits);
  return Number.isSafeInteger(value) ? value : digits;
}

function resolve(told: Told, read: ReadonlyMap<Register, JsonValue>): JsonValue | undefined {
  switch (told.kind) {
    case "register":
      return read.get(told.register);
    case "constant":
      return told.value;
    case "list":
      return told.items.map((item) => resolve(item, read) ?? null);
    case "map":
      return Object.fromEntries(told.entries.map(([key, value]) => [key, resolve(value, read) ?? null]));
    case "untold":
      return undefined;
  }
}

function put(target: { [key: string]: JsonValue }, [first = "", ...rest]: readonly string[], value: JsonValue): void {
  if (rest.length === 0) {
    target[first] = value;
    return;
  }
  const inner = { ...((target[first] ?? {}) as { [key: string]: JsonValue }) };
  put(inner, rest, value);
  target[first] = inner;
}
