import { parseEndpointUrl } from "@sluice/policy";
import { type MapNode, mapOf, type Node, nodeOf, type Sink, type Span } from "@sluice/policy/source";
import type { SourceFiles } from "../../config/source-files.ts";
import { putInFront } from "../front-rules.ts";
import { restrictIpsRule } from "../generated-rules.ts";
import { policyReader } from "../read-policy.ts";
import { FlagReader, instead } from "./flag-reader.ts";
import type { GivenFlags } from "./flags.ts";
import { listenOf } from "./listen.ts";
import { type FlagFiles, readPemFile } from "./named-files.ts";
import { terminationOf } from "./termination.ts";
import { upstreamOf } from "./upstream.ts";

export interface DocumentOptions {
  /** The command's, which a URL without one takes. */
  readonly scheme: "tcp" | "tls";
  /** Where the command line is, and files that are read are added. */
  readonly files: SourceFiles;
  readonly source: FlagFiles;
  readonly sink: Sink;
}

/** The `sluice.yml` that the flags of `sluice tcp` and `sluice tls` stand for. */
export async function documentOf(given: GivenFlags, options: DocumentOptions): Promise<MapNode> {
  const { scheme, sink, source, files } = options;
  const reader = new FlagReader(given, sink);
  const at = given.command;
  const url = urlOf(reader, scheme);
  const termination = await terminationOf(reader, readPemFile(reader, source));
  const pooling = reader.switch("pooling-enabled");
  const bindings = reader.values("binding");
  const endpoint = mapOf(
    {
      url: url?.node,
      name: reader.value("name"),
      description: reader.value("description"),
      metadata: reader.value("metadata"),
      bindings: bindings.length > 0 ? bindings : undefined,
      pooling_enabled: pooling && nodeOf(pooling.on, pooling.at),
      upstream: upstreamOf(reader),
      agent_tls_termination: termination.agent,
      traffic_policy_file: reader.value("traffic-policy-file"),
    },
    at,
  );
  const restrictions = restrictIpsRule({
    allow: reader.values("cidr-allow"),
    deny: reader.values("cidr-deny"),
    sink,
    at: placeOf(reader, "cidr-allow") ?? placeOf(reader, "cidr-deny") ?? at,
  });
  const rules = [restrictions, termination.rule].filter((rule) => rule !== undefined);
  const whole = await putInFront(endpoint, rules, { sink, readPolicy: policyReader({ files, sink, ...source }) });
  return mapOf(
    {
      version: 3n,
      listen: url && listenOf(reader, url.text),
      certificates: termination.certificates,
      endpoints: nodeOf([whole], at),
    },
    at,
  );
}

interface FlagUrl {
  readonly node: Node;
  readonly text: string;
}

function urlOf(reader: FlagReader, scheme: "tcp" | "tls"): FlagUrl | undefined {
  const flag = reader.value("url");
  if (!flag) {
    const example = scheme === "tcp" ? "tcp://127.0.0.1:5432" : "tls://app.example.com";
    const hint = `no address is handed out here: write where clients connect to, such as \`--url ${example}\``;
    reader.report("missing-field", reader.given.command, `\`sluice ${scheme}\` needs \`--url\``, hint);
    return undefined;
  }
  const text = /^[a-z][a-z0-9+.-]*:\/\//i.test(flag.value) ? flag.value : `${scheme}://${flag.value}`;
  const parsed = parseEndpointUrl(text);
  if (parsed.kind === "url" && parsed.url.scheme !== scheme) {
    const other = parsed.url.scheme;
    const message = `\`sluice ${scheme}\` starts \`${scheme}://\` endpoints, not \`${other}://\``;
    reader.report("invalid-value", flag, message, `type \`sluice ${other}\` for this URL`);
  }
  return { node: text === flag.value ? flag : instead(flag, text), text };
}

function placeOf(reader: FlagReader, name: string): Span | undefined {
  return reader.given.flags.get(name)?.[0]?.at;
}
