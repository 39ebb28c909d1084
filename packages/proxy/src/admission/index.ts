export { type Admission, type AdmissionCounts, type Answer, type Entry, LocalAdmission } from "./admission.ts";
export { connectionsFor, descriptorLimit } from "./descriptors.ts";
export type { AcceptRate, AdmissionLimits, ClientLimits, Overload, OverloadCode, PrefixLimits } from "./limits.ts";
export { isOverloadCode, OVERLOAD_CODES } from "./limits.ts";
export { type AdmissionStep, ANSWER_WITHIN_MS, RemoteAdmission } from "./remote.ts";
export { RemoteEntries } from "./remote-entries.ts";
