import { describe, expect, it } from "vitest";
import { compilePolicy } from "../compile.ts";

/** Code, column in the expression and hint of each diagnostic of a condition. */
function told(expression: string): readonly string[] {
  const text = JSON.stringify({ on_tcp_connect: [{ expressions: [expression], actions: [{ type: "deny" }] }] });
  const before = text.indexOf("[", text.indexOf("expressions")) + 2;
  return compilePolicy(text).diagnostics.map(
    ({ code, hint, range }) => `${code}@${range.start.offset - before}: ${hint ?? ""}`,
  );
}

describe("a mistake in an expression is told once, with what was meant", () => {
  it.each([
    ["a path without its beginning", "client_port == 1", "unknown-variable@0: did you mean `conn.client_port`?"],
    ["a path without most of it", "sni == 'a'", "unknown-variable@0: did you mean `conn.tls.sni`?"],
    ["a part of a path", "tls.sni == 'a'", "unknown-variable@0: did you mean `conn.tls.sni`?"],
    ["a path without its middle", "conn.sni == 'a'", "unknown-field@5: did you mean `conn.tls.sni`?"],
    ["a name in two parts", "conn.client.ip == 'a'", "unknown-field@5: did you mean `conn.client_ip`?"],
    ["the clock", "now == 'a'", "unknown-variable@0: did you mean `time.now`?"],
    ["the beginning of a function", "inCidr('1.2.3.4', '1.0.0.0/8')", "did you mean `inCidrRange`?"],
    ["another language's function", "'a'.hasSuffix('b')", "unknown-function@4: did you mean `endsWith`?"],
    ["another language's size", "len('a') == 1", "unknown-function@0: did you mean `size`?"],
    ["another language's null", "conn.server_region == nil", "unknown-variable@22: did you mean `null`?"],
    ["another language's truth", "conn.client_port == 1 || True", "unknown-variable@25: did you mean `true`?"],
    [
      "a function that is not called",
      "conn.client_ip.isPrivateIp",
      "unknown-field@15: it is a function: `isPrivateIp(…)`",
    ],
    ["a string that is compared with null", "conn.tls.sni != null", "compare it with `''`"],
    ["another language's match", "conn.tls.sni =~ 'a'", "expression-syntax@13: did you mean `.matches('…')`?"],
    ["an operator the wrong way round", "conn.client_port => 1", "expression-syntax@17: did you mean `>=`?"],
    ["another language's maximum", "math.max(1, 2) == 2", "unknown-function@0: did you mean `math.greatest`?"],
    [
      "text without quotes",
      "conn.tls.sni == app.example.com",
      "unknown-variable@16: quote it if it is text: `'app.example.com'`",
    ],
    ["bounds that no draw lies between", "rand.int(5, 1) == 3", "constant-fault@9"],
    ["a negative bound", "rand.int(-1, 1) == 0", "constant-fault@9"],
    ["a `not` in the middle", "1 not in [1]", "`!(a in b)`"],
    ["a list in parentheses", "conn.client_port in (1, 2)", "expression-syntax@22: a list stands in square brackets"],
    ["a template", "${conn.client_port == 1}", "expression-syntax@0: an expression is written without `${…}`"],
    ["another language's comment", "conn.client_port == 1 # why", "expression-syntax@22: a comment starts with `//`"],
  ])("%s", (_, expression, expected) => {
    const all = told(expression);
    expect(all).toHaveLength(1);
    expect(all[0]).toContain(expected);
  });

  it("a variable that nobody can ever read here is no hint", () => {
    expect(told("pod == 'a'")).toEqual(["unknown-variable@0: "]);
  });
});
