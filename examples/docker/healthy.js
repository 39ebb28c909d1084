/**
 * The health check of the image, which has neither a shell nor curl: exit code 0 where the proxy says that it is well, at
 * the address of `metrics` in its configuration.
 */
const { SLUICE_HEALTH = "http://127.0.0.1:9090/healthz" } = process.env;

try {
  const { ok, status } = await fetch(SLUICE_HEALTH, { signal: AbortSignal.timeout(2_000) });
  if (!ok) console.error(`${SLUICE_HEALTH} answers ${status}`);
  process.exitCode = ok ? 0 : 1;
} catch (error) {
  console.error(`${SLUICE_HEALTH} does not answer: ${error.cause?.message ?? error.message}`);
  process.exitCode = 1;
}
