/** A category also yields each dotted prefix of itself: `proxy.anonymous.tor` → `proxy.anonymous`, `proxy`. The list itself where that adds nothing. */
export function withPrefixes(categories: readonly string[]): readonly string[] {
  if (isComplete(categories)) return categories;
  const all = new Set<string>();
  for (const category of categories) {
    for (let end = category.length; end > 0; end = category.lastIndexOf(".", end - 1)) all.add(category.slice(0, end));
  }
  return [...all];
}

/** Beyond so many it is not asked whether they are all different. */
const FEW = 8;

/** Whether it is what it yields, so that nothing has to be made. */
function isComplete(categories: readonly string[]): boolean {
  if (categories.length > FEW) return false;
  for (let i = 0; i < categories.length; i++) {
    const category = categories[i] as string;
    if (category === "" || category.includes(".") || categories.indexOf(category) !== i) return false;
  }
  return true;
}
