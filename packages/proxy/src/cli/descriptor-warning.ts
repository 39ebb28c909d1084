import type { AdmissionLimits } from "../admission/index.ts";

export interface DescriptorsAndWorkers {
  /** How many connections one process has descriptors for. */
  readonly room: number;
  readonly workers: number;
}

/** What is wrong with a limit that descriptors do not let anybody come near; nothing where they do. */
export function descriptorWarning(
  { maxConnections }: AdmissionLimits,
  { room, workers }: DescriptorsAndWorkers,
): string | undefined {
  const most = room * workers;
  if (maxConnections === undefined || maxConnections <= most) return undefined;
  const whose = workers === 1 ? "the descriptors are" : `the descriptors of ${workers} workers are`;
  return `max_connections is ${maxConnections}, but ${whose} enough for ${most} connections; raise the limit of open files (ulimit -n)`;
}
