import { createHash } from 'crypto';

/** What a thing of the cache is called after: what it is made of. */
export const digest = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 10);
