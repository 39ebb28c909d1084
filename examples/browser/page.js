import { answerAll, decide, diagnosticsOf, questionOf } from "./decide.js";
import { showDecision, showDiagnostics, showMarks, showTrace } from "./show.js";

const SAMPLE = `# Change anything: the page follows.
on_tcp_connect:
  - name: only from where we work
    expressions:
      - "!inCidrRange(conn.client_ip, '203.0.113.0/24')"
    actions:
      - type: deny

  - name: the handshake
    actions:
      - type: terminate-tls
        config:
          min_version: "1.3"

  - name: old clients
    expressions:
      - conn.tls.version == '1.2' || conn.tls.sni.endsWith('.test')
    actions:
      - type: close-connection

  - name: tell it
    actions:
      - type: log
        config:
          metadata:
            who: \${conn.client_ip} asked for \${conn.tls.sni}
`;

const element = (id) => document.getElementById(id);
const editor = element("policy");
const form = element("connection");

function refresh() {
  const question = questionOf(editor.value, Object.fromEntries(new FormData(form)));
  const diagnostics = diagnosticsOf(question);
  const errors = diagnostics.filter(({ severity }) => severity === "error").length;
  editor.setAttribute("aria-invalid", String(errors > 0));
  showMarks(element("marks"), editor.value, diagnostics);
  scroll();
  showDiagnostics(element("diagnostics"), editor, diagnostics);
  element("summary").textContent = summaryOf(errors, diagnostics.length - errors);
  const { answer, trace, problem } = decide(question);
  showDecision(element("decision"), { answer, problem, errors });
  showTrace(element("trace"), trace);
}

function summaryOf(errors, others) {
  if (errors + others === 0) return "It compiles, and nothing looks like a slip.";
  const count = (number, what) => (number === 0 ? [] : [`${number} ${what}${number === 1 ? "" : "s"}`]);
  return [...count(errors, "error"), ...count(others, "warning")].join(", ");
}

/** What marks the text lies below it, and has to be where the text is. */
function scroll() {
  element("marks").scrollTop = editor.scrollTop;
  element("marks").scrollLeft = editor.scrollLeft;
}

editor.addEventListener("scroll", scroll);
editor.addEventListener("input", refresh);
form.addEventListener("input", refresh);
form.addEventListener("submit", (event) => event.preventDefault());
if (editor.value === "") editor.value = SAMPLE;
refresh();
// For tests, and for whoever wants to ask from the console.
globalThis.sluice = { answerAll };
