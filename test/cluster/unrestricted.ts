/**
 * What the "restricted" Pod Security Standard cannot admit by its nature. Whatever is listed here and is admitted fails the tests.
 */
export const UNRESTRICTED: ReadonlyArray<{ readonly kind: string; readonly name: string; readonly reason: string }> = [];
