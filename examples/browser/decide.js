// From what stands in the page to what a policy decides. Nothing here knows of the page.
import { checkPolicies, compilePolicy } from "@sluice/policy";
import { answerVector } from "@sluice/policy/vectors";

/** The question that a form asks: a test vector, as `test-vectors/` has them. */
export function questionOf(policy, form) {
  const protocol = /^tls:/i.test(form.url) ? "tls" : "tcp";
  const certificate = form.chain === "none" ? {} : { client_certificate: form.certificate, chain: form.chain };
  return {
    id: "page/connection",
    policy,
    protocol,
    endpoint: { url: form.url, upstream: true },
    connection: {
      client_ip: form.client_ip,
      client_port: Number(form.client_port),
      server_ip: form.server_ip,
      start: form.now,
      now: form.now,
      random: form.random.split(/[\s,]+/).flatMap((draw) => (draw === "" ? [] : [Number(draw)])),
      ...helloOf(form),
    },
    effects: form.chain === "none" ? [] : [{ "terminate-tls": certificate }],
  };
}

function helloOf({ hello, sni, ja4 }) {
  if (hello === "not-tls") return {};
  return { tls: hello === "hello" ? { sni, ja4_fingerprint: ja4 } : { hello } };
}

/** What is wrong with a policy, at its places: errors, and what can only be a slip. */
export function diagnosticsOf({ policy: text, protocol, endpoint }) {
  const { policy, diagnostics } = compilePolicy(text, { protocol, upstream: endpoint.upstream });
  if (!policy) return diagnostics;
  const key = ({ code, range }) => `${code} ${range.start.offset}`;
  const told = new Set(diagnostics.map(key));
  const slips = checkPolicies(text, { protocol, resources: {} }).diagnostics;
  const all = [...diagnostics, ...slips.filter((found) => found.severity !== "error" && !told.has(key(found)))];
  return all.toSorted((a, b) => a.range.start.offset - b.range.start.offset);
}

/** The decision with the way to it; or why there is none, where the form says what no connection can be. */
export function decide(question) {
  const trace = [];
  try {
    return { answer: answerVector(question, { trace: (entry) => trace.push(entry) }), trace };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error), trace: [] };
  }
}

/** Answers of many vectors at once, JSON to JSON: what the tests hold against Node's. */
export function answerAll(text) {
  return JSON.stringify(JSON.parse(text).map((vector) => answerVector(vector)));
}
