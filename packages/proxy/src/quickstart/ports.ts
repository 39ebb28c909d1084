/** The ports of the quickstart, in the order in which `--port-base` counts them. */
export const PORT_NAMES = [
  "tcp",
  "tls",
  "tcp-upstream",
  "passthrough-upstream",
  "web-upstream",
  "blue-upstream",
  "green-upstream",
] as const;

export type PortName = (typeof PORT_NAMES)[number];

/** A port for every name; 0 for any free one. */
export type Ports = Readonly<Record<PortName, number>>;

/** The first port that `examples/quickstart/sluice.yml` names; the others follow it. */
export const DEFAULT_PORT_BASE = 7440;

export type PortsResult =
  | { readonly ok: true; readonly ports: Ports }
  | { readonly ok: false; readonly message: string };

/** All ports from a first one and from settings `NAME=PORT`, which win. */
export function choosePorts(base: number, settings: readonly string[]): PortsResult {
  const last = base + PORT_NAMES.length - 1;
  if (!Number.isInteger(base) || base < 1 || last > 65_535)
    return fail(`no room for ${PORT_NAMES.length} ports from ${base} on`);
  const ports = numbered(base);
  for (const setting of settings) {
    const [, name = "", digits = ""] = /^([a-z-]+)=(\d{1,5})$/.exec(setting) ?? [];
    if (!isPortName(name)) return fail(`\`${setting}\` is not NAME=PORT; names are ${PORT_NAMES.join(", ")}`);
    const port = Number(digits);
    if (port > 65_535) return fail(`\`${digits}\` is not a port`);
    ports[name] = port;
  }
  return { ok: true, ports };
}

/** The ports as the example's file has them. */
export function portsOfExample(): Ports {
  return numbered(DEFAULT_PORT_BASE);
}

/** What to do about a port that cannot be bound. */
export function portFailure(name: PortName, port: number, code: string): string {
  const why = code === "EADDRINUSE" ? "is taken by another program" : `cannot be used (${code})`;
  return `port ${port} ${why}: choose another with \`--port ${name}=PORT\` (0 for any free one), or move all with \`--port-base\``;
}

function numbered(base: number): Record<PortName, number> {
  const ports: Partial<Record<PortName, number>> = {};
  PORT_NAMES.forEach((name, i) => {
    ports[name] = base + i;
  });
  return ports as Record<PortName, number>;
}

function isPortName(name: string): name is PortName {
  return (PORT_NAMES as readonly string[]).includes(name);
}

function fail(message: string): PortsResult {
  return { ok: false, message };
}
