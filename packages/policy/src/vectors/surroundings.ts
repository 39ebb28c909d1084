import { visible } from "../diagnostics/render/visible.ts";
import { parseEndpointUrl, parseSocketAddress } from "../net/index.ts";
import type { DataProblem } from "./data.ts";
import type { Effect, Surroundings } from "./vector.ts";

type Problem = Pick<DataProblem, "path" | "message" | "hint">;

/** RFC 3339: whatever else `Date` reads may be another time on another machine. */
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/i;

/** What a schema cannot say of a connection: an endpoint, an address or a time that could not be. */
export function surroundingsProblems({ protocol = "tcp", endpoint, connection }: Surroundings): readonly Problem[] {
  const problems: Problem[] = [];
  if (endpoint?.url !== undefined) problems.push(...urlProblems(endpoint.url, protocol));
  for (const member of ["client_ip", "server_ip"] as const) {
    const text = connection?.[member];
    if (text === undefined || parseSocketAddress(text) !== undefined) continue;
    problems.push({ path: `/connection/${member}`, message: `\`${visible(text)}\` is not an address` });
  }
  for (const member of ["start", "now"] as const) {
    const text = connection?.[member];
    if (text === undefined || (TIME.test(text) && !Number.isNaN(Date.parse(text)))) continue;
    const hint = "write it as `2026-01-01T00:00:00Z`";
    problems.push({ path: `/connection/${member}`, message: `\`${visible(text)}\` is not a time`, hint });
  }
  return problems;
}

function urlProblems(url: string, protocol: string): readonly Problem[] {
  const path = "/endpoint/url";
  const parsed = parseEndpointUrl(url);
  if (parsed.kind !== "url") {
    return [{ path, message: parsed.reason, ...(parsed.hint === undefined ? {} : { hint: parsed.hint }) }];
  }
  const { scheme } = parsed.url;
  if (scheme === protocol) return [];
  const message = `the endpoint is \`${scheme}://\`, and the protocol is \`${protocol}\``;
  return [{ path, message, hint: `set \`protocol\` to \`${scheme}\`` }];
}

/** Whether effects bring certificates: reading them takes a library that is not loaded for anything else. */
export function bringCertificates(effects: readonly Effect[] | undefined): boolean {
  return (effects ?? []).some((effect) => {
    const handshake = "terminate-tls" in effect ? effect["terminate-tls"] : {};
    return handshake.client_certificate !== undefined || handshake.server_certificate !== undefined;
  });
}
