// What the page shows. Texts are only ever texts: nothing is made of markup.

/** An element with its children; `undefined` ones are left out. */
function make(name, attributes, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children.filter((child) => child !== undefined));
  return element;
}

/** The text once more, with a mark at each place that something is said of. */
export function showMarks(parent, text, diagnostics) {
  const parts = [];
  let from = 0;
  for (const { range, severity } of diagnostics) {
    const start = Math.max(from, Math.min(range.start.offset, text.length));
    const end = Math.max(range.end.offset, start + 1);
    if (range.start.offset < from) continue;
    // What is missing has a place and no text: a blank stands for it.
    parts.push(text.slice(from, start), make("mark", { class: severity }, text.slice(start, end) || " "));
    from = Math.min(end, text.length);
  }
  // A last line that is empty has no height without it.
  parent.replaceChildren(...parts, `${text.slice(from)}\n`);
}

/** A list of buttons, each leading to its place in the text. */
export function showDiagnostics(parent, editor, diagnostics) {
  parent.replaceChildren(
    ...diagnostics.map(({ severity, message, code, ngrok, hint, range: { start, end } }) => {
      const button = make(
        "button",
        { type: "button" },
        make("strong", {}, `${start.line}:${start.column} ${severity}: `),
        message,
        make("span", { class: "quiet" }, ` [${ngrok === undefined ? code : `${code}, ${ngrok}`}]`),
        make("pre", {}, frameOf(editor.value, start, end)),
        hint === undefined ? undefined : make("span", {}, `hint: ${hint}`),
      );
      button.addEventListener("click", () => {
        editor.focus();
        editor.setSelectionRange(start.offset, Math.max(end.offset, start.offset));
      });
      return make("li", { class: severity }, button);
    }),
  );
}

/** The line with carets below the characters that are meant. */
function frameOf(text, start, end) {
  const line = text.split(/\r\n|\r|\n/)[start.line - 1] ?? "";
  const last = end.line === start.line ? end.column : [...line].length + 1;
  const carets = "^".repeat(Math.max(1, last - start.column));
  return `${line}\n${" ".repeat(start.column - 1)}${carets}`;
}

const OUTCOMES = {
  continue: ["passed", "goes on to the upstream"],
  forward: ["passed", "is handed to an internal endpoint"],
  deny: ["refused", "is denied: closed, with nothing sent"],
  close: ["refused", "is reset"],
  error: ["refused", "is refused: the policy could not be run to its end"],
};

export function showDecision(parent, { answer, problem, errors }) {
  if (problem !== undefined) {
    parent.replaceChildren(make("strong", { class: "refused" }, "This is no connection: "), problem);
    return;
  }
  if (errors > 0 || answer.outcome === undefined) {
    parent.replaceChildren(make("strong", {}, "No decision: "), "the policy does not compile.");
    return;
  }
  const { outcome, rule, action, url, error, logs, vars } = answer;
  const [kind, what] = OUTCOMES[outcome];
  const where = rule === undefined ? undefined : `Decided by on_tcp_connect[${rule}]${at(action)}.`;
  const rest = { url, error, logs: some(logs), vars: some(vars) };
  const shown = JSON.stringify(rest, null, 2);
  parent.replaceChildren(
    make("p", {}, make("strong", { class: kind }, outcome), ` — the connection ${what}.`),
    where === undefined ? "" : make("p", {}, where),
    shown === "{}" ? "" : make("pre", {}, shown),
  );
}

function at(action) {
  return action === undefined ? "" : `.actions[${action}]`;
}

function some(value) {
  return value === undefined || Object.keys(value).length === 0 ? undefined : value;
}

/** One entry for each expression and each action that ran; below an expression, what it was made of. */
export function showTrace(parent, entries) {
  if (entries.length === 0) {
    parent.replaceChildren(make("li", { class: "quiet" }, "Nothing has run."));
    return;
  }
  parent.replaceChildren(
    ...entries.map((entry) => {
      const place = make("span", { class: "quiet" }, `on_tcp_connect[${entry.rule}] `);
      if (entry.type === undefined) return expression(entry, place);
      const result = make("span", { class: "value" }, JSON.stringify(entry.result));
      return make("li", {}, place, make("code", {}, entry.type), " → ", result);
    }),
  );
}

function expression({ source, value, error, parts = [] }, place) {
  const result =
    error === undefined
      ? make("span", { class: "value" }, JSON.stringify(value))
      : make("span", { class: "failed" }, `${error.code}: ${error.message}`);
  const below = parts.length === 0 ? undefined : make("ul", {}, ...parts.map((part) => expression(part)));
  return make("li", {}, place, make("code", {}, source), " → ", result, below);
}
