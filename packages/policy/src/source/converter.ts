import {
  type Alias,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  Scalar,
  type YAMLMap,
  type YAMLSeq,
  type Node as YamlNode,
} from "yaml";
import { type Entry, type ListNode, type MapNode, type Node, nullAt, type ScalarNode, type Span } from "./node.ts";
import { LEGACY_PHASE_NAMES, PHASE_NAMES } from "./phase-names.ts";
import type { Sink } from "./problems.ts";
import { contentExtent, rangeWithin, scalarOffsets } from "./scalar-offsets.ts";
import { literalScalar } from "./scalars.ts";

const MAX_DEPTH = 64;

/** The document, as aliases are looked up in it. */
interface AliasResolver {
  readonly contents: unknown;
}

/** What is already known of the text, in its offsets. */
export interface Known {
  /** Offset in the text of what is at offset 0 for the library. */
  readonly base: number;
  /** Where values stand that are not what was meant (reported). */
  readonly misread: readonly number[];
  /** Where a null stands for an item that is left out (reported). */
  readonly leftOut: ReadonlySet<number>;
  /** Values that aliases may add, so that a few lines cannot become gigabytes. */
  readonly maxAliasedValues: number;
}

/** Keys whose value is a list of rules, wherever they stand. */
const RULE_LISTS = new Set([...PHASE_NAMES, ...LEGACY_PHASE_NAMES]);

/** Turns the YAML library's nodes into placed ones, and reports what makes them mean something else than they seem to. */
export class Converter {
  readonly #source: string;
  readonly #document: AliasResolver;
  readonly #reporter: Sink;
  readonly #known: Known;
  readonly #expanding = new Set<YamlNode>();
  /** The nodes that anchors stand for, as far as the document has been gone through. */
  readonly #anchors = new Map<string, YamlNode>();
  /** What aliases stand for: an anchor may be set again between an alias and where what holds it is used. */
  readonly #targets = new Map<Alias, YamlNode>();
  #aliasedNodes = 0;
  /** How many values had to be left out so far. */
  #left = 0;

  constructor(source: string, document: AliasResolver, reporter: Sink, known: Known) {
    this.#source = source;
    this.#document = document;
    this.#reporter = reporter;
    this.#known = known;
  }

