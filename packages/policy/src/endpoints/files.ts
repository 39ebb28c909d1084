import type { FoundDocument, FoundEndpoint } from "../source/found.ts";
import type { Sink } from "../source/problems.ts";

/** A file of a run, as the analysis of all its endpoints sees it. */
export interface EndpointFile {
  /** As it was given, with `/` between its parts. */
  readonly path: string;
  /** Takes what is wrong with this file. */
  readonly sink: Sink;
  readonly documents: readonly FoundDocument[];
}

/** An endpoint with the file that it stands in. */
export interface PlacedEndpoint {
  readonly endpoint: FoundEndpoint;
  readonly file: EndpointFile;
}

/** All endpoints of a run, in order. */
export function endpointsOf(files: readonly EndpointFile[]): readonly PlacedEndpoint[] {
  return files.flatMap((file) =>
    file.documents.flatMap(({ endpoints }) => endpoints.map((endpoint) => ({ endpoint, file }))),
  );
}
