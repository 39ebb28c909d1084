import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { CODES } from "./codes.ts";
import { MEANINGS } from "./render/meanings.ts";

test("docs/diagnostics.md and the closed list are equal", () => {
  const page = readFileSync(new URL("../../../../docs/diagnostics.md", import.meta.url), "utf8");
  const rows = [...page.matchAll(/^\| `([a-z0-9-]+)` \| (\w+) \| (?:`(\w+)`)? \| (.+) \|$/gm)];
  const documented = rows.map(([, code, severity, ngrok]) => [code, { severity, ...(ngrok ? { ngrok } : {}) }]);
  expect(Object.fromEntries(documented)).toEqual(CODES);
  expect(Object.fromEntries(rows.map(([, code, , , meaning]) => [code, meaning]))).toEqual(MEANINGS);
  for (const [, , , , meaning] of rows) expect(meaning).toMatch(/\w.*\.$/);
});
