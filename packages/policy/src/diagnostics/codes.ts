import type { NgrokCode, Severity } from "./diagnostic.ts";

/** What is fixed for a code. */
export interface CodeInfo {
  readonly severity: Severity;
  readonly ngrok?: NgrokCode;
}

/** How a lint counts: one that is `off` is not reported. */
export type LintLevel = "off" | "warning" | "error";

/** A diagnostic code; `CODES` says more of each. */
export type DiagnosticCode =
  | "syntax-error"
  | "multiple-documents"
  | "yaml-tag"
  | "yaml-merge-key"
  | "yaml-alias-limit"
  | "duplicate-key"
  | "document-too-large"
  | "unknown-key"
  | "unknown-phase"
  | "legacy-phase"
  | "legacy-enabled"
  | "http-phase"
  | "misplaced-phase"
  | "empty-http-phase"
  | "wrong-type"
  | "missing-field"
  | "invalid-value"
  | "needs-other-field"
  | "no-action"
  | "unknown-action"
  | "http-only-action"
  | "unreachable-action"
  | "unreachable-rule"
  | "not-handled"
  | "maybe-not-handled"
  | "invalid-cidr"
  | "cidr-host-bits"
  | "no-allowed-cidr"
  | "unknown-ip-policy"
  | "unknown-certificate-authority"
  | "unknown-secret"
  | "invalid-certificate"
  | "invalid-private-key"
  | "key-mismatch"
  | "no-certificate-authority"
  | "tls-version-order"
  | "terminate-tls-twice"
  | "invalid-url"
  | "forward-scheme"
  | "forward-not-internal"
  | "vars-not-one-key"
  | "vars-too-deep"
  | "secret-in-log"
  | "not-constant"
  | "server-first-delay"
  | "not-checked"
  | "empty-expression"
  | "expression-syntax"
  | "expression-too-large"
  | "not-bool"
  | "unknown-variable"
  | "unknown-field"
  | "unknown-function"
  | "http-only-variable"
  | "http-only-function"
  | "kubernetes-variable"
  | "no-such-overload"
  | "invalid-macro"
  | "literal-out-of-range"
  | "invalid-regex"
  | "invalid-literal"
  | "address-spelling"
  | "address-compared-with-cidr"
  | "constant-fault"
  | "variable-not-known"
  | "variable-maybe-unknown"
  | "bytes-always-zero"
  | "ip-intelligence-missing"
  | "template-syntax"
  | "template-type"
  | "rule-never-reached"
  | "condition-never-true"
  | "condition-always-true"
  | "cidr-allowed-and-denied"
  | "redundant-cidr"
  | "ipv4-only"
  | "certificate-expired"
  | "certificate-not-yet-valid"
  | "weak-key"
  | "private-key-in-clear"
  | "sni-deny-on-passthrough"
  | "unused-variable"
  | "unknown-endpoint"
  | "forward-cycle"
  | "endpoint-conflict"
  | "invalid-suppression"
  | "unused-suppression";

/**
 * The closed list of diagnostic codes, with the severity each has by default and ngrok's code for the same mistake.
 * A contract: `docs/diagnostics.md` describes each one, and a test holds the two equal. Codes are only ever added.
 */
