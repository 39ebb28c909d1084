import type { Sink, Span } from "@sluice/policy/source";

/** What others have a use for and nobody has here: named once each, however often it is there. */
export class PassedOver {
  readonly #sink: Sink;
  readonly #named = new Set<string>();
  readonly #kinds = new Map<string, { readonly at: Span; readonly names: string[]; readonly say: Say }>();

  constructor(sink: Sink) {
    this.#sink = sink;
  }

  /** A key without a meaning here. */
  key(name: string, at: Span): void {
    this.#once(name, () => {
      const message = `\`${name}\` has no meaning here and is passed over`;
      this.#sink.report("unknown-key", at.start, at.end, message, { severity: "info" });
    });
  }

  /** One of a kind that is left out; all of them are told together, by `close`, where the first stands. */
  member(kind: string, name: string, at: Span, say: Say): void {
    const known = this.#kinds.get(kind);
    if (known) known.names.push(name);
    else this.#kinds.set(kind, { at, names: [name], say });
  }

  /** Tells of the members; to be called once, at the end. */
  close(): void {
    for (const { at, names, say } of this.#kinds.values()) {
      const { message, hint, severity } = say(shortened(names), names.length);
      this.#sink.report("invalid-value", at.start, at.end, message, { hint, severity });
    }
    this.#kinds.clear();
  }

  #once(what: string, tell: () => void): void {
    if (this.#named.has(what)) return;
    this.#named.add(what);
    tell();
  }
}

/** `names`: as they are to be shown, `count`: how many there are. */
export type Say = (
  names: string,
  count: number,
) => { readonly message: string; readonly hint?: string; readonly severity: "warning" | "info" };

/** More would hide what the message says. */
const MOST_NAMES = 5;

function shortened(names: readonly string[]): string {
  const shown = names.slice(0, MOST_NAMES).map((name) => `\`${name}\``);
  const rest = names.length - shown.length;
  return rest === 0 ? shown.join(", ") : `${shown.join(", ")} and ${rest} more`;
}

/** Endpoints that are not of TCP or TLS. */
export const notOurs: Say = (names, count) => ({
  message:
    count === 1
      ? `${names} is an HTTP endpoint and is left out: only \`tcp://\` and \`tls://\` are served here`
      : `${names} are HTTP endpoints and are left out: only \`tcp://\` and \`tls://\` are served here`,
  hint: "serve it as `tls://` or `tcp://`, or remove it",
  severity: "warning",
});

/** Endpoints that only exist inside of a cluster. */
export const onlyInCluster: Say = (names, count) => ({
  message: `${names} ${count === 1 ? "has" : "have"} the \`kubernetes\` binding and ${count === 1 ? "is" : "are"} left out: there is no cluster to show ${count === 1 ? "it" : "them"} in`,
  severity: "warning",
});
