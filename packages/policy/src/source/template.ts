/** A piece of a Helm chart or another template of Go's kind, or of Jinja: what makes YAML only when it is filled in. */
const PIECE =
  /\{\{-?\s*(?:[.$]|\/\*|(?:if|else|end|range|with|define|template|include|block|tpl|toYaml|printf|default)\b)|\{%-?\s*(?:if|for|set|end\w+|include|block)\b/;

/** Whether a text is a template, as far as it can be told without filling it in. */
export function isTemplate(text: string): boolean {
  return PIECE.test(text);
}
