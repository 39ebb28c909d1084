/** An element of a document that was read. */
export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Element[];
  /** Of all text directly in it. */
  text: string;
}

const TOKEN = /<(\/?)([A-Za-z][\w-]*)((?: [A-Za-z][\w-]*="[^<"]*")*)(\/?)>|([^<]+)/y;
/** XML 1.0, production 2. */
const ILLEGAL = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

/** Reads the part of XML 1.0 that reports use, and throws for whatever is not well-formed in it. */
export function parseXml(text: string): Element {
  const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n';
  if (!text.startsWith(declaration)) throw new Error("no declaration");
  if (ILLEGAL.test(text)) throw new Error(`illegal character at ${text.search(ILLEGAL)}`);
  const root: Element = { name: "", attributes: {}, children: [], text: "" };
  const open = [root];
  TOKEN.lastIndex = declaration.length;
  while (TOKEN.lastIndex < text.length) {
    const at = TOKEN.lastIndex;
    const token = TOKEN.exec(text);
    const parent = open.at(-1);
    if (token === null || parent === undefined) throw new Error(`not well-formed at ${at}`);
    const [, closes, name = "", attributes = "", empty, data] = token;
    if (data !== undefined) parent.text += unescaped(data);
    else if (closes === "/") {
      if (open.pop()?.name !== name) throw new Error(`</${name}> closes nothing`);
    } else {
      const element: Element = { name, attributes: attributesOf(attributes), children: [], text: "" };
      parent.children.push(element);
      if (empty === "") open.push(element);
    }
  }
  const [only, ...more] = root.children;
  if (open.length !== 1 || only === undefined || more.length > 0 || root.text.trim() !== "")
    throw new Error("no one root");
  return only;
}

function attributesOf(written: string): Record<string, string> {
  const pairs = Array.from(written.matchAll(/ ([\w-]+)="([^"]*)"/g), ([, name = "", value = ""]) => [
    name,
    unescaped(value),
  ]);
  if (new Set(pairs.map(([name]) => name)).size !== pairs.length) throw new Error(`an attribute twice in${written}`);
  return Object.fromEntries(pairs);
}

const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"' };

function unescaped(text: string): string {
  if (text.includes("]]>")) throw new Error("`]]>` in text");
  return text.replaceAll(/&(\w*;)?/g, (_, entity: string | undefined) => {
    const character = ENTITIES[entity?.slice(0, -1) ?? ""];
    if (character === undefined) throw new Error(`\`&${entity ?? ""}\` is no entity`);
    return character;
  });
}
