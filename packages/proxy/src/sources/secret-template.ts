/** What a field of an action has to hold to be this secret. */
export function secretTemplate(vault: string, name: string): string {
  return `\${secrets.get(${literal(vault)}, ${literal(name)})}`;
}

/** As CEL writes a string: JSON's escapes are CEL's too, apart from that of a slash, which JSON never has to write. */
function literal(text: string): string {
  return JSON.stringify(text);
}

/** What a field with `${…}` has to hold to be this text itself. */
export function literalTemplate(text: string): string {
  return text.replaceAll("${", "$$${");
}