  convert(node: unknown, depth: number, use?: Span): Node {
    const [start, end] = use === undefined ? this.#extent(node) : [use.start, use.end];
    if (use !== undefined && ++this.#aliasedNodes > this.#known.maxAliasedValues)
      return this.#overAliasLimit(start, end);
    if (depth > MAX_DEPTH) {
      this.#reporter.report("syntax-error", start, end, `the document is nested deeper than ${MAX_DEPTH} levels`);
      return this.#nothing(start, end);
    }
    if (isAlias(node)) return this.#alias(node, depth, start, end);
    const { anchor } = (node ?? {}) as { readonly anchor?: string };
    if (anchor !== undefined && use === undefined) this.#anchors.set(anchor, node as YamlNode);
    this.#checkTag(node, start, end, use);
    if (isMap(node)) return this.#map(node, depth, start, end, use);
    if (isSeq(node)) return this.#list(node, depth, start, end, use);
    if (isScalar(node)) return this.#scalar(node, start, end, use);
    return nullAt(start, end);
  }

  #map(node: YAMLMap, depth: number, start: number, end: number, use: Span | undefined): MapNode {
    const entries: Entry[] = [];
    const names = new Set<string>();
    let incomplete = false;
    for (const pair of node.items) {
      const key = this.convert(pair.key, depth + 1, use);
      if (key.kind !== "scalar" || key.value === null) {
        this.#reporter.report("syntax-error", key.start, key.end, "a key must be a plain word or a quoted string");
        incomplete = true;
        continue;
      }
      if (key.value === "<<") {
        this.#reporter.report("yaml-merge-key", key.start, key.end, "the merge key `<<` has no meaning in YAML 1.2", {
          hint: "write the keys out, or use an alias for the whole value",
        });
        incomplete = true;
        continue;
      }
      const name = typeof key.value === "string" ? key.value : key.raw;
      // Inside an alias it has been reported where it is written.
      if (names.has(name) && use === undefined) this.#duplicate(name, key);
      names.add(name);
      const value = pair.value === null ? nullAt(key.end, key.end) : this.#value(name, pair.value, depth + 1, use);
      if (this.#isLeftOut(value)) incomplete = true;
      else entries.push({ key: { ...key, value: name }, value });
    }
    if (incomplete) this.#left++;
    return { kind: "map", start, end, entries, ...(incomplete ? { incomplete } : {}) };
  }

  #list(node: YAMLSeq, depth: number, start: number, end: number, use: Span | undefined, rules = false): ListNode {
    const items: Node[] = [];
    const gaps: number[] = [];
    for (const one of node.items) {
      const left = this.#left;
      const item = this.convert(one, depth + 1, use);
      if (this.#isLeftOut(item) || (rules && (this.#left > left || this.#isMisread(item)))) {
        gaps.push(items.length);
        this.#left = left;
      } else items.push(item);
    }
    return { kind: "list", start, end, items, ...(gaps.length === 0 ? {} : { gaps }) };
  }

  /** A rule of which a part is lost or misread is left out whole: the rest of it would be found wrong for that alone. */
  #rules(node: YAMLSeq, depth: number): ListNode {
    const [start, end] = this.#extent(node);
    this.#checkTag(node, start, end, undefined);
    return this.#list(node, depth, start, end, undefined, true);
  }

  #value(key: string, node: unknown, depth: number, use: Span | undefined): Node {
    const rules = use === undefined && RULE_LISTS.has(key) && isSeq(node) && depth <= MAX_DEPTH;
    return rules ? this.#rules(node, depth) : this.convert(node, depth, use);
  }

  #isLeftOut({ kind, start }: Node): boolean {
    return kind === "scalar" && this.#known.leftOut.has(start);
  }

  #isMisread({ start, end }: Span): boolean {
    return this.#known.misread.some((at) => at >= start && at < end);
  }

  #duplicate(name: string, { start, end }: ScalarNode): void {
    this.#reporter.report("duplicate-key", start, end, `the key \`${name}\` stands twice in one map`, {
      hint: "join the two into one",
    });
  }

  #scalar(node: Scalar, start: number, end: number, use: Span | undefined): ScalarNode {
    const value = node.value as ScalarNode["value"];
    const raw = this.#source.slice(...this.#extent(node));
    if (typeof value !== "string" || use !== undefined)
      return { kind: "scalar", start, end, value, raw, rangeOf: () => [start, end] };
    const source = this.#source;
    const cut = node.type === Scalar.PLAIN && isBeforeComment(source, end);
    if (isLiteral(node, raw, value)) {
      const literal = literalScalar({ value, raw, start, end });
      return cut ? { ...literal, beforeComment: true } : literal;
    }
    let offsets: Int32Array | undefined;
    const [from, to] = contentExtent(source, node, start, end);
    const isDoubleQuoted = node.type === Scalar.QUOTE_DOUBLE;
    return {
      kind: "scalar",
      start,
      end,
      value,
      raw,
      ...(cut ? { beforeComment: true } : {}),
      rangeOf: (first, last) => {
        offsets ??= scalarOffsets(source, from, to, value, isDoubleQuoted);
        return rangeWithin(source, offsets, first, last);
      },
    };
  }

  /** The library looks through the whole document for each alias; it is asked only for what was passed over. */
  #targetOf(node: Alias): YamlNode | undefined {
    const target =
      this.#targets.get(node) ?? this.#anchors.get(node.source) ?? node.resolve(this.#document as never) ?? undefined;
    if (target !== undefined) this.#targets.set(node, target);
    return target;
  }

  #alias(node: Alias, depth: number, start: number, end: number): Node {
    const target = this.#targetOf(node);
    if (target === undefined) {
      const message = `no anchor \`&${node.source}\` stands before this alias`;
      const hint = "an unquoted `*` starts an alias: quote the value if it is none";
      this.#reporter.report("syntax-error", start, end, message, { hint });
      return this.#nothing(start, end);
    }
    if (this.#aliasedNodes > this.#known.maxAliasedValues) return this.#nothing(start, end);
    if (this.#expanding.has(target)) {
      this.#reporter.report("yaml-alias-limit", start, end, `the alias \`*${node.source}\` contains itself`);
      return this.#nothing(start, end);
    }
    this.#expanding.add(target);
    const expanded = this.convert(target, depth, { start, end });
    this.#expanding.delete(target);
    return expanded;
  }

  /** In place of what could not be read. */
  #nothing(start: number, end: number): Node {
    this.#left++;
    return nullAt(start, end);
  }

  #overAliasLimit(start: number, end: number): Node {
    if (this.#aliasedNodes === this.#known.maxAliasedValues + 1) {
      this.#reporter.report(
        "yaml-alias-limit",
        start,
        end,
        `aliases expand to more than ${this.#known.maxAliasedValues} values`,
      );
    }
    return this.#nothing(start, end);
  }

  #checkTag(node: unknown, start: number, end: number, use: Span | undefined): void {
    const tag = (node as { tag?: string }).tag;
    // An unresolved tag has been reported by the reader; only the ones it knows are left, and the bare `!` that says nothing.
    if (tag !== "!" && tag?.startsWith("tag:yaml.org,2002:") !== true) return;
    const [from, to] = use === undefined ? tagBefore(this.#source, start) : [start, end];
    const written = this.#source.slice(from, to);
    if (written === "!" || tag === "!") {
      // The rule says the opposite of what was meant.
      if (use === undefined) this.#left++;
      const message = "`!` is read as a YAML tag, not as part of the value";
      this.#reporter.report("yaml-tag", from, to, message, { hint: "quote the value, with the `!`" });
      return;
    }
    this.#reporter.report("yaml-tag", from, to, `the tag \`!!${tag.slice(18)}\` has no meaning in a policy`, {
      hint: "remove it; quote a value to make it a string",
    });
  }

  #extent(node: unknown): [number, number] {
    const range = (node as YamlNode | null)?.range;
    if (range === undefined || range === null) return [0, 0];
    const { base } = this.#known;
    const start = base + range[0];
    let end = base + range[1];
    // A block collection's range takes in the line breaks behind it.
    if (!isScalar(node)) while (end > start && isBlank(this.#source.charCodeAt(end - 1))) end--;
    return [start, end];
  }
}

