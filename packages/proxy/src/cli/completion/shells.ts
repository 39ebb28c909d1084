import { visible } from "@sluice/policy/cli";
import type { Candidate, Completion } from "./candidates.ts";
import { scanLine, splitLine } from "./split-line.ts";

export const SHELLS = ["bash", "zsh", "fish"] as const;
export type Shell = (typeof SHELLS)[number];

/** What a shell asks: the words behind the program, the last of which is to be completed. */
export interface Question {
  readonly words: readonly string[];
  /** What of the last word the shell leaves as it is. */
  readonly kept: string;
  /** Whether what is completed stands within quotes, and is to be put there as it is. */
  readonly isQuoted: boolean;
}

/** What the script of a shell gives: for bash the line and the word that bash takes for the current one, else the words. */
export function readQuestion(shell: Shell, given: readonly string[]): Question {
  if (shell !== "bash") return { words: given, kept: "", isQuoted: false };
  const [line = "", part = ""] = given;
  const { words: all, isQuoted } = scanLine(line);
  const words = all.slice(1);
  const last = words.at(-1) ?? "";
  // Bash takes words apart at `=` and `:`, and replaces but the part behind them.
  const current = part === "=" || part === ":" ? "" : (splitLine(part).at(-1) ?? "");
  return { words, kept: last.endsWith(current) ? last.slice(0, last.length - current.length) : "", isQuoted };
}

/**
 * One candidate a line, as the script reads them; a line `:files` asks the shell for its files. Names come from whoever wrote
 * the configuration: none is put on the line as anything but one word, nor shown if a terminal would obey it.
 */
export function printCompletion(
  shell: Shell,
  { candidates, files }: Completion,
  { kept, isQuoted }: Omit<Question, "words">,
): string {
  const shown = candidates.filter(({ value }) => visible(value) === value && !(isQuoted && SPECIAL.test(value)));
  const lines = shown.map((candidate) => lineOf(shell, candidate, { kept, isQuoted }));
  return [...lines, ...(files ? [":files"] : [])].map((line) => `${line.replace(/\n/g, " ")}\n`).join("");
}

/** What ends a quote of bash, or is taken for more than itself in one. */
const SPECIAL = /['"`$!\\]/;

function lineOf(shell: Shell, { value, description }: Candidate, { kept, isQuoted }: Omit<Question, "words">): string {
  switch (shell) {
    case "bash": {
      const rest = value.slice(kept.length);
      // Bash puts it on the line as it is.
      return isQuoted ? rest : rest.replace(/[^\w./:@%+=,\-\u{80}-\u{10ffff}]/gu, "\\$&");
    }
    case "zsh":
      return `${value.replace(/[\\:]/g, "\\$&")}${description === "" ? "" : `:${description}`}`;
    case "fish":
      return description === "" ? value : `${value}\t${description}`;
  }
}

const BASH = `# bash completion for sluice
_sluice() {
  local line="\${COMP_LINE:0:COMP_POINT}" current="\${COMP_WORDS[COMP_CWORD]}" found
  COMPREPLY=()
  [[ "$current" == "=" || "$current" == ":" ]] && current=""
  while IFS= read -r found; do
    if [[ "$found" == ":files" ]]; then
      compopt -o filenames 2>/dev/null
      while IFS= read -r found; do COMPREPLY+=("$found"); done < <(compgen -f -- "$current")
    elif [[ -n "$found" ]]; then
      COMPREPLY+=("$found")
    fi
  done < <("\${COMP_WORDS[0]}" complete bash -- "$line" "\${COMP_WORDS[COMP_CWORD]}" 2>/dev/null)
}
complete -F _sluice sluice
`;

const ZSH = `#compdef sluice
# zsh completion for sluice
_sluice() {
  local -a found lines
  local files="" line
  lines=("\${(@f)$("\${(Q)words[1]}" complete zsh -- "\${(@Q)words[2,CURRENT]}" 2>/dev/null)}")
  for line in "\${lines[@]}"; do
    if [[ "$line" == ":files" ]]; then files=1; elif [[ -n "$line" ]]; then found+=("$line"); fi
  done
  (( \${#found} )) && _describe -t sluice sluice found
  if [[ -n "$files" ]]; then
    [[ "$PREFIX" == --*=* ]] && compset -P '*='
    _files
  fi
}
if [[ "\${funcstack[1]}" == "_sluice" ]]; then _sluice "$@"; else compdef _sluice sluice; fi
`;

const FISH = `# fish completion for sluice
function __sluice_complete
    set -l words (commandline -opc) (commandline -ct)
    for line in ($words[1] complete fish -- $words[2..-1] 2>/dev/null)
        if test "$line" = ":files"
            set -l flag (string match -r -- '^--[^=]*=' (commandline -ct))
            for file in (__fish_complete_path (string replace -r -- '^--[^=]*=' '' (commandline -ct)))
                printf '%s\\n' "$flag$file"
            end
        else
            printf '%s\\n' $line
        end
    end
end
complete -c sluice -f -a "(__sluice_complete)"
`;

/** What makes a shell complete the command, to be sourced by it. */
export const SCRIPTS: Readonly<Record<Shell, string>> = { bash: BASH, zsh: ZSH, fish: FISH };
