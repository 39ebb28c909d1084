const PLACE = /(<summary>The same as text<\/summary>\n\n```console\n)([\s\S]*?)(```\n)/;

/** What the README says that the tour shows. */
export function transcriptOf(readme) {
  const [, , transcript] = PLACE.exec(readme) ?? [];
  if (transcript === undefined) throw new Error("the README has no tour");
  return transcript;
}

/** The README with another transcript in its place. */
export function withTranscript(readme, transcript) {
  transcriptOf(readme);
  return readme.replace(PLACE, (_, before, __, after) => before + transcript + after);
}
