import * as kplus from 'cdk8s-plus-27';
import { isDnsSubdomain } from '../facts/kubernetes/names';
import { isPlus } from '../props/plus-values';
import { kindOf, noSecret } from '../props/format-value';
import { checkKnownProps } from '../props/known-props';
import { isA } from '../props/kinds';
import { Problems } from '../props/problems';
import { withoutNulls } from '../props/without-nulls';
import { Mountable } from '../workloads/mountable';

/** Which keys of a Secret hold what. */
export interface CredentialKeys {
  /**
   * Key of the user's name.
   *
   * @default 'username'
   */
  readonly username?: string;

  /**
   * Key of the password.
   *
   * @default 'password'
   */
  readonly password?: string;
}

/**
 * User and password of a database, from a Secret that exists already: made by an operator of secrets, by hand, or by whoever may know it.
 *
 * Nothing here makes a password: one made at synthesis would change with each synthesis, and the old disk would not know the new one.
 *
 * @see https://kubernetes.io/docs/concepts/configuration/secret/#using-secrets-as-files-from-a-pod
 */
export class DatabaseCredentials {
  /** The Secret of that name, in the namespace of the database. */
  static fromSecretName(secretName: string, keys: CredentialKeys = {}): DatabaseCredentials {
    return new DatabaseCredentials({ name: secretName }, withoutNulls(keys, 'CredentialKeys') ?? {});
  }

  /** A Secret that the app refers to. One whose password stands in the app's code is refused. */
  static fromSecret(secret: kplus.ISecret, keys: CredentialKeys = {}): DatabaseCredentials {
    return new DatabaseCredentials(secret, withoutNulls(keys, 'CredentialKeys') ?? {});
  }

  private constructor(
    private readonly secret: { readonly name: string },
    private readonly keys: CredentialKeys,
  ) {}

  /**
   * What every copy of this package calls it.
   *
   * @internal
   */
  get _class(): string {
    return 'DatabaseCredentials';
  }

  /**
   * The name of the Secret.
   *
   * @internal
   */
  get _secretName(): string {
    return this.secret.name;
  }

  /**
   * The keys of user and password.
   *
   * @internal
   */
  get _keys(): { readonly username: string; readonly password: string } {
    return { username: this.keys.username ?? 'username', password: this.keys.password ?? 'password' };
  }

  /**
   * Reports what is wrong with them.
   *
   * @internal
   */
  _check(problems: Problems, at: string): void {
    const { secret } = this;
    if (typeof secret?.name !== 'string' || !isDnsSubdomain(secret.name)) {
      problems.add(at, noSecret(secret?.name), 'Name the Secret: at most 253 lower-case letters, digits, dashes and dots.');
    }
    const keys: unknown = this.keys;
    if (typeof keys !== 'object' || keys === null) {
      problems.add(`${at}.keys`, kindOf(keys), 'Give the names of the keys, such as { username: "user", password: "pass" }.');
      return;
    }
    checkKnownProps(problems, `${at}.keys`, keys, 'CredentialKeys');
    const { username, password } = this._keys;
    for (const [name, key] of Object.entries({ username, password })) {
      if (typeof key === 'string' && KEY.test(key)) continue;
      problems.add(`${at}.keys.${name}`, key, 'A key has at most 253 letters, digits, dashes, dots and underscores.');
    }
    if (username === password) {
      problems.add(`${at}.keys.password`, password, 'User and password are two keys. Name one for each.');
    }
    if (isPlus(secret, 'Secret') && [username, password].some((key) => secret.getStringData(key) !== undefined)) {
      problems.add(
        at,
        noSecret(secret.name),
        'This Secret has the password in the code, and so in every manifest. Refer to one that exists: DatabaseCredentials.fromSecretName.',
      );
    }
  }

  /**
   * The two keys as files called `username` and `password`.
   *
   * @internal
   */
  _mountable(name: string, mode: number): Mountable {
    const { username, password } = this._keys;
    const items = [
      { key: username, path: 'username' },
      { key: password, path: 'password' },
    ];
    return { name, source: { secret: { defaultMode: mode, items, secretName: this._secretName } } };
  }
}

const KEY = /^[-._A-Za-z0-9]{1,253}$/;

export function checkCredentials(problems: Problems, at: string, value: unknown): void {
  if (isA(value, DatabaseCredentials)) value._check(problems, at);
  else {
    problems.add(
      at,
      // Not written out: it may well be a password, or hold one.
      kindOf(value),
      'Name the Secret that holds user and password: DatabaseCredentials.fromSecretName("orders-db").',
    );
  }
}
