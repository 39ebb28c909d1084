import { expect, test } from "vitest";
import type { ReadFile } from "../config/files.ts";
import { loadConfig } from "../config/load.ts";
import type { Page } from "./page.ts";

/** A test for each configuration that a page shows: it loads without a word. `readFile` gives what it names. */
export function testShownConfigurations(page: Page, readFile: ReadFile): void {
  test.each(page.blocks("yaml").map((text) => [text]))(
    "shows a configuration that loads without a word: %s",
    async (text) => {
      // Parts of one are shown where only they matter.
      const whole = /^endpoints:/m.test(text)
        ? text
        : `${text}endpoints: [{ url: tls://a.example, upstream: { url: 1 } }]\n`;
      expect(await loadConfig(whole, { readFile })).toMatchObject({ config: expect.anything(), diagnostics: [] });
    },
  );
}
