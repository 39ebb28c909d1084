import type { Availability, Declaration, Environment, Frame } from "../environment.ts";
import { type CelType, DYN, INT, listOf, STRING, STRING_LIST, TIMESTAMP } from "../type.ts";
import type { Value } from "../value.ts";

/** A frame that holds values by path. */
export interface TestFrame extends Frame {
  readonly values: ReadonlyMap<string, Value>;
}

export function testFrame(values: { readonly [path: string]: Value } = {}, draws: readonly number[] = []): TestFrame {
  const left = [...draws];
  return { locals: [], random: () => left.shift() ?? Number.NaN, values: new Map(Object.entries(values)) };
}

type Fields = { readonly [name: string]: Declaration<TestFrame> };

function names(fields: Fields) {
  const map = new Map(Object.entries(fields));
  return { get: (name: string) => map.get(name), names: () => map.keys() };
}

function variable(path: string, type: CelType, extra: Partial<Declaration<TestFrame>> = {}): Declaration<TestFrame> {
  return { path, type, read: (frame) => frame.values.get(path), ...extra };
}

function group(path: string, fields: Fields): Declaration<TestFrame> {
  return { path, fields: names(fields) };
}

/** A little of what a policy's expressions can name. */
export function testEnvironment(
  options: {
    readonly availability?: (path: string) => Availability;
    readonly secrets?: { readonly [vault: string]: { readonly [name: string]: string } };
  } = {},
): Environment<TestFrame> {
  const location = group("conn.client_ip.geo.location", {
    city: variable("conn.client_ip.geo.location.city", STRING, { requires: "ip-intelligence" }),
  });
  const clientIp = variable("conn.client_ip", STRING, {
    fields: names({
      categories: variable("conn.client_ip.categories", STRING_LIST, { requires: "ip-intelligence" }),
      geo: group("conn.client_ip.geo", { location }),
    }),
  });
  const extension: CelType = { kind: "struct", name: "Extension", fields: new Map([["id", STRING]]) };
  const client = group("conn.tls.client", {
    pem: variable("conn.tls.client.pem", STRING),
    extensions: variable("conn.tls.client.extensions", listOf(extension)),
  });
  const { availability, secrets } = options;
  return {
    variables: names({
      conn: group("conn", {
        client_ip: clientIp,
        client_port: variable("conn.client_port", INT),
        server_ip: variable("conn.server_ip", STRING),
        ts: group("conn.ts", { start: variable("conn.ts.start", TIMESTAMP) }),
        tls: group("conn.tls", { sni: variable("conn.tls.sni", STRING, { requires: "client-hello" }), client }),
      }),
      vars: group("vars", {
        any: variable("vars.any", DYN),
        token: variable("vars.token", STRING, { secret: true }),
      }),
    }),
    ...(availability === undefined ? {} : { availability: ({ path }) => availability(path) }),
    ...(secrets === undefined ? {} : { secrets }),
  };
}
