/** The words of a line that may end in the middle of one, as a shell would read them; at least one, the last perhaps empty. */
export function splitLine(line: string): string[] {
  return scanLine(line).words;
}

export interface ScannedLine {
  readonly words: string[];
  /** Whether it ends within quotes. */
  readonly isQuoted: boolean;
}

export function scanLine(line: string): ScannedLine {
  const words: string[] = [];
  let word = "";
  let isWord = false;
  let quote = "";
  for (let i = 0; i < line.length; i++) {
    const character = line.charAt(i);
    if (quote === "'" ? character !== "'" : character === "\\") {
      // Within single quotes everything stands for itself, else what follows a backslash does.
      if (quote !== "'") i += 1;
      word += line.charAt(i);
      isWord = true;
    } else if (quote !== "" ? character === quote : character === "'" || character === '"') {
      quote = quote === "" ? character : "";
      isWord = true;
    } else if (quote === "" && /\s/.test(character)) {
      if (isWord) words.push(word);
      word = "";
      isWord = false;
    } else {
      word += character;
      isWord = true;
    }
  }
  return { words: [...words, word], isQuoted: quote !== "" };
}
