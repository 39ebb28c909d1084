/** Text that is HTML already. Only `html` and `markup` make it, so that nothing is left unescaped by mistake. */
export class Markup {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  toString(): string {
    return this.#text;
  }
}

type Part = string | number | Markup | readonly Part[];

/** A template of HTML: what is put into it is escaped, unless it is markup; lists are joined. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return new Markup(strings.reduce((text, each, at) => text + textOf(parts[at - 1] ?? "") + each));
}

/** A text without anything of somebody else in it. */
export function markup(text: string): Markup {
  return new Markup(text);
}

/** For text between tags and for quoted attributes. Characters that HTML forbids are shown as U+FFFD. */
export function escapeHtml(text: string): string {
  return (
    text
      .replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
      .replace(/[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]|\p{Cs}/gu, "\uFFFD")
  );
}

function textOf(part: Part): string {
  if (part instanceof Markup) return part.toString();
  return typeof part === "object" ? part.map(textOf).join("") : escapeHtml(String(part));
}
