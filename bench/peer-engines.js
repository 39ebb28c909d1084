/**
 * The peers, each with twenty rules in its own language, made ready ahead: `prepare(rules)` gives a function of what `contextOf`
 * makes of a probe, which says whether the connection is let through.
 */
import * as cedar from "@cedar-policy/cedar-wasm/nodejs";
import { compilePolicy } from "@sluice/policy";
import { newEnforcer, newModelFromString, StringAdapter } from "casbin";
import { LIBRARIES } from "./libraries.js";
import { celOf, inCidrRange } from "./peer-rules.js";

const sluice = (name, optimize) => ({
  name,
  prepare(wanted) {
    const names = {
      ip: "conn.client_ip",
      clientPort: "conn.client_port",
      serverPort: "conn.server_port",
      sni: "conn.tls.sni",
      start: "conn.ts.start",
    };
    const rules = wanted.map((rule) => ({ expressions: [celOf(rule, names)], actions: [{ type: "deny" }] }));
    const { policy, diagnostics } = compilePolicy(JSON.stringify({ on_tcp_connect: rules }), { optimize });
    if (policy === undefined) throw new Error(JSON.stringify(diagnostics));
    return (facts) => policy.start(facts).kind === "continue";
  },
  contextOf: ({ ip, clientPort, serverPort, sni, start }) => ({
    client: { ip, port: clientPort },
    server: { ip: "192.0.2.10", port: serverPort, region: "" },
    start: new Date(start),
    endpoint: { id: "peers", protocol: "tls", host: "example.com", port: 443, url: "tls://example.com" },
    hello: { sni, ja4: "" },
    tls: undefined,
    intelligence: undefined,
  }),
});

/** As by default, where an index is asked for rules of which five and more compare alike; and as one that asks rule by rule. */
export const OURS = [sluice("sluice", "auto"), sluice("sluice, each rule evaluated", "never")];

/** Its expressions one after the other, up to the first that holds. */
function celLibrary({ name, compiler, contextOf }) {
  const names = { ip: "client_ip", clientPort: "client_port", serverPort: "server_port", sni: "sni", start: "start" };
  return {
    name,
    prepare(rules) {
      const compile = compiler(inCidrRange);
      const conditions = rules.map((rule) => compile(celOf(rule, names)));
      return (context) => {
        for (const holds of conditions) if (holds(context) === true) return false;
        return true;
      };
    },
    contextOf: ({ ip, clientPort, serverPort, sni, start }) => ({
      ...contextOf({
        client_ip: ip,
        client_port: BigInt(clientPort),
        port: clientPort,
        sni,
        time: Date.parse(start),
        categories: [],
      }),
      server_port: name === "cel-js" ? serverPort : BigInt(serverPort),
    }),
  };
}

const CEDAR_ID = "peers";

const CEDAR = {
  name: "@cedar-policy/cedar-wasm",
  prepare(rules) {
    const forbid = rules.map((rule) => `forbid(principal, action, resource) when { ${cedarOf(rule)} };`);
    const policies = ["permit(principal, action, resource);", ...forbid].join("\n");
    const parsed = cedar.preparsePolicySet(CEDAR_ID, { staticPolicies: policies });
    if (parsed.type !== "success") throw new Error(JSON.stringify(parsed));
    return (call) => {
      const answer = cedar.statefulIsAuthorized(call);
      if (answer.type !== "success" || answer.response.diagnostics.errors.length > 0) {
        throw new Error(JSON.stringify(answer));
      }
      return answer.response.decision === "allow";
    };
  },
  contextOf: ({ ip, clientPort, serverPort, sni, start }) => ({
    principal: { type: "Client", id: "any" },
    action: { type: "Action", id: "connect" },
    resource: { type: "Endpoint", id: "peers" },
    preparsedPolicySetId: CEDAR_ID,
    entities: [],
    context: {
      ip: { __extn: { fn: "ip", arg: ip } },
      clientPort,
      serverPort,
      sni,
      start: { __extn: { fn: "datetime", arg: start } },
    },
  }),
};

function cedarOf(rule) {
  switch (rule.kind) {
    case "block":
      return `context.ip.isInRange(ip("${rule.block}"))`;
    case "address":
      return `context.ip == ip("${rule.address}")`;
    case "server-port":
      return `context.serverPort == ${rule.port}`;
    case "low-client-port":
      return `context.clientPort < ${rule.below}`;
    case "suffix":
      return `context.sni like "*${rule.suffix}"`;
    case "name":
      return `context.sni == "${rule.name}"`;
    case "names":
      return `[${rule.names.map((name) => `"${name}"`).join(", ")}].contains(context.sni)`;
    default:
      return `context.start < datetime("${rule.time}")`;
  }
}

const CASBIN_KINDS = {
  block: "inBlock(r.ip, p.value)",
  address: "r.ip == p.value",
  "server-port": "r.serverPort == p.value",
  "low-client-port": "r.clientPort < p.value",
  suffix: "endsWith(r.sni, p.value)",
  name: "r.sni == p.value",
  names: "isOneOf(r.sni, p.value)",
  before: "r.start < p.value",
};

/** A rule is a line with its kind and what it compares; `in` and `endsWith` are functions given to it. It asks for the kinds there are. */
function casbinModel(rules) {
  const kinds = new Set(rules.map(({ kind }) => kind));
  const asked = Array.from(kinds, (kind) => `(p.kind == "${kind}" && ${CASBIN_KINDS[kind]})`);
  return `
[request_definition]
r = ip, clientPort, serverPort, sni, start
[policy_definition]
p = kind, value, eft
[policy_effect]
e = !some(where (p.eft == deny))
[matchers]
m = ${asked.join(" || ")}
`;
}

const CASBIN = {
  name: "casbin",
  async prepare(rules) {
    const lines = rules.map((rule) => `p, ${rule.kind}, ${casbinValueOf(rule)}, deny`).join("\n");
    const enforcer = await newEnforcer(newModelFromString(casbinModel(rules)), new StringAdapter(lines));
    await enforcer.addFunction("inBlock", inCidrRange);
    await enforcer.addFunction("endsWith", (text, suffix) => text.endsWith(suffix));
    const lists = new Map(rules.filter(({ names }) => names).map(({ names }) => [names.join("|"), new Set(names)]));
    await enforcer.addFunction("isOneOf", (text, list) => lists.get(list).has(text));
    return (request) => enforcer.enforceSync(...request);
  },
  contextOf: ({ ip, clientPort, serverPort, sni, start }) => [ip, clientPort, serverPort, sni, start],
};

function casbinValueOf({ kind, block, address, port, below, suffix, name, names, time }) {
  return kind === "names" ? names.join("|") : (block ?? address ?? port ?? below ?? suffix ?? name ?? time);
}

export const PEERS = [...LIBRARIES.map(celLibrary), CEDAR, CASBIN];