export const CODES: Readonly<Record<DiagnosticCode, CodeInfo>> = {
  // The document (language.md, section 1).
  "syntax-error": { severity: "error", ngrok: "ERR_NGROK_2236" },
  "multiple-documents": { severity: "error", ngrok: "ERR_NGROK_2236" },
  "yaml-tag": { severity: "error", ngrok: "ERR_NGROK_2236" },
  "yaml-merge-key": { severity: "error", ngrok: "ERR_NGROK_2236" },
  "yaml-alias-limit": { severity: "error", ngrok: "ERR_NGROK_2236" },
  "duplicate-key": { severity: "error", ngrok: "ERR_NGROK_2236" },
  "document-too-large": { severity: "error", ngrok: "ERR_NGROK_2236" },
  "unknown-key": { severity: "error", ngrok: "ERR_NGROK_2203" },
  "unknown-phase": { severity: "error", ngrok: "ERR_NGROK_2203" },
  "legacy-phase": { severity: "error", ngrok: "ERR_NGROK_2203" },
  "legacy-enabled": { severity: "error", ngrok: "ERR_NGROK_2203" },
  "http-phase": { severity: "error", ngrok: "ERR_NGROK_2230" },
  "misplaced-phase": { severity: "error", ngrok: "ERR_NGROK_2230" },
  "empty-http-phase": { severity: "warning" },
  "wrong-type": { severity: "error", ngrok: "ERR_NGROK_2203" },
  "missing-field": { severity: "error", ngrok: "ERR_NGROK_2234" },
  "invalid-value": { severity: "error", ngrok: "ERR_NGROK_2204" },
  "needs-other-field": { severity: "error", ngrok: "ERR_NGROK_2240" },
  "no-action": { severity: "error", ngrok: "ERR_NGROK_2206" },
  "unknown-action": { severity: "error", ngrok: "ERR_NGROK_2201" },
  "http-only-action": { severity: "error", ngrok: "ERR_NGROK_2202" },
  "unreachable-action": { severity: "error", ngrok: "ERR_NGROK_2207" },
  "unreachable-rule": { severity: "error", ngrok: "ERR_NGROK_2207" },
  "not-handled": { severity: "error", ngrok: "ERR_NGROK_2235" },
  "maybe-not-handled": { severity: "warning", ngrok: "ERR_NGROK_2235" },
  // Actions (section 3).
  "invalid-cidr": { severity: "error", ngrok: "ERR_NGROK_2217" },
  "cidr-host-bits": { severity: "warning" },
  "no-allowed-cidr": { severity: "warning" },
  "unknown-ip-policy": { severity: "error", ngrok: "ERR_NGROK_2216" },
  "unknown-certificate-authority": { severity: "error", ngrok: "ERR_NGROK_2204" },
  "unknown-secret": { severity: "error", ngrok: "ERR_NGROK_2204" },
  "invalid-certificate": { severity: "error", ngrok: "ERR_NGROK_2204" },
  "invalid-private-key": { severity: "error", ngrok: "ERR_NGROK_2204" },
  "key-mismatch": { severity: "error", ngrok: "ERR_NGROK_2204" },
  "no-certificate-authority": { severity: "error", ngrok: "ERR_NGROK_2204" },
  "tls-version-order": { severity: "error", ngrok: "ERR_NGROK_2204" },
  "terminate-tls-twice": { severity: "error", ngrok: "ERR_NGROK_2204" },
  "invalid-url": { severity: "error", ngrok: "ERR_NGROK_2204" },
  "forward-scheme": { severity: "error", ngrok: "ERR_NGROK_2205" },
  "forward-not-internal": { severity: "error", ngrok: "ERR_NGROK_2204" },
  "vars-not-one-key": { severity: "error", ngrok: "ERR_NGROK_2252" },
  "vars-too-deep": { severity: "error", ngrok: "ERR_NGROK_2250" },
  "secret-in-log": { severity: "error" },
  "not-constant": { severity: "error", ngrok: "ERR_NGROK_2204" },
  "server-first-delay": { severity: "warning" },
  "not-checked": { severity: "info" },
  // Expressions (sections 4 and 5).
  "empty-expression": { severity: "error", ngrok: "ERR_NGROK_2223" },
  "expression-syntax": { severity: "error", ngrok: "ERR_NGROK_2200" },
  "expression-too-large": { severity: "error", ngrok: "ERR_NGROK_2200" },
  "not-bool": { severity: "error", ngrok: "ERR_NGROK_2200" },
  "unknown-variable": { severity: "error", ngrok: "ERR_NGROK_2200" },
  "unknown-field": { severity: "error", ngrok: "ERR_NGROK_2200" },
  "unknown-function": { severity: "error", ngrok: "ERR_NGROK_2200" },
  "http-only-variable": { severity: "error", ngrok: "ERR_NGROK_2200" },
  "http-only-function": { severity: "error", ngrok: "ERR_NGROK_2200" },
  "kubernetes-variable": { severity: "error", ngrok: "ERR_NGROK_2200" },
  "no-such-overload": { severity: "error", ngrok: "ERR_NGROK_2200" },
  "invalid-macro": { severity: "error", ngrok: "ERR_NGROK_2200" },
  "literal-out-of-range": { severity: "error", ngrok: "ERR_NGROK_2200" },
  "invalid-regex": { severity: "error", ngrok: "ERR_NGROK_2200" },
  "invalid-literal": { severity: "error", ngrok: "ERR_NGROK_2200" },
  "address-spelling": { severity: "error", ngrok: "ERR_NGROK_2200" },
  "address-compared-with-cidr": { severity: "error", ngrok: "ERR_NGROK_2200" },
  "constant-fault": { severity: "error", ngrok: "ERR_NGROK_2200" },
  "variable-not-known": { severity: "error", ngrok: "ERR_NGROK_2200" },
  "variable-maybe-unknown": { severity: "warning" },
  "bytes-always-zero": { severity: "warning" },
  "ip-intelligence-missing": { severity: "error", ngrok: "ERR_NGROK_2200" },
  "template-syntax": { severity: "error", ngrok: "ERR_NGROK_2224" },
  "template-type": { severity: "error", ngrok: "ERR_NGROK_2224" },
  // What analysis of a whole policy finds.
  "rule-never-reached": { severity: "warning", ngrok: "ERR_NGROK_2207" },
  "condition-never-true": { severity: "warning" },
  "condition-always-true": { severity: "warning" },
  "cidr-allowed-and-denied": { severity: "warning" },
  "redundant-cidr": { severity: "warning" },
  "ipv4-only": { severity: "warning" },
  "certificate-expired": { severity: "warning" },
  "certificate-not-yet-valid": { severity: "warning" },
  "weak-key": { severity: "warning" },
  "private-key-in-clear": { severity: "warning" },
  "sni-deny-on-passthrough": { severity: "warning" },
  "unused-variable": { severity: "warning" },
  // What analysis of all endpoints finds (section 6).
  "unknown-endpoint": { severity: "warning" },
  "forward-cycle": { severity: "warning" },
  "endpoint-conflict": { severity: "error" },
  // Comments that silence a lint.
  "invalid-suppression": { severity: "error" },
  "unused-suppression": { severity: "warning" },
};

/** Whether a code may be set to another level, or silenced: what the language itself calls an error may not. */
export function isLint(code: DiagnosticCode): boolean {
  return CODES[code].severity !== "error";
}

/** The severity that a code has by default. */
export function severityOf(code: DiagnosticCode): Severity {
  return CODES[code].severity;
}

/** ngrok's code for the same mistake, if it has one. */
export function ngrokCodeOf(code: DiagnosticCode): NgrokCode | undefined {
  return CODES[code].ngrok;
}
