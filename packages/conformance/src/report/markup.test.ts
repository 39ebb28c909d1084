import { expect, test } from "vitest";
import { escapeHtml, html } from "./markup.ts";

test("what is put into a template is escaped, markup and lists of it are not", () => {
  const inner = html`<b>${"<i>&\"'"}</b>`;
  expect(String(html`<p title="${'"x"'}">${[inner, " & ", 1]}</p>`)).toBe(
    '<p title="&#34;x&#34;"><b>&#60;i&#62;&#38;&#34;&#39;</b> &#38; 1</p>',
  );
});

test("characters that a page cannot hold are shown to be there", () => {
  expect(escapeHtml("a\0b\u{1b}[31mc\ud800\td\u{1f642}")).toBe("a\ufffdb\ufffd[31mc\ufffd\td\u{1f642}");
});
