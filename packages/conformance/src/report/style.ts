/** Colours have names, so that light and dark differ in nothing else; each status also has a mark and a word. */
export const STYLE: string = `:root {
  color-scheme: light dark;
  --text: #1c1e21; --soft: #5b6169; --back: #ffffff; --line: #d8dce1; --head: #f2f4f6; --link: #0b5cad;
  --passed: #146c2e; --failed: #b3181f; --known: #8a5300; --none: #5b6169; --alarm: #fdecec;
}
@media (prefers-color-scheme: dark) {
  :root {
    --text: #e4e6ea; --soft: #a3a9b2; --back: #16181b; --line: #363b42; --head: #22262b; --link: #7ab8ff;
    --passed: #6fd08c; --failed: #ff8a8a; --known: #f0b45c; --none: #a3a9b2; --alarm: #3a1c1e;
  }
}
body { margin: 2rem auto; padding: 0 1rem; max-width: 72rem; color: var(--text); background: var(--back); font: 16px/1.5 system-ui, sans-serif; }
h1, h2, h3 { line-height: 1.25; margin: 2rem 0 0.5rem; }
h3 { font-size: 1rem; margin-top: 1.25rem; }
p { margin: 0.25rem 0 0.75rem; }
a { color: var(--link); }
small { color: var(--soft); font-weight: normal; }
code { font: 0.875em/1.4 ui-monospace, monospace; overflow-wrap: anywhere; white-space: pre-wrap; }
section { overflow-x: auto; }
table { border-collapse: collapse; margin: 0.5rem 0 1rem; }
details table, .values { width: 100%; }
th, td { border: 1px solid var(--line); padding: 0.3rem 0.6rem; text-align: left; vertical-align: top; }
thead th { background: var(--head); }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.passed { color: var(--passed); }
.failed, .unexpected-pass, .reason { color: var(--failed); }
.failed, .unexpected-pass { font-weight: 600; }
.known-failure { color: var(--known); }
.unsupported, .none { color: var(--none); }
.tag { border: 1px solid var(--line); border-radius: 0.25rem; padding: 0 0.3rem; font-size: 0.75rem; color: var(--soft); }
.alarm { background: var(--alarm); border-left: 4px solid var(--failed); padding: 0.5rem 1rem; margin: 1rem 0; }
.alarm h2 { margin-top: 0; }
summary { cursor: pointer; font-weight: 600; margin-top: 1rem; }
tr:target, summary:target { outline: 2px solid var(--link); }
`;
