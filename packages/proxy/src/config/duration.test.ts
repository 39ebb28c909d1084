import { expect, test } from "vitest";
import { parseDuration } from "./duration.ts";
import { loadConfig } from "./load.ts";

const ENDPOINTS = "endpoints: [{ url: tcp://db.example:5432, upstream: { url: 1 } }]\n";

test.each([
  ["0s", 0],
  ["500ms", 500],
  ["30s", 30_000],
  ["2m", 120_000],
  ["24h", 86_400_000],
])("%s is %i ms", (text, milliseconds) => {
  expect(parseDuration(text)).toBe(milliseconds);
});

test.each(["", "30", "-1s", "1.5s", "1 s", "1d", "25h", "s", "1s2", "9999999999ms"])("`%s` is none", (text) => {
  expect(parseDuration(text)).toBeUndefined();
});

test("`drain_timeout` is one", async () => {
  expect((await loadConfig(`drain_timeout: 2m\n${ENDPOINTS}`)).config?.drainTimeout).toBe(120_000);
  expect((await loadConfig(ENDPOINTS)).config).not.toHaveProperty("drainTimeout");
});

test.each([
  ["drain_timeout: 30", "invalid-value", 16],
  ["drain_timeout: soon", "invalid-value", 16],
  ["drain_timeout: [30s]", "wrong-type", 16],
  ["drain_timeout:", "wrong-type", 1],
])("%s is refused", async (text, code, column) => {
  const { config, diagnostics } = await loadConfig(`${text}\n${ENDPOINTS}`);
  expect(config).toBeUndefined();
  expect(diagnostics).toMatchObject([{ code, range: { start: { line: 1, column } } }]);
});
