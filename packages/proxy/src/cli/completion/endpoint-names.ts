import { fieldOf, type MapNode, readDocuments, stringOf } from "@sluice/policy/source";
import { readRegularFile } from "../../regular-file.ts";
import { withListings } from "../../reload/directory-listing.ts";
import { readPath } from "../../reload/read-configuration.ts";

/** What is called something in these configurations, sound or not. */
export async function endpointNames(paths: readonly string[]): Promise<string[]> {
  const names: string[] = [];
  for (const path of paths.length > 0 ? paths : ["sluice.yml"]) {
    const read = await readPath(path, withListings(readRegularFile));
    if ("code" in read) continue;
    for (const { text } of read.texts) {
      for (const { root } of readDocuments(text)) if (root?.kind === "map") names.push(...namesIn(root));
    }
  }
  return names;
}

function namesIn(root: MapNode): string[] {
  const list = fieldOf(root, "endpoints");
  const endpoints = list?.kind === "list" ? list.items : [];
  const tunnels = fieldOf(root, "tunnels");
  return [
    ...endpoints.flatMap((endpoint) => (endpoint.kind === "map" ? (stringOf(endpoint, "name")?.value ?? []) : [])),
    ...(tunnels?.kind === "map" ? tunnels.entries.map(({ key }) => key.value) : []),
  ];
}
