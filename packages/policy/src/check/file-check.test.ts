import { describe, expect, test } from "vitest";
import { checkFiles } from "./check-files.ts";

function checked(text: string, named: boolean): readonly [policies: number, codes: readonly string[]] {
  const [file] = checkFiles([{ path: "a.yaml", text, named }]);
  return [file?.policies ?? -1, file?.diagnostics.map(({ code }) => code) ?? []];
}

const HEAD = "apiVersion: ngrok.k8s.ngrok.com/v1alpha1\nkind: NgrokTrafficPolicy\n";
const CHART = `{{- if .Values.policy }}\n${HEAD}spec:\n  policy:\n    on_tcp_connect:\n      - actions: [{type: deny}]\n{{- end }}\n`;

describe("a template that is not filled in", () => {
  test.each([
    ["a chart's manifest", CHART],
    ["a value of one", `${HEAD}metadata:\n  name: {{ .Values.name }}\nspec:\n  policy:\n    on_tcp_connect: []\n`],
    ["a loop of Jinja", "on_tcp_connect:\n{% for x in y %}\n  - actions: [{type: deny}]\n{% endfor %}\n"],
  ])("is passed over where a directory is walked: %s", (_, text) => {
    expect(checked(text, false)).toEqual([0, []]);
  });

  test("is told of where it is asked for by its name", () => {
    const [policies, codes] = checked(CHART, true);
    expect(policies).toBe(1);
    expect(codes).toContain("syntax-error");
  });

  test("is a policy all the same where it can be read", () => {
    const text = `${HEAD}metadata: {name: '{{ .Values.name }}'}\nspec: {policy: {on_tcp_connect: [{actions: [{type: denyy}]}]}}\n`;
    expect(checked(text, false)).toEqual([1, ["unknown-action"]]);
  });
});

test("a broken policy that a directory holds is told of", () => {
  expect(checked("on_tcp_connect:\n  - actions: [{type: deny}\n", false)).toEqual([1, ["syntax-error"]]);
});
