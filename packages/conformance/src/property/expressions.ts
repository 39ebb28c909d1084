import type { Dice } from "./dice.ts";
import { ADDRESSES, CIDRS, NAMES, NUMBERS, PATTERNS, quoted, TEXTS } from "./pools.ts";
import type { Scope } from "./scope.ts";

/** Writes well-typed expressions; some of them fail when they run. */
export class ExpressionWriter {
  readonly #dice: Dice;
  readonly #scope: Scope;

  constructor(dice: Dice, scope: Scope) {
    this.#dice = dice;
    this.#scope = scope;
  }

  bool(depth: number): string {
    const dice = this.#dice;
    const simple = [
      () => `conn.client_port ${dice.pick("==", "!=", "<", ">=")} ${dice.of(NUMBERS)}`,
      () => `conn.client_ip ${dice.pick("==", "!=")} ${quoted(dice.of(ADDRESSES))}`,
      () => `inCidrRange(conn.client_ip, ${quoted(dice.of(CIDRS))})`,
      () => `inCidrRanges(conn.client_ip, [${dice.many(0, 3, () => quoted(dice.of(CIDRS))).join(", ")}])`,
      () => `conn.tls.sni ${dice.pick("==", "!=")} ${quoted(dice.of(NAMES))}`,
      () => `conn.tls.sni.endsWith(${quoted(dice.pick(".example.com", "example.com", ".com", ""))})`,
      () => `conn.client_ip in [${dice.many(1, 3, () => quoted(dice.of(ADDRESSES))).join(", ")}]`,
      () => "conn.client_ip.isPrivateIp()",
      () => `rand.double() < ${dice.pick("0.5", "0.25", "1.0")}`,
      () => `conn.ts.start ${dice.pick("<", ">=")} timestamp('2026-01-01T00:00:0${dice.int(0, 1)}Z')`,
      ...this.#knownBools(),
    ];
    if (depth <= 0) return dice.of(simple)();
    const sub = () => this.bool(depth - 1);
    const nested = [
      () => `(${sub()} && ${sub()})`,
      () => `(${sub()} || ${sub()})`,
      () => `!(${sub()})`,
      () => `(${sub()} ? ${sub()} : ${sub()})`,
      () => `${this.int(depth - 1)} ${dice.pick("==", "<", ">=", "!=")} ${this.int(depth - 1)}`,
      () => `${this.string(depth - 1)} ${dice.pick("==", "!=", "<")} ${this.string(depth - 1)}`,
      () => `${this.string(depth - 1)}.${dice.pick("startsWith", "endsWith", "contains")}(${this.string(depth - 1)})`,
      () => `${this.string(depth - 1)}.matches(${quoted(dice.of(PATTERNS))})`,
      () => `${this.string(depth - 1)} in ${this.strings(depth - 1)}`,
      () =>
        `${this.strings(depth - 1)}.${dice.pick("exists", "all", "exists_one")}(e, e.${dice.pick("startsWith", "contains")}(${this.string(depth - 1)}))`,
      () =>
        `[${dice.many(1, 3, () => this.int(depth - 1)).join(", ")}].${dice.pick("exists", "all")}(n, conn.client_port ${dice.pick("/", "%")} n == ${dice.of(NUMBERS)})`,
      () => `${this.strings(depth - 1)} == ${this.strings(depth - 1)}`,
    ];
    return dice.of([...simple, ...nested, ...nested])();
  }

