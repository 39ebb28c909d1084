import type { Node } from "@sluice/policy/source";
import type { ProxyConfig } from "../config/config.ts";
import { Diagnostics, type FileDiagnostic } from "../config/diagnostics.ts";
import { readSource } from "../config/documents.ts";
import { type LoadResult, loadDocument } from "../config/load.ts";
import { SourceFiles } from "../config/source-files.ts";
import { createEndpoint } from "../endpoints/endpoint.ts";
import { explainFailure } from "../explain-failure.ts";
import { createProxy, type ProxyOptions } from "../proxy.ts";
import { checkOptions } from "./check-options.ts";
import { documentOf } from "./document.ts";
import { explainDiagnostics, ForwardError, type OptionDiagnostic } from "./forward-error.ts";
import { freePort } from "./free-port.ts";
import { createListener, type Listener } from "./listener.ts";
import { nodeOfOption, optionAt, shownOption } from "./option-places.ts";
import { OptionReader } from "./option-reader.ts";
import { OPTIONS, textOf } from "./option-text.ts";
import type { ForwardOptions } from "./options.ts";

/** How often a port that was free may be taken before it is opened. */
const TRIES = 5;

/**
 * Starts one endpoint in front of one upstream, as the function of the same name in ngrok's JavaScript SDK does; a port or an address
 * alone are its `addr`. Rejects with a `ForwardError` that names each option that is wrong; then nothing is listened on.
 */
export async function forward(options: ForwardOptions | string | number, host: ProxyOptions = {}): Promise<Listener> {
  const given = isOptions(options) ? options : { addr: options };
  if (typeof host !== "object" || host === null) {
    throw new ForwardError("forward: what follows the options must be an object, or be left out", []);
  }
  for (let left = TRIES; ; left--) {
    const read = await readOptions(given);
    const proxy = createProxy(read.config, host);
    const result = await proxy.listen();
    if (result.ok) {
      warn(read);
      const [endpoint] = read.config.endpoints;
      if (!endpoint) throw new Error("options that were read have made no endpoint");
      const { id, url, protocol } = createEndpoint(endpoint, 0).facts;
      return createListener({
        proxy,
        endpoints: result.endpoints,
        id,
        url,
        proto: protocol === "tls" ? "tls" : "tcp",
        metadata: endpoint.metadata ?? "",
        forwardsTo: read.forwardsTo ?? endpoint.upstream?.url ?? "",
      });
    }
    const { failure } = result;
    const isGone = read.anyPort && failure.kind === "listen" && failure.code === "EADDRINUSE";
    if (isGone && left > 1) continue;
    throw new ForwardError(`forward: ${explainFailure(failure)}`, [], failure);
  }
}

/** What else there may be is told like any other `addr` that is none. */
function isOptions(options: ForwardOptions | string | number): options is ForwardOptions {
  return typeof options === "object" && options !== null && !Array.isArray(options);
}

interface ReadOptions {
  readonly config: ProxyConfig;
  readonly warnings: readonly OptionDiagnostic[];
  /** Options that have no meaning here. */
  readonly ignored: readonly string[];
  /** Whether the port was chosen here. */
  readonly anyPort: boolean;
  readonly forwardsTo: string | undefined;
}

async function readOptions(given: ForwardOptions): Promise<ReadOptions> {
  const files = new SourceFiles();
  const sink = new Diagnostics(files);
  const { text, flaws } = textOf(given);
  const [read] = readSource(files.add(OPTIONS, text));
  read?.problems.reportTo(sink);
  const root = read?.root;
  if (root?.kind !== "map") throw new Error("what `JSON.stringify` has written is no map");
  const options = new OptionReader(root, sink);
  const ignored = checkOptions(options);
  for (const { path, what, hint } of flaws) {
    const at = nodeOfOption(root, path);
    options.report("wrong-type", at, `${shownOption(path)} ${what}`, hint);
  }
  let anyPort = false;
  const chooser = async (address: string): Promise<number> => {
    anyPort = true;
    const found = await freePort(address);
    if (found.ok) return found.port;
    const failure = { kind: "listen", address, port: 0, publicPort: 0, ...found.error } as const;
    throw new ForwardError(`forward: ${explainFailure(failure)}`, [], failure);
  };
  // In place of a flaw stands what nobody has written.
  const document = flaws.length > 0 ? undefined : await documentOf(options, { sink, freePort: chooser });
  // Of options that were misread nobody can say what they lack.
  const loaded: LoadResult = sink.hasErrors
    ? { diagnostics: [] }
    : await loadDocument({ root: document, files }, { baseDirectory: process.cwd() });
  const diagnostics = [...sink.all, ...loaded.diagnostics].map((found) => withOption(found, root));
  if (loaded.config) {
    const forwardsTo = options.string("forwards_to")?.value;
    return { config: loaded.config, warnings: diagnostics, ignored, anyPort, forwardsTo };
  }
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  throw new ForwardError(`forward cannot start:\n${explainDiagnostics(errors)}`, diagnostics);
}

function withOption(found: FileDiagnostic, root: Node): OptionDiagnostic {
  if (found.path !== OPTIONS) return found;
  const { start, end } = found.range;
  const { option, position } = optionAt(root, start.offset);
  if (!position) return { ...found, option };
  const last = optionAt(root, end.offset);
  const until = last.option === option ? last.position : undefined;
  return { ...found, option, inside: true, range: { start: position, end: until ?? position } };
}

/** Once for all of a call: what was passed over, and what can only be a slip. */
function warn({ ignored, warnings }: ReadOptions): void {
  if (ignored.length > 0) {
    const names = ignored.map((name) => `\`${name}\``).join(", ");
    process.emitWarning(`forward: ${names} ${ignored.length === 1 ? "has" : "have"} no meaning here`, {
      type: "SluiceWarning",
      code: "SLUICE_OPTION_IGNORED",
    });
  }
  if (warnings.length > 0) {
    process.emitWarning(`forward:\n${explainDiagnostics(warnings)}`, { type: "SluiceWarning", code: "SLUICE_OPTIONS" });
  }
}
