import { checkConflicts } from "./conflicts.ts";
import { checkEndpoint } from "./endpoint.ts";
import { type EndpointFile, endpointsOf } from "./files.ts";

/** Reports what is wrong with the endpoints of a run, whatever their policies are. */
export function checkEndpoints(files: readonly EndpointFile[]): void {
  for (const { endpoint, file } of endpointsOf(files)) checkEndpoint(endpoint, file.sink);
  checkConflicts(files);
}
