import { LineIndex } from "../../source/lines.ts";
import type { CheckedFile } from "../checked-file.ts";
import { type DiagnosticCode, ngrokCodeOf, severityOf } from "../codes.ts";
import type { Diagnostic, Fix } from "../diagnostic.ts";

/** What is said of a stretch of a text: from `start`, in UTF-16 units from 0, or of the first place where `of` stands. */
export interface Said {
  readonly code: DiagnosticCode;
  readonly of?: string;
  readonly start?: number;
  readonly end?: number;
  readonly message?: string;
  readonly hint?: string;
  readonly fix?: Fix;
}

export function fileOf(path: string, text: string, said: readonly Said[] = [], policies = 1): CheckedFile {
  const lines = new LineIndex(text);
  const diagnostics = said.map(({ code, of = "", message = "it is wrong", hint, fix, ...at }): Diagnostic => {
    const start = at.start ?? text.indexOf(of);
    const ngrok = ngrokCodeOf(code);
    return {
      code,
      severity: severityOf(code),
      message,
      range: lines.range(start, at.end ?? start + of.length),
      ...(hint === undefined ? {} : { hint }),
      ...(ngrok === undefined ? {} : { ngrok }),
      ...(fix === undefined ? {} : { fix }),
    };
  });
  return { path, text, policies, diagnostics };
}

/** Some of everything: what a run over a directory and standard input may have to show. */
export function reportFiles(): CheckedFile[] {
  const app = [
    "on_tcp_connect:",
    "  - actions:",
    "      - type: restrict-ips",
    "        config: {allow: [203.0.113.7/24, 10.0.0.0/33]}",
    "  - actions: [{type: denyy}]",
    "",
  ].join("\n");
  const odd = "on_tcp_connect:\r\n\t- 名前: \u202e\u001b[2Jé{]}&<\"'>\r\n";
  const bits = app.indexOf("203.0.113.7/24");
  return [
    fileOf("policies/app.yml", app, [
      {
        code: "cidr-host-bits",
        of: "203.0.113.7/24",
        message: "`203.0.113.7/24` has bits set behind its prefix",
        hint: "write `203.0.113.0/24`",
        fix: {
          description: "write `203.0.113.0/24`",
          edits: [{ start: bits, end: bits + 14, old: "203.0.113.7/24", text: "203.0.113.0/24" }],
        },
      },
      { code: "invalid-cidr", of: "10.0.0.0/33", message: "the prefix `33` is longer than /32" },
      { code: "unknown-action", of: "denyy", message: "there is no action `denyy`", hint: "did you mean `deny`?" },
    ]),
    fileOf("policies/clean.yml", "on_tcp_connect: []\n"),
    fileOf("deploy/service.yml", "apiVersion: v1\nkind: Service\n", [], 0),
    fileOf("odd name, 100%:\u001b[2J<é>.yml", odd, [
      { code: "syntax-error", of: "\t", message: "a tab\nindents", hint: "use spaces: 100%" },
      { code: "unknown-key", of: "名前", message: "`名前` is not a key here" },
      { code: "condition-always-true", of: "é{]}&<\"'>", message: "`\u202e\u001b[2Jé{]}&<\"'>` [is](it) <true> & ]]>" },
    ]),
    fileOf("-", "on_tcp_connect:\n  - actions: [\n", [
      { code: "not-checked", of: "actions", message: "whether it exists was not checked" },
      { code: "no-action", of: "actions: [\n", message: "a rule needs at least one action" },
    ]),
  ];
}
