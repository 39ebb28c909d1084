import type { EndpointFile, PlacedEndpoint } from "./files.ts";
import { urlOf } from "./index-by-url.ts";

/** Reports endpoints that have the URL of one before them and may not share it (language.md, section 6). */
export function checkConflicts(files: readonly EndpointFile[]): void {
  for (const group of groupsOf(files)) {
    const taken = new Map<string, boolean>();
    for (const { endpoint, file } of group) {
      const url = urlOf(endpoint);
      if (url === undefined || endpoint.location === undefined) continue;
      const shared = taken.get(url.canonical);
      taken.set(url.canonical, endpoint.pooling && shared !== false);
      if (shared === undefined || (shared && endpoint.pooling)) continue;
      const { start, end } = endpoint.location.at;
      const setting = endpoint.source === "cloud-endpoint" ? "poolingEnabled" : "pooling_enabled";
      file.sink.report("endpoint-conflict", start, end, `another endpoint has the URL \`${url.url}\` already`, {
        hint: `give one of them another URL, or set \`${setting}: true\` on all of them`,
      });
    }
  }
}

/** What runs together: each configuration for itself, all Kubernetes objects. */
function groupsOf(files: readonly EndpointFile[]): readonly (readonly PlacedEndpoint[])[] {
  const objects: PlacedEndpoint[] = [];
  const groups: PlacedEndpoint[][] = [objects];
  for (const file of files) {
    for (const { kind, endpoints } of file.documents) {
      const placed = endpoints.map((endpoint) => ({ endpoint, file }));
      if (kind === "manifest") objects.push(...placed);
      else groups.push(placed);
    }
  }
  return groups;
}
