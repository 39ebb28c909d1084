import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { checkPolicies } from "../../check/check-files.ts";
import { fileOf } from "../testing/files.ts";
import { FORMATS, render } from "./index.ts";
import { MASK, privateKeySpans, withoutPrivateKeys } from "./mask.ts";

/** Looks like a key and is none: no test needs one that works. */
const BODY = Buffer.from(Array.from({ length: 185 }, (_, i) => (i * i * 101 + 7) % 251))
  .toString("base64")
  .match(/.{1,64}/g) as string[];
const PEM = `-----BEGIN PRIVATE KEY-----\n${BODY.join("\n")}\n-----END PRIVATE KEY-----\n`;
const BARE = BODY.join("");

function indented(text: string, by = "      "): string {
  return text.trimEnd().replaceAll(/^/gm, by);
}

/** A policy that goes on behind the key, as each form of it ends. */
function policyWith(value: string, field = "server_private_key"): string {
  return `on_tcp_connect:\n  - actions:\n    - config:\n        ${field}: ${value}\n        min_version: '1.2'\n`;
}

const FORMS: readonly (readonly [string, string])[] = [
  ["a block scalar", policyWith(`|\n${indented(PEM, "          ")}`)],
  ["a folded block scalar with CR LF", policyWith(`>-\n${indented(PEM, "          ")}`).replaceAll("\n", "\r\n")],
  ["one line with escapes", policyWith(JSON.stringify(PEM))],
  [
    "one line of JSON",
    JSON.stringify({ on_tcp_connect: [{ actions: [{ config: { server_private_key: PEM, a: "b" } }] }] }),
  ],
  ["JSON over lines", JSON.stringify({ tls: { key: PEM, next: "value" } }, undefined, 2)],
  ["a quoted scalar over lines", policyWith(`"${PEM.replaceAll("\n", "\n\n            ")}"`)],
  ["a key of an older kind", policyWith(`|\n${indented(PEM.replaceAll(" PRIVATE", " EC PRIVATE"), "          ")}`)],
  [
    "an encrypted key",
    policyWith(
      `|\n${indented(PEM.replace(/-\n/, "-\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,0123\n\n"), "          ")}`,
    ),
  ],
  ["a key whose end is missing", policyWith(`|\n${indented(PEM.replace(/-----END.*/, ""), "          ")}`)],
  ["a key whose end is missing, on one line", policyWith(JSON.stringify(PEM.replace(/-----END.*/s, "")))],
  ["a key whose quote is not closed", policyWith(JSON.stringify(PEM).slice(0, -1))],
  ["a key with a stray character in it", policyWith(JSON.stringify(PEM.replace(BODY[1] ?? "", `${BODY[1]}": "`)))],
  ["a key with dashes missing", policyWith(JSON.stringify(PEM.replace("-----BEGIN", "--BEGIN")))],
  ["a key with a slip in its first line", policyWith(JSON.stringify(PEM.replace("PRIVATE", "PRVATE")), "value")],
  ["a key without markers", policyWith(BARE)],
  ["a key without markers, quoted", policyWith(`'${BARE}'`)],
  ["a key without markers in a block", policyWith(`|\n${indented(BODY.join("\n"), "          ")}`)],
  ["a key in a comment", `# ${PEM.trimEnd().replaceAll("\n", "\n# ")}\non_tcp_connect: []\n`],
  [
    "a key behind a certificate",
    policyWith(JSON.stringify(`-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n${PEM}`)),
  ],
  ["a key that is all there is", PEM],
];

describe.each(FORMATS)("%s never shows", (format) => {
  it.each(FORMS)("%s", (_, text) => {
    for (let start = 0; start < text.length; start += 7) {
      const shown = render(format, [fileOf("p.yml", text, [{ code: "syntax-error", start, end: start + 60 }])], {
        width: 400,
      });
      expect(leaked(shown)).toEqual([]);
    }
  });

  it.each(FORMS)("a message, a hint or a mend with %s", (_, text) => {
    const fix = { description: `write \`${text}\``, edits: [{ start: 0, end: 1, old: "a", text }] };
    const said = [
      { code: "wrong-type", start: 0, message: `found \`${text}\``, hint: `write \`${text}\``, fix },
    ] as const;
    expect(leaked(render(format, [fileOf("p.yml", "a", said)], { width: 400 }))).toEqual([]);
  });

  it("a message with a piece of a key", () => {
    const said = [{ code: "syntax-error", start: 0, message: `unexpected \`${BODY[0]}\`` }] as const;
    expect(leaked(render(format, [fileOf("p.yml", "a", said)]))).toEqual([]);
  });
});

