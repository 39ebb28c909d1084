import { describe, expect, it } from "vitest";
import { haproxyFiles } from "./haproxy.js";
import { nginxFiles } from "./nginx.js";
import { RULE_SET } from "./rule-set.js";
import { sluicePolicy } from "./sluice.js";

const POLICY = { kind: "policy", ruleSet: RULE_SET, upstreamPort: 7001 };
const PLACE = { port: 7000, directory: "/tmp/somewhere" };

/** What each of the rules is about, as any configuration has to write it. */
const SUBJECTS = RULE_SET.rules.map((rule) => {
  switch (rule.kind) {
    case "addresses":
      return rule.addresses[1];
    case "network":
      return rule.network;
    case "port":
      return String(rule.port);
    default:
      return rule.prefix;
  }
});

describe("configurations of one set of rules", () => {
  it("are of twenty rules, the restriction among them", () => {
    expect(new Set(SUBJECTS).size).toBe(19);
    expect(sluicePolicy(RULE_SET).on_tcp_connect).toHaveLength(20);
  });

  it("for sluice are a rule each", () => {
    const rules = sluicePolicy(RULE_SET).on_tcp_connect.map((rule) => JSON.stringify(rule));
    for (const [index, subject] of SUBJECTS.entries()) expect(rules[index]).toContain(subject);
    expect(rules.at(-1)).toContain('"allow":["127.0.0.0/8","10.0.0.0/8"],"deny":["127.0.0.66"]');
  });

  it("for HAProxy are a rule each, in one thread", () => {
    const { "haproxy.cfg": text } = haproxyFiles(POLICY, PLACE);
    const rules = text.split("\n").filter((line) => line.includes("tcp-request connection reject if"));
    expect(rules).toHaveLength(20);
    for (const [index, subject] of SUBJECTS.entries()) expect(rules[index]).toContain(` ${subject} `);
    expect(rules.at(-1)).toContain("if !{ src 127.0.0.0/8 10.0.0.0/8 } or { src 127.0.0.66 }");
    expect(text).toContain("nbthread 1\n");
    expect(text).toContain("server upstream 127.0.0.1:7001\n");
  });

  it("for nginx ask for all, and refuse before they let in", () => {
    const { "nginx.conf": text } = nginxFiles(POLICY, PLACE);
    for (const subject of SUBJECTS) expect(text.replaceAll("\\.", ".")).toMatch(new RegExp(`[ "]${subject}["; ]`));
    expect(text.indexOf("deny 127.0.0.66;")).toBeLessThan(text.indexOf("allow 127.0.0.0/8;"));
    expect(text.trimEnd()).toMatch(/deny all;\s+proxy_pass \$target;/);
    // Ports are asked for at either end.
    expect(text.match(/ 19 1;/g)).toHaveLength(2);
    expect(text).not.toContain("load_module");
  });

  it("for nginx load the module that it is told", () => {
    const { "nginx.conf": text } = nginxFiles(POLICY, { ...PLACE, loadModule: "/modules/stream.so" });
    expect(text).toMatch(/^load_module \/modules\/stream\.so;/);
  });

  it("fail for what they know nothing of", () => {
    const ruleSet = { rules: [{ kind: "weather" }], restriction: RULE_SET.restriction };
    expect(() => sluicePolicy(ruleSet)).toThrow("no rule of kind 'weather'");
    expect(() => haproxyFiles({ ...POLICY, ruleSet }, PLACE)).toThrow("no rule of kind 'weather'");
    expect(() => nginxFiles({ ...POLICY, ruleSet }, PLACE)).toThrow("no rule of kind 'weather'");
  });
});
