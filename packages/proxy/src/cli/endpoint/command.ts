import { Command, Option } from "commander";

export type Scheme = "tcp" | "tls";

/**
 * `sluice tcp` and `sluice tls` with the flags that make their endpoint. What the flags say is read from the command line
 * again, with its places, so that no value is kept here.
 */
export class EndpointCommand extends Command {
  readonly scheme: Scheme;

  constructor(scheme: Scheme) {
    super(scheme);
    this.scheme = scheme;
    const other = scheme === "tcp" ? "tcp://127.0.0.1:5432" : "tls://app.example.com";
    this.description(`start one ${scheme}:// endpoint from flags, without a configuration`)
      .argument("<upstream>", "where connections go: PORT, HOST:PORT, tcp://HOST:PORT or tls://HOST:PORT")
      .option("--url <url>", `where clients connect to, such as ${other}; ${scheme}:// may be left out`)
      .option("--listen <address>", "what to bind instead: PORT, ADDRESS or ADDRESS:PORT; port 0 for any free one")
      .option("--traffic-policy-file <file>", "the policy that every connection has to pass");
    if (scheme === "tls") this.#addTermination();
    this.option("--cidr-allow <cidrs>", "who may connect, CIDRs or addresses; repeatable, or with commas", keep)
      .option("--cidr-deny <cidrs>", "who may not", keep)
      .addOption(
        new Option("--upstream-proxy-protocol <version>", "tell the upstream who the client is").choices(["1", "2"]),
      )
      .option("--upstream-tls-verify [boolean]", "verify the certificate of a tls:// upstream (default: true)")
      .option("--upstream-tls-verify-cas <files>", "what to verify it against (default: the system's roots)", keep)
      .option("--name <name>", "the endpoint's name, for events and metrics")
      .option("--description <text>", "what it is for")
      .option("--metadata <text>", "told in every event of it")
      .option("--binding <binding>", "public, as every endpoint is that can be started alone", keep)
      .option("--pooling-enabled [boolean]", "allow others to have the same URL");
  }

  #addTermination(): void {
    const places = ["edge", "agent", "upstream"];
    this.addOption(
      new Option(
        "--terminate-at <place>",
        "where TLS ends: in front of the policy, behind it, or not here (default: agent with --crt, else upstream)",
      ).choices(places),
    )
      .option("--crt <file>", "certificate chain to show, PEM")
      .option("--key <file>", "its private key, PEM")
      .option("--self-signed", "make a certificate, with --terminate-at edge, to try things out")
      .option("--mutual-tls-cas <files>", "authorities that clients' certificates have to be from, PEM", keep);
  }

  /** A switch takes no value but behind `=`: what follows it is the upstream. */
  override parseOptions(argv: string[]): ReturnType<Command["parseOptions"]> {
    const switches = new Set(this.options.flatMap(({ optional, long }) => (optional && long ? [long] : [])));
    const end = argv.indexOf("--");
    return super.parseOptions(
      argv.map((arg, index) => (switches.has(arg) && (end < 0 || index < end) ? `${arg}=true` : arg)),
    );
  }
}

/** The flags that take no value but behind `=`, without their dashes. */
export function switchesOf({ options }: Command): string[] {
  return options.flatMap(({ long, required }) => (long && !required ? [long.slice(2)] : []));
}

function keep(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}
