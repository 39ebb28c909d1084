import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Report } from "../diagnostics/reporter.ts";
import type { Resources } from "../resources.ts";
import type { DocumentLimits } from "../source/documents.ts";

/** What a host knows of the configurations among the files that are checked, beyond their policies; by the files' paths. */
export interface HostFindings {
  /** What is wrong with a file, in offsets of it. */
  reportsOf(path: string): readonly Report[];
  /** How large a file may be that the host takes for a configuration; `undefined`: it is none. */
  limitsOf(path: string): DocumentLimits | undefined;
  /** What policies of a configuration refer to; `undefined`: the host knows nothing of this file. */
  resourcesOf(path: string): Resources | undefined;
  /** Whether something that is found here only follows from what the host reports. */
  isConsequence(path: string, diagnostic: Diagnostic): boolean;
}
