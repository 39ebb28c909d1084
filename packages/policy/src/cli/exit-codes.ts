/** Nothing to object to. */
export const EXIT_OK = 0;
/** What was asked for failed: errors were found, a policy does not compile, a test fails. */
export const EXIT_FAILURE = 1;
/** What was asked for makes no sense, or a file cannot be read. */
export const EXIT_MISUSE = 2;
