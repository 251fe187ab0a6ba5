import * as kplus from 'cdk8s-plus-27';
import * as fc from 'fast-check';
import { isSecretName } from '../../src/facts/credentials';
import { InvalidPropsError } from '../../src/props/problems';
import { propsOf } from '../../src/props/struct-table';
import { ENTRY_NAMES, EntryName, hand, spotsOf } from './entries';

/*
 * Messages end up in the logs of pipelines, where more people read than may know a password.
 */

/** A password as a generator makes one: no word of any message has it by chance, and no rule takes it for a placeholder. */
const password = fc
  .array(fc.constantFrom(...'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789'), { minLength: 8, maxLength: 16 })
  .map((letters) => `q7${letters.join('')}Z`);

/** What it stands in where it is not all of the value. */
const WAYS: ReadonlyArray<(secret: string) => unknown> = [
  (secret) => ({ password: secret }),
  (secret) => [{ deep: { clientSecret: secret } }],
  (secret) => ({ DB_PASSWORD: secret, user: 'me' }),
  (secret) => ({ ['API_TOKEN']: [secret] }),
  (secret) => `postgres://me:${secret}@db.example.com/app`,
  (secret) => [`--password=${secret}`],
  (secret) => [[`https://me:${secret}@example.com`]],
  (secret) => `password=${secret}`,
  (secret) => kplus.EnvValue.fromValue(secret),
  (secret) => ({ SIGNING_KEY: kplus.EnvValue.fromValue(secret) }),
];

/** Names of secrets that people might try. */
const TRIED = ['password', 'dbPassword', 'secret', 'apiKey', 'token', 'credentials'];

/** Names that say nothing of it; a list that is wrong as a whole is written with them. */
const UNKNOWN = ['connectionUrl', 'passwrod'];

/** The message of the refusal; empty where the value is taken, which is for the checks of secrets to refuse. */
function messageOf(entry: EntryName, value: unknown): string {
  try {
    hand(entry, value);
    return '';
  } catch (error) {
    // What the options of an App are is for cdk8s to check.
    if (error instanceof InvalidPropsError || entry === 'FleetApp') return (error as Error).message;
    throw error;
  }
}

test.each(ENTRY_NAMES)('no message of %s has a secret in it, wherever it was put', (entry) => {
  const spots = spotsOf(entry);
  fc.assert(
    fc.property(password, (secret) => {
      const handed = spots.flatMap(({ struct, at, around }) => {
        const props = [...propsOf(struct).keys()];
        const tried = at.includes('[') ? TRIED : [...TRIED, ...UNKNOWN];
        return [
          ...[...props.filter(isSecretName), ...tried].map((prop) => around({ [prop]: secret })),
          ...props.flatMap((prop) => WAYS.map((way) => around({ [prop]: way(secret) }))),
        ];
      });
      const told = handed.filter((value) => messageOf(entry, value).includes(secret));
      expect(told).toEqual([]);
    }),
    { numRuns: 2 },
  );
});
