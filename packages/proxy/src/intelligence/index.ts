export { type DatabaseKind, openDatabase } from "./database.ts";
export { IntelligenceInForce } from "./in-force.ts";
export { type ConnectionIntelligence, IpIntelligence } from "./ip-intelligence.ts";
