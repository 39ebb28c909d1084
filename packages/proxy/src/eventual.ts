/** What is there at once, or will be. Most answers on a connection's way are there at once, and need no promise. */
export type Eventual<T> = T | Promise<T>;
