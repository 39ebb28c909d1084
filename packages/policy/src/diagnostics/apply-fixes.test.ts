import { describe, expect, test } from "vitest";
import { checkPolicies } from "../check/check-files.ts";
import { applyFixes } from "./apply-fixes.ts";

function fixed(text: string): string {
  return applyFixes(text, checkPolicies(text).diagnostics).text;
}

describe("a fix", () => {
  test("clears host bits, and leaves comments, quotes and format as they are", () => {
    const text = `# the office
on_tcp_connect:
- actions:   # first
    - {type: restrict-ips, config: {allow: [ "10.0.0.1/8",   '192.168.0.1/16'  ,172.16.0.1/12 ]}} # 10.0.0.1/8
- expressions: ["inCidrRange(conn.client_ip, '10.0.0.1/8') || inCidrRanges(conn.client_ip, ['10.0.0.1/8', \\"::1/64\\"])"]
  actions: [{type: deny}]\r
`;
    const mended = text
      .replace('"10.0.0.1/8",  ', '"10.0.0.0/8",  ')
      .replace("'192.168.0.1/16'", "'192.168.0.0/16'")
      .replace(",172.16.0.1/12", ",172.16.0.0/12")
      .replace("ip, '10.0.0.1/8'", "ip, '10.0.0.0/8'")
      .replace("['10.0.0.1/8', ", "['10.0.0.0/8', ")
      .replace("::1/64", "::/64");
    expect(fixed(text)).toBe(mended);
  });

  test.each([
    ["inbound", "on_tcp_connect"],
    ["on_tls_request", "on_tcp_connect"],
    ["on_http_request", "on_tcp_connect"],
    ['"on_http_response"', '"on_tcp_connect"'],
  ])("renames %s where its actions can run on on_tcp_connect", (before, after) => {
    const text = `${before}:\n  # rules\n  - actions: [{type: deny}]\n`;
    expect(fixed(text)).toBe(text.replace(before, after));
    expect(checkPolicies(fixed(text)).diagnostics).toEqual([]);
  });

  test("renames an old phase with HTTP actions to what it has become", () => {
    const text = "outbound:\n  - actions: [{type: add-headers}]\n";
    expect(fixed(text)).toBe(text.replace("outbound", "on_http_response"));
  });

  test.each([
    ["there is such a phase already", "inbound: [{actions: [{type: deny}]}]\non_tcp_connect: []\n"],
    ["a phase may hold other actions", "on_http_request: [{actions: [{type: deny}, {type: redirect}]}]\n"],
    [
      "the value came by an alias",
      "on_tcp_connect:\n- actions: [{type: restrict-ips, name: &a1234567 10.0.0.1/8, config: {allow: [*a1234567]}}]\n",
    ],
  ])("leaves the text alone where %s", (_, text) => {
    expect(fixed(text)).toBe(text);
  });

  test("is none where something else stands by now", () => {
    const text = "on_tcp_connect: [{actions: [{type: restrict-ips, config: {allow: [10.0.0.1/8]}}]}]";
    expect(applyFixes(text.replace("10.0.0.1", "10.0.0.2"), checkPolicies(text).diagnostics).applied).toBe(0);
  });

  test("that overlaps an earlier one is left for the next time", () => {
    const { diagnostics } = checkPolicies("inbound:\n  - actions: [{type: deny}]\n");
    expect(applyFixes("inbound:\n", [...diagnostics, ...diagnostics])).toEqual({
      text: "on_tcp_connect:\n",
      applied: 1,
    });
  });
});
