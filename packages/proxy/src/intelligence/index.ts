export { type DatabaseKind, openDatabase } from "./database.ts";
export { IpIntelligence } from "./ip-intelligence.ts";
