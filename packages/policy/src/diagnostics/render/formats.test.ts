import { expect, it, test } from "vitest";
import { fileOf, reportFiles } from "../testing/files.ts";
import { FORMATS, render } from "./index.ts";

it.each(FORMATS)("%s shows everything that was found", async (format) => {
  await expect(render(format, reportFiles(), { version: "1.2.3" })).toMatchFileSnapshot(`../golden/${format}.txt`);
});

test("text in colour", async () => {
  const shown = render("text", reportFiles(), { color: true }).replaceAll("\u001b", "␛");
  await expect(shown).toMatchFileSnapshot("../golden/text-colour.txt");
});

it.each(FORMATS)("%s has nothing in it that a terminal obeys", (format) => {
  const all = Array.from({ length: 0x2100 }, (_, i) => String.fromCharCode(i)).join("");
  const strange = `${all}\ud800\udfff\ufeff\ufff9\u{e0001}\u{f0000}\u{10ffff}`;
  const text = strange.replaceAll(/[\r\n]/g, "");
  const files = Array.from({ length: 40 }, (_, i) =>
    fileOf(strange, text, [
      { code: "unknown-key", start: i * 200, end: i * 200 + 200, message: strange, hint: strange },
    ]),
  );
  expect(render(format, files).replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/u);
});

it.each(FORMATS)("%s ends with a line break, if there is anything to say", (format) => {
  expect(render(format, reportFiles())).toMatch(/[^\n]\n$/);
});
