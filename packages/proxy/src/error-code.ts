/** The operating system's code for what went wrong, such as `ENOENT`, as people are told it. */
export function errorCode(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? "unknown reason";
}
