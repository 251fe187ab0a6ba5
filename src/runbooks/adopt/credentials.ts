import { CREDENTIAL_VARIABLES } from '../../facts/engines/existing-credentials';
import { isDnsSubdomain } from '../../facts/kubernetes/names';
import { isUnder } from '../../facts/kubernetes/paths';
import type { Container } from '../../checks/pod-template';
import type { FoundCredentials } from './adoption';

/** Where a value comes from: written out, which is kept of names alone and never of passwords, or from a key of a Secret. */
type Origin = { readonly literal: string } | { readonly secret: string; readonly key: string } | 'elsewhere';

const KEY = /^[-._A-Za-z0-9]{1,253}$/;
/** What a name of a user or database may be where it is written into code and commands. */
const NAME = /^[A-Za-z_][A-Za-z0-9_.-]{0,62}$/;

/** Where the user, the password and the database of a server are said, by its variables. */
export function credentialsOf(
  container: Container,
  factory: string,
): { readonly credentials: FoundCredentials; readonly database?: string } {
  const facts = CREDENTIAL_VARIABLES[factory];
  const user = firstOf(container, facts.user) ?? { literal: facts.defaultUser };
  const isDefault = typeof user !== 'string' && 'literal' in user && user.literal === facts.defaultUser;
  const password = firstOf(container, facts.password) ?? firstOf(container, isDefault ? facts.defaultPassword : []);
  const named = firstOf(container, facts.database);
  const database = literalOf(named) ?? (named === undefined && facts.defaultDatabase === 'user' ? literalOf(user) : undefined);
  return { credentials: together(user, password), database };
}

function together(user: Origin, password: Origin | undefined): FoundCredentials {
  const name = literalOf(user);
  if (password === undefined || password === 'elsewhere' || 'literal' in password) {
    const why =
      typeof password === 'object'
        ? 'The password is written out in the Pod, in the open.'
        : 'Nothing in the Pod says where the password is.';
    return { user: name, why };
  }
  if (typeof user === 'object' && 'secret' in user && user.secret === password.secret) {
    return { secret: password.secret, userKey: user.key, passwordKey: password.key };
  }
  if (name === undefined) return { why: 'The name of the user is in another place than the password.' };
  return { secret: password.secret, user: name, passwordKey: password.key };
}

const literalOf = (origin: Origin | undefined): string | undefined =>
  typeof origin === 'object' && 'literal' in origin && NAME.test(origin.literal) ? origin.literal : undefined;

function firstOf(container: Container, names: readonly string[]): Origin | undefined {
  for (const name of names) {
    const origin = ofVariable(container, name) ?? ofFile(container, `${name}_FILE`) ?? ofAll(container, name);
    if (origin !== undefined) return origin;
  }
  return undefined;
}

function ofVariable({ at }: Container, name: string): Origin | undefined {
  const entry = at.at('env').items.find((item) => item.at('name').text === name);
  if (entry === undefined) return undefined;
  const literal = entry.at('value').text;
  if (literal !== undefined) return { literal };
  const reference = entry.at('valueFrom', 'secretKeyRef');
  return ofKey(reference.at('name').text, reference.at('key').text);
}

const ofKey = (secret: string | undefined, key: string | undefined): Origin =>
  secret !== undefined && isDnsSubdomain(secret) && key !== undefined && KEY.test(key) ? { secret, key } : 'elsewhere';

/** A file of a Secret that is mounted: its key is its name, unless the volume says otherwise. */
function ofFile(container: Container, name: string): Origin | undefined {
  const path = container.at
    .at('env')
    .items.find((item) => item.at('name').text === name)
    ?.at('value').text;
  if (path === undefined) return undefined;
  const mount = container.mounts.find((each) => each.path !== undefined && isUnder(path, each.path) && each.volume?.type === 'secret');
  if (mount?.volume === undefined || mount.subPath !== undefined) return 'elsewhere';
  const file = path.slice(mount.path!.replace(/\/$/, '').length + 1);
  const { source } = mount.volume;
  const items = source.at('items').items;
  const key = items.length === 0 ? file : items.find((item) => item.at('path').text === file)?.at('key').text;
  return ofKey(source.at('secretName').text, key);
}

/** All keys of a Secret as variables. Whether it has this one cannot be seen: that is taken of the only Secret that there is. */
function ofAll({ at }: Container, name: string): Origin | undefined {
  const secrets = at.at('envFrom').items.filter((item) => item.at('secretRef').exists && !item.at('prefix').text);
  return secrets.length === 1 ? ofKey(secrets[0].at('secretRef', 'name').text, name) : undefined;
}