  int(depth: number): string {
    const dice = this.#dice;
    const simple = [
      () => "conn.client_port",
      () => String(dice.of(NUMBERS)),
      () => "conn.server_port",
      () => "endpoint.port",
      () => "rand.int(0, 9)",
      () => "conn.ts.start.getHours()",
      ...this.#vars("i").map((name) => () => name),
      ...(this.#scope.intelligence ? [() => "conn.client_ip.as.number"] : []),
    ];
    if (depth <= 0) return dice.of(simple)();
    const sub = () => this.int(depth - 1);
    const nested = [
      () => `(${sub()} ${dice.pick("+", "-")} conn.client_port)`,
      () => `(${sub()} ${dice.pick("/", "%")} (conn.client_port - ${dice.pick(40000, 1, 443)}))`,
      () => `(conn.client_port * ${dice.pick("2", "9223372036854775807")})`,
      () => `size(${this.string(depth - 1)})`,
      () => `[${dice.many(1, 3, sub).join(", ")}][conn.client_port - 40000]`,
      () => "int(conn.tls.sni)",
      () => `rand.int(${dice.int(0, 3)}, conn.client_port - ${dice.pick(39999, 40000, 1)})`,
      () => `(${this.bool(depth - 1)} ? ${sub()} : ${sub()})`,
      () => `size(${this.strings(depth - 1)})`,
    ];
    return dice.of([...simple, ...nested])();
  }

  string(depth: number): string {
    const dice = this.#dice;
    const simple = [
      () => "conn.tls.sni",
      () => quoted(dice.of(TEXTS)),
      () => quoted(dice.of(NAMES)),
      () => "conn.client_ip",
      () => "endpoint.host",
      () => "endpoint.url",
      () => "time.now",
      () => "conn.server_region",
      ...this.#vars("s").map((name) => () => name),
      ...this.#knownStrings(),
    ];
    if (depth <= 0) return dice.of(simple)();
    const sub = () => this.string(depth - 1);
    const nested = [
      () => `(${sub()} + ${sub()})`,
      () => `string(${this.int(depth - 1)})`,
      () => `${sub()}.${dice.pick("lower", "upper", "lowerAscii", "upperAscii", "trim")}()`,
      () => `${sub()}.replace(${quoted(dice.pick("a", ".", "x"))}, ${sub()})`,
      () => `conn.tls.sni.substring(conn.client_port - ${dice.pick(40000, 39998)})`,
      () => `conn.tls.sni.charAt(conn.client_port - ${dice.pick(40000, 39998)})`,
      () => `${this.strings(depth - 1)}[conn.client_port - 40000]`,
      () => `${this.strings(depth - 1)}.join(${quoted(dice.pick("", ",", "-"))})`,
      () => `{'a': ${sub()}, 'x': ${sub()}}[conn.tls.sni]`,
      () => `base64.encode(${sub()})`,
      () => `json.encode(${this.strings(depth - 1)})`,
      () => `(${this.bool(depth - 1)} ? ${sub()} : ${sub()})`,
    ];
    return dice.of([...simple, ...nested])();
  }

  strings(depth: number): string {
    const dice = this.#dice;
    const written = () => `[${dice.many(1, 3, () => this.string(depth - 1)).join(", ")}]`;
    const choices = [
      written,
      ...this.#vars("l").map((name) => () => name),
      ...(this.#scope.intelligence ? [() => "conn.client_ip.categories"] : []),
    ];
    if (depth > 0) {
      choices.push(
        () => `${this.string(depth - 1)}.split(${quoted(dice.pick(".", ","))})`,
        () => `${written()}.${dice.pick("map(e, e + '!')", "filter(e, e.contains('a'))", "filter(e, e == '')")}`,
        () => `(${written()} + ${written()})`,
      );
    }
    return dice.of(choices)();
  }

  /** An expression of any type that a template may hold; `text`: of one that converts to a string. */
  value(depth: number, text: boolean): string {
    const dice = this.#dice;
    const choices = [
      () => this.string(depth),
      () => this.int(depth),
      () => this.bool(depth),
      () => dice.pick("1.5", "0.25", "-2.5"),
      ...(text ? [] : [() => this.strings(depth), () => `{'k': ${this.int(depth)}}`, () => "b'abc'", () => "null"]),
    ];
    return dice.of(choices)();
  }

  #vars(type: string): string[] {
    return [...this.#scope.vars.keys()].filter((name) => name.startsWith(type)).map((name) => `vars.${name}`);
  }

  #knownBools(): (() => string)[] {
    const { vars, tls, client, intelligence, restricted } = this.#scope;
    return [
      ...[...vars.keys()].filter((name) => name.startsWith("b")).map((name) => () => `vars.${name}`),
      ...[...vars.keys()].map((name) => () => `has(vars.${name})`),
      ...(tls === "no" ? [] : [() => "has(conn.tls.version)", () => "conn.tls.version == '1.3'"]),
      ...(client === "no"
        ? []
        : [() => "has(conn.tls.client)", () => "conn.tls.client.subject.common_name == 'alice'"]),
      ...(restricted === "no" ? [] : [() => "actions.ngrok.restrict_ips.action == 'deny'"]),
      ...(intelligence
        ? [
            () => "conn.client_ip.is_tor_node",
            () => "'proxy' in conn.client_ip.categories",
            () => "conn.geo.country_code == 'CH'",
          ]
        : []),
    ];
  }

  #knownStrings(): (() => string)[] {
    const { tls, client, restricted, forwarded, intelligence } = this.#scope;
    return [
      ...(tls === "no"
        ? []
        : [
            () => "conn.tls.version",
            () => "conn.tls.negotiated_alpn",
            () => "actions.ngrok.terminate_tls.cipher_suite",
          ]),
      ...(client === "no"
        ? []
        : [
            () => "conn.tls.client.subject",
            () => "conn.tls.client.serial_number",
            () => "conn.tls.client.san.dns_names[0]",
          ]),
      ...(restricted === "no" ? [] : [() => "actions.ngrok.restrict_ips.matched_cidr"]),
      ...(forwarded === "no"
        ? []
        : [() => "actions.ngrok.forward_internal.error.code", () => "actions.ngrok.forward_internal.url"]),
      ...(intelligence ? [() => "conn.client_ip.geo.location.city"] : []),
    ];
  }
}
