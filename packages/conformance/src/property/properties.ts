import { agreement } from "./agreement.ts";
import { addingADeny, removingAnAllow } from "./laws/denies.ts";
import { brokenDocuments } from "./laws/documents.ts";
import { errorsNeverOpen } from "./laws/errors.ts";
import { orderOfCidrs, orderOfDisjointRules } from "./laws/order.ts";
import { frozenFacts, interleaved, sameFactsSameAnswer } from "./laws/purity.ts";
import { spelling } from "./laws/spelling.ts";
import { tracesAgree } from "./laws/traces.ts";
import type { CompiledEngine, Property } from "./search.ts";

/** What any engine can be held to: it is asked vectors alone. */
export const ENGINE_PROPERTIES: readonly Property[] = [
  agreement,
  addingADeny,
  removingAnAllow,
  orderOfCidrs,
  orderOfDisjointRules,
  spelling,
  errorsNeverOpen,
];

/**
 * All laws; some ask the compiler more than vectors do. Two more are held where their code is, by its own generators: that
 * a set of addresses answers as a search through the list (`packages/policy/src/net`), and that a ClientHello gives one
 * answer however it is cut (`packages/proxy/src/client-hello`).
 */
export const PROPERTIES: readonly Property<CompiledEngine>[] = [
  ...ENGINE_PROPERTIES,
  tracesAgree,
  sameFactsSameAnswer,
  frozenFacts,
  interleaved,
  brokenDocuments,
];
