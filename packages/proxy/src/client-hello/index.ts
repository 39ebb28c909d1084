export { ClientHello, type ClientHelloFields, type ServerName } from "./client-hello.ts";
export { type Ja4Input, type Ja4Parts, ja4, ja4Parts, ja4Raw } from "./ja4.ts";
export { type ClientHelloReader, createClientHelloReader, parseClientHello } from "./reader.ts";
export {
  type ClientHelloLimits,
  type ClientHelloResult,
  DEFAULT_CLIENT_HELLO_LIMITS,
  type MalformedReason,
} from "./result.ts";