/** Line breaks, the spaces of an indentation, and what else nobody sees at the end of a line. */
function isBlank(code: number): boolean {
  return (
    code === 0x0a ||
    code === 0x20 ||
    code === 0x0d ||
    (code > 0x7f ? /\s/.test(String.fromCharCode(code)) : code >= 9 && code <= 12)
  );
}

/** Whether each character was written as itself. */
function isLiteral({ type }: Scalar, raw: string, value: string): boolean {
  if (type === Scalar.PLAIN) return raw === value;
  const isQuoted = type === Scalar.QUOTE_DOUBLE || type === Scalar.QUOTE_SINGLE;
  return isQuoted && raw.length === value.length + 2 && raw.slice(1, -1) === value;
}

function isBeforeComment(source: string, at: number): boolean {
  const comment = /[ \t]+#/y;
  comment.lastIndex = at;
  return comment.test(source);
}

/** Characters that a tag and an anchor have together. */
const MAX_TAG = 300;

/** The tag that stands before the value at `start`, perhaps with an anchor between. */
function tagBefore(source: string, start: number): [number, number] {
  // A line may be a whole document, with a tag before every other value.
  const line = Math.max(source.lastIndexOf("\n", start - 1) + 1, start - MAX_TAG);
  const tag = /!\S*(?=\s*(?:&\S+\s+)?$)/.exec(source.slice(line, start));
  if (tag === null) return [start, start];
  return [line + tag.index, line + tag.index + tag[0].length];
}
