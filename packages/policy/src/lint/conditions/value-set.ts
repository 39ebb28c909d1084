/** A set of values of one subject. Closed under what `!`, `&&` and `||` of conditions do. */
export interface ValueSet {
  readonly isEmpty: boolean;
  /** Every value that the subject can have. */
  readonly isAll: boolean;
  complement(): ValueSet;
  /** Both sets are of one subject, as in every method below. */
  intersect(other: ValueSet): ValueSet;
  union(other: ValueSet): ValueSet;
  includes(other: ValueSet): boolean;
  /** The union, for an owner that keeps nothing of the old set: adding thousands one by one must not copy them each time. */
  absorb(other: ValueSet): ValueSet;
}
