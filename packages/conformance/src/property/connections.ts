import type {
  Effect,
  HandshakeEffect,
  Protocol,
  VectorConnection,
  VectorEndpoint,
  VectorHello,
} from "@sluice/policy/vectors";
import { CLIENT_CERTIFICATE, SERVER_CERTIFICATE } from "./certificate.ts";
import type { Dice } from "./dice.ts";
import { CLIENT_ADDRESSES, CLIENT_PORTS, NAMES, PORTS, VERDICTS } from "./pools.ts";

export function connection(dice: Dice, protocol: Protocol, intelligence: boolean): VectorConnection {
  return {
    client_ip: dice.of(CLIENT_ADDRESSES),
    client_port: dice.of(CLIENT_PORTS),
    ...(dice.chance(50) ? { server_ip: dice.of(CLIENT_ADDRESSES) } : {}),
    server_port: dice.of(PORTS),
    server_region: dice.pick("", "eu"),
    start: dice.pick("2026-01-01T00:00:00Z", "2026-01-01T00:00:01.5Z", "2025-12-31T23:59:59Z"),
    random: dice.many(2, 16, () => dice.pick(0, 0.25, 0.5, 0.75, 0.999)),
    ...hello(dice, protocol),
    ...(intelligence && dice.chance(70)
      ? { ip_intelligence: { client: knownFacts(dice), ...(dice.chance(50) ? { server: knownFacts(dice) } : {}) } }
      : {}),
  };
}

/** Mostly the default one; an internal one may be reached with TLS terminated before. */
export function endpoint(dice: Dice, protocol: Protocol): VectorEndpoint {
  const url =
    protocol === "tcp" ? dice.pick("tcp://[2001:db8::1]:5432", "tcp://db.internal:443") : "tls://*.example.com";
  return dice.chance(25) ? { url, id: "ep_other" } : {};
}

function hello(dice: Dice, protocol: Protocol): { readonly tls?: VectorHello } {
  if (dice.chance(5)) return { tls: { hello: dice.pick("malformed", "late", "too-large") } };
  if (protocol === "tcp" && dice.chance(40)) return {};
  const named = { sni: dice.pick<string>(...NAMES, "42", "APP.Example.com.") };
  return { tls: dice.chance(10) ? {} : dice.chance(30) ? { ...named, ja4_fingerprint: "t13d1516h2" } : named };
}

function knownFacts(dice: Dice) {
  const registered_location = {
    continent: "Europe",
    timezone: "Europe/Zurich",
    is_eu: dice.chance(50),
    metro_code: "1",
  };
  return {
    is_on_blocklist: dice.chance(50),
    registered_location,
    categories: dice.many(0, 2, () => dice.pick("proxy", "proxy.anonymous.tor", "cloud.aws")),
    is_tor_node: dice.chance(50),
    as: { number: dice.pick(0, 64496), organization: "Example AS" },
    location: {
      city: dice.pick("", "Zürich"),
      country: "Switzerland",
      country_code: dice.pick("CH", "DE"),
      is_eu: dice.chance(50),
      latitude: "47.4",
      longitude: "8.5",
      postal_code: "8001",
      radius: "5",
      subdivision: "ZH",
    },
  };
}

/** More effects than a run usually takes: what the world would say if asked. */
export function effects(dice: Dice): readonly Effect[] {
  return dice.many(0, 5, (): Effect => {
    if (dice.chance(50)) return { "forward-internal": dice.chance(75) ? { error: FORWARD_FAILURE } : {} };
    return { "terminate-tls": handshake(dice) };
  });
}

const FORWARD_FAILURE = { code: "endpoint-not-found", message: "no such endpoint" };

function handshake(dice: Dice): HandshakeEffect {
  if (dice.chance(6)) return { error: { code: "protocol-version", message: "the client offers TLS 1.1 only" } };
  const version = dice.pick("1.3", "1.2");
  const told = { version, cipher_suite: "TLS_AES_256_GCM_SHA384", negotiated_alpn: dice.pick("", "h2") } as const;
  const base = dice.chance(75) ? { ...told, server_certificate: SERVER_CERTIFICATE } : told;
  if (dice.chance(20)) return dice.chance(30) ? { ...base, chain: dice.of(VERDICTS) } : base;
  return { ...base, client_certificate: CLIENT_CERTIFICATE, chain: dice.chance(60) ? "trusted" : dice.of(VERDICTS) };
}
