/** Whether the heavy tests run all that they have, as FULL=1 asks for; else they run a small set. */
export const isFull = process.env.FULL === '1';
