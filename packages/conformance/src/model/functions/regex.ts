import { Fault } from "./values.ts";

/** What a part of a regular expression does: from places in a text to the places where it may end. */
type Step = (from: ReadonlySet<number>, text: readonly string[]) => ReadonlySet<number>;

/**
 * Whether RE2's expression is found anywhere in a text. Every part maps the set of places where it may begin to that of
 * the places where it may end, so nothing is tried twice. A single character is left to JavaScript, which has RE2's
 * classes but those of POSIX.
 */
export function matches(text: string, pattern: string): boolean {
  const characters = Array.from(text);
  const everywhere = new Set(Array.from({ length: characters.length + 1 }, (_, place) => place));
  return new Reader(pattern).whole()(everywhere, characters).size > 0;
}

const ATOM =
  /\[\^?\]?(?:\[:\^?[a-z]+:\]|\\[pP]\{[^}]*\}|\\.|[^\]\\])*\]|\\[pP]\{[^}]*\}|\\[pP][A-Z]|\\x[0-9A-Fa-f]{2}|\\.|[^\\]/suy;
const POSIX: Readonly<Record<string, string>> = {
  alnum: "0-9A-Za-z",
  alpha: "A-Za-z",
  digit: "0-9",
  lower: "a-z",
  punct: "!-\\/:-@\\[-`\\{-~",
  space: "\\t-\\r ",
  upper: "A-Z",
  word: "0-9A-Za-z_",
  xdigit: "0-9A-Fa-f",
};

class Reader {
  readonly #pattern: string;
  #at = 0;
  /** `i`, `m` and `s`, as far as they are on. */
  #flags = "";

  constructor(pattern: string) {
    this.#pattern = pattern;
  }

  whole(): Step {
    const step = this.#alternatives();
    if (this.#at < this.#pattern.length) throw new Fault("not a regular expression");
    return step;
  }

  #take(pattern: RegExp): RegExpExecArray | null {
    const sticky = new RegExp(pattern.source, "suy");
    sticky.lastIndex = this.#at;
    const found = sticky.exec(this.#pattern);
    this.#at += found?.[0].length ?? 0;
    return found;
  }

  #alternatives(): Step {
    const all = [this.#sequence()];
    while (this.#take(/\|/)) all.push(this.#sequence());
    return (from, text) => new Set(all.flatMap((each) => [...each(from, text)]));
  }

  #sequence(): Step {
    const parts: Step[] = [];
    while (this.#at < this.#pattern.length && !"|)".includes(this.#pattern.charAt(this.#at)))
      parts.push(this.#repeated());
    return (from, text) => parts.reduce((places, part) => part(places, text), from);
  }

  #repeated(): Step {
    const once = this.#one();
    const [sign, low, comma, high] = this.#take(/(?:[*+?]|\{(\d+)(,?)(\d*)\})\??/) ?? [];
    if (sign === undefined) return once;
    const least = Number(low ?? (sign.startsWith("+") ? 1 : 0));
    const open = sign.startsWith("*") || sign.startsWith("+") || (comma === "," && high === "");
    const most = sign.startsWith("?") ? 1 : open ? Number.POSITIVE_INFINITY : Number(high || low);
    if (least > 1000 || (most > 1000 && !open) || most < least) throw new Fault("a repetition that RE2 refuses");
    return (from, text) => {
      let places = from;
      for (let times = 0; times < least; times++) places = once(places, text);
      const reached = new Set(places);
      for (let times = least; times < most && places.size > 0; times++) {
        places = new Set([...once(places, text)].filter((place) => !reached.has(place)));
        for (const place of places) reached.add(place);
      }
      return reached;
    };
  }

  #one(): Step {
    const flags = this.#flags;
    if (this.#take(/\^/)) return assertion((text, at) => at === 0 || (flags.includes("m") && text[at - 1] === "\n"));
    if (this.#take(/\$/))
      return assertion((text, at) => at === text.length || (flags.includes("m") && text[at] === "\n"));
    if (this.#take(/\\A/)) return assertion((_, at) => at === 0);
    if (this.#take(/\\z/)) return assertion((text, at) => at === text.length);
    if (this.#take(/\\b/)) return assertion(isBoundary);
    if (this.#take(/\\B/)) return assertion((text, at) => !isBoundary(text, at));
    const group = this.#take(/\((?:\?(?:P?<\w+>|([imsU]*)(?:-([imsU]+))?(:|\))))?/);
    if (group !== null) return this.#group(group);
    return this.#character();
  }

  #group([, on = "", off = "", end]: RegExpExecArray): Step {
    const before = this.#flags;
    this.#flags = [...before, ...on].filter((flag) => !off.includes(flag)).join("");
    if (end === ")") return (from) => from;
    const inner = this.#alternatives();
    if (!this.#take(/\)/)) throw new Fault("a group without end");
    this.#flags = before;
    return inner;
  }

  #character(): Step {
    const atom = this.#take(ATOM)?.[0];
    if (atom === undefined || "*+?".includes(atom)) throw new Fault("not a regular expression");
    const source = atom.replace(/\[:(\^?)([a-z]+):\]/g, (_, not: string, name: string) => {
      if (not !== "" || POSIX[name] === undefined) throw new Fault("a class that is not known");
      return POSIX[name];
    });
    const single = characterTest(source, this.#flags.replace(/[mU]/g, ""));
    return (from, text) => new Set([...from].filter((at) => single(text[at] ?? "")).map((at) => at + 1));
  }
}

function characterTest(source: string, flags: string): (character: string) => boolean {
  // RE2 lets one escape any sign, JavaScript only those that mean something.
  const known = source.replace(/^\\([^\w\s])$/, (_, sign: string) =>
    /[\^$\\.*+?()[\]{}|/]/.test(sign) ? `\\${sign}` : sign,
  );
  try {
    const unique = [...new Set(flags)].join("");
    const expression = new RegExp(`^(?:${/^[{}\]]$/.test(known) ? `\\${known}` : known})$`, `u${unique}`);
    return (character) => expression.test(character);
  } catch {
    throw new Fault("not a regular expression");
  }
}

function assertion(holds: (text: readonly string[], at: number) => boolean): Step {
  return (from, text) => new Set([...from].filter((at) => holds(text, at)));
}

function isBoundary(text: readonly string[], at: number): boolean {
  const isWord = (character = "") => /^\w$/.test(character);
  return isWord(text[at - 1]) !== isWord(text[at]);
}
