import { isIP } from "node:net";
import { parseEndpointUrl, suggest } from "@sluice/policy";
import { type Node, type Span, stringOf } from "@sluice/policy/source";
import { instead, type OptionReader } from "./option-reader.ts";

const PROTOCOLS = ["tcp", "tls"] as const;
type Protocol = (typeof PROTOCOLS)[number];

/** Where an endpoint without `remote_addr` is: on this machine, for this machine. */
const LOOPBACK = "127.0.0.1";

/** A free port of an address, to be named in the URL before it is opened. */
export type FreePort = (address: string) => Promise<number>;

export interface Where {
  readonly protocol: Protocol;
  /** `url` of the endpoint. */
  readonly url: Node;
}

/** The endpoint's URL. `undefined`: reported. */
export async function whereOf(options: OptionReader, freePort: FreePort): Promise<Where | undefined> {
  const protocol = protocolOf(options);
  if (!protocol) return undefined;
  const url = protocol === "tls" ? tlsUrl(options) : await tcpUrl(options, freePort);
  return url && { protocol, url };
}

function protocolOf(options: OptionReader): Protocol | undefined {
  const at = options.string("proto");
  if (!at) return options.has("proto") && options.value("proto") ? undefined : "tcp";
  const known = PROTOCOLS.find((each) => each === at.value);
  if (known) return known;
  if (/^https?$/.test(at.value)) {
    const hint = "say `proto: 'tls'` or `proto: 'tcp'`: HTTP passes through both, as bytes";
    options.report("invalid-value", at, `\`${at.value}\` is not understood here`, hint);
  } else if (at.value === "labeled") {
    const hint = "say `proto: 'tcp'` or `proto: 'tls'`";
    options.report("invalid-value", at, "there is nothing here that labels could lead to", hint);
  } else {
    const near = suggest(at.value, PROTOCOLS);
    const hint = near ? `did you mean \`${near}\`?` : "known are tcp, tls";
    options.report("invalid-value", at, `there is no protocol \`${at.value}\``, hint);
  }
  return undefined;
}

function tlsUrl(options: OptionReader): Node | undefined {
  const remote = options.value("remote_addr");
  if (remote) options.report("invalid-value", remote, "`remote_addr` is for `tcp`", "a `tls` endpoint has a `domain`");
  const [domain, hostname] = [options.string("domain"), options.string("hostname")];
  if (domain && hostname && domain.value !== hostname.value) {
    options.report("invalid-value", hostname, "`domain` and `hostname` are one, and name two things here");
  }
  const name = domain ?? hostname;
  if (name) return checked(options, name, `tls://${name.value}`);
  if (!options.has("domain") && !options.has("hostname")) {
    const hint = "no name is handed out here: write the one that clients ask for";
    options.report("missing-field", startOf(options.root), "a `tls` endpoint needs a `domain`", hint);
  } else if (!options.value("domain") && !options.value("hostname")) {
    options.report("missing-field", startOf(options.root), "`domain` has no value");
  }
  return undefined;
}

async function tcpUrl(options: OptionReader, freePort: FreePort): Promise<Node | undefined> {
  for (const name of ["domain", "hostname"] as const) {
    const at = options.value(name);
    if (!at) continue;
    const hint = "add `proto: 'tls'`, or write `remote_addr: 'HOST:PORT'`";
    options.report("needs-other-field", at, `\`${name}\` is for \`proto: 'tls'\``, hint);
    return undefined;
  }
  const remote = options.string("remote_addr");
  if (remote) return checked(options, remote, `tcp://${remote.value}`);
  if (options.value("remote_addr")) return undefined;
  const listen = options.value("listen");
  const address = (listen?.kind === "map" && stringOf(listen, "address")?.value) || LOOPBACK;
  if (isIP(address) === 0) return instead(listen ?? options.root, `tcp://${LOOPBACK}:1`);
  const host = isIP(address) === 6 ? `[${address}]` : address;
  return instead(listen ?? startOf(options.root), `tcp://${host}:${await freePort(address)}`);
}

/** An endpoint that only `forward-internal` reaches would be reached by nobody. */
function checked(options: OptionReader, at: Node, text: string): Node | undefined {
  const parsed = parseEndpointUrl(text);
  if (parsed.kind === "url" && parsed.url.internal) {
    const message = `\`${parsed.url.host}\` is internal: reached by \`forward-internal\` alone, and there is no other endpoint`;
    options.report("invalid-value", at, message, "make one configuration of both, and `createProxy` of that");
    return undefined;
  }
  return instead(at, text);
}

function startOf({ start }: Span): Span {
  return { start, end: start };
}