describe("whatever is broken around a key", () => {
  const slip = fc.record({
    at: fc.nat(),
    drop: fc.nat({ max: 2 }),
    insert: fc.constantFrom(
      "",
      '"',
      "'",
      ":",
      " ",
      "\n",
      "\t",
      "{",
      "[",
      "}",
      "#",
      "- ",
      "&",
      "*",
      "!",
      "|",
      "${",
      "\\",
      "`",
    ),
  });
  const broken = fc
    .tuple(fc.constantFrom(...FORMS.filter(([, text]) => hasMarkers(text))), fc.array(slip, { maxLength: 3 }))
    .map(([[, text], slips]) => slips.reduce(withSlip, text));

  it.each(FORMATS)("%s shows nothing of it", (format) => {
    fc.assert(
      fc.property(broken, (text) => {
        const file = { path: "p.yml", text, ...checkPolicies(text) };
        expect(leaked(render(format, [file], { width: 400 }))).toEqual([]);
      }),
      // What is left of a key that has lost its markers is only guessed: the same guesses in every run.
      { seed: 4, numRuns: 400 },
    );
  });
});

function hasMarkers(text: string): boolean {
  return /-----BEGIN [A-Z ]*PRIVATE KEY-----.*-----END [A-Z ]*PRIVATE KEY-----/s.test(text);
}

function withSlip(text: string, { at, drop, insert }: { at: number; drop: number; insert: string }): string {
  const start = at % text.length;
  return text.slice(0, start) + insert + text.slice(start + drop);
}

/** The pieces of the body, of eight characters each, that can be read in the output. */
function leaked(shown: string): string[] {
  const pieces = BODY.flatMap((line) => line.match(/.{8}/g) ?? []);
  return pieces.filter((piece) => shown.includes(piece));
}

test("a mend that would write a key is left out", () => {
  const fix = { description: "move it", edits: [{ start: 0, end: 0, old: "", text: PEM }] };
  const said = [{ code: "cidr-host-bits" as const, of: "a", fix }];
  expect(render("sarif", [fileOf("p.yml", "a", said)])).not.toContain("fixes");
});

test("a short piece of a broken key is not quoted", () => {
  const text = policyWith(JSON.stringify(PEM));
  const of = BODY[1]?.slice(3, 20) ?? "";
  const said = [
    { code: "syntax-error" as const, of, message: `unexpected \`${of}\` in a key`, hint: `remove \`${of}\`` },
  ];
  const [header, , , hint] = render("text", [fileOf("p.yml", text, said)]).split("\n");
  expect(header).toContain(`unexpected \`${MASK}\` in a key`);
  expect(hint).toBe(`  hint: remove \`${MASK}\``);
});

test("what is around a key is shown", () => {
  const text = policyWith(JSON.stringify(PEM));
  const shown = (of: string) => render("text", [fileOf("p.yml", text, [{ code: "unknown-key", of }])], { width: 400 });
  expect(shown("server_private_key")).toContain(
    `server_private_key: "-----BEGIN PRIVATE KEY-----${MASK}-----END PRIVATE KEY-----\\n"`,
  );
  expect(shown("min_version")).toContain("min_version: '1.2'");
});

test("what is behind a key without an end is shown from the next field on", () => {
  const text = policyWith(`|\n${indented(PEM.replace(/-----END.*/, ""), "          ")}`);
  const [{ end } = { end: 0 }] = privateKeySpans(text);
  expect(text.slice(end).trimStart()).toBe("min_version: '1.2'\n");
});

it.each([
  ["a path", policyWith("/etc/ssl/private/app.example.com/2026-01-01/server.key.pem")],
  ["a secret that is named", policyWith("\"${secrets.get('a-vault-with-a-long-name', 'a-secret-with-a-long-name')}\"")],
  [
    "a certificate",
    policyWith(`"-----BEGIN CERTIFICATE-----\\n${BARE}\\n-----END CERTIFICATE-----"`, "server_certificate"),
  ],
  ["a digest", policyWith(`'${"0123456789abcdef".repeat(4)}'`, "name")],
])("%s is no private key", (_, text) => {
  expect(
    privateKeySpans(text)
      .map(({ start, end }) => text.slice(start, end))
      .filter((part) => !part.startsWith("/")),
  ).toEqual([]);
  expect(withoutPrivateKeys(text.replaceAll("private_key", "key"))).toBe(text.replaceAll("private_key", "key"));
});

test("a megabyte of markers is gone through once", () => {
  const text = "-----BEGIN PRIVATE KEY-----\n".repeat(40_000);
  expect(privateKeySpans(text)).toHaveLength(40_000);
});
