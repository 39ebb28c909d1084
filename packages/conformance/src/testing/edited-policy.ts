import type { Question } from "@sluice/policy/vectors";
import fc from "fast-check";

/** What turns a right policy into a wrong one, or into another right one. */
const WORDS = [
  ..."'\"[]{}:,#|&*!~%$\\/().-0",
  ..."deny allow true null 0x1 1e3 on_error: continue|enforce: false|config: {}|expressions: []|name: x".split("|"),
  ...["- ", "\n", "  ", "${", "$${", " # c", "&&", "||", "==", "in", "'a'", "vars.a", "1.3", "01", "%eth0"],
  ...["::ffff:192.0.2.0/100", "10.0.0.0/8", "conn.client_ip", "conn.tls.sni", ".example.com"],
  ...["terminate-tls", "log", "restrict-ips", "forward-internal", "close-connection", "request", "require-any"],
];

type Edit = (policy: string) => string;

const place = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const at = (policy: string, share: number): number => Math.floor(share * (policy.length + 1));

const cut: fc.Arbitrary<Edit> = fc.record({ share: place, length: fc.integer({ min: 1, max: 5 }) }).map(
  ({ share, length }) =>
    (policy) =>
      policy.slice(0, at(policy, share)) + policy.slice(at(policy, share) + length),
);
const put: fc.Arbitrary<Edit> = fc
  .record({ share: place, word: fc.constantFrom(...WORDS), over: fc.integer({ min: 0, max: 6 }) })
  .map(({ share, word, over }) => (policy) => {
    const start = at(policy, share);
    return policy.slice(0, start) + word + policy.slice(start + over);
  });
const lines: fc.Arbitrary<Edit> = fc
  .record({ from: place, to: place, moves: fc.boolean() })
  .map(({ from, to, moves }) => (policy) => {
    const all = policy.split("\n");
    const line = all[Math.floor(from * all.length)] ?? "";
    if (moves) all.splice(Math.floor(from * all.length), 1);
    else all.splice(Math.floor(to * all.length), 0, line);
    return all.join("\n");
  });

/** One of the questions with a policy that was edited in one to three places. */
export function editedPolicy(questions: readonly Question[]): fc.Arbitrary<Question> {
  const edits = fc.array(fc.oneof(cut, put, lines), { minLength: 1, maxLength: 3 });
  return fc
    .tuple(fc.constantFrom(...questions), edits)
    .map(([question, all]) => ({ ...question, policy: all.reduce((policy, edit) => edit(policy), question.policy) }));
}
