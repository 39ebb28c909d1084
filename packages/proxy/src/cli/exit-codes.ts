export const EXIT_OK = 0;
/** What was asked for failed. */
export const EXIT_FAILURE = 1;
/** What was asked for makes no sense. */
export const EXIT_MISUSE = 2;
