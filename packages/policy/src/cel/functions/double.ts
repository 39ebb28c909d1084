/** A double as Go's `%g` writes it, which is what CEL's own implementations show: `1.5`, `1e+06`, `1e-05`, `NaN`. */
export function formatDouble(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "+Inf" : "-Inf";
  if (value === 0) return Object.is(value, -0) ? "-0" : "0";
  const [mantissa = "", exponentText = "0"] = value.toExponential().split("e");
  const exponent = Number(exponentText);
  const digits = mantissa.replace(/[-.]/g, "").length;
  if (exponent >= -4 && exponent < Math.max(digits, 21)) {
    // JavaScript writes plain decimals from 1e-6 to 1e21.
    return String(value);
  }
  return `${mantissa}e${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
}
