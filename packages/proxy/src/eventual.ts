/**
 * What is there at once, or will be. Most answers of a connection's way are there at once, and a promise for each of them took a
 * twelfth of a short connection.
 */
export type Eventual<T> = T | Promise<T>;
