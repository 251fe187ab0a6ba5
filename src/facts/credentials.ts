/**
 * The one vocabulary of secrets: the names that hold one, the values that are none, and the texts in which both stand. Rules and
 * constructs ask here, so that what one calls an error the other refuses.
 */

import { reasonsText } from './acknowledgements';
import { isDnsSubdomain } from './kubernetes/names';
import { isPlaceholder } from './kubernetes/placeholders';

/** Words that make a secret of whatever they end: PGPASSWORD, client_secret, DbCredentials. */
const SECRETS: readonly string[] = [
  ...['password', 'passwords', 'passwd', 'passphrase', 'passphrases', 'passcode', 'secret', 'secrets'],
  ...['credential', 'credentials', 'creds', 'apitoken', 'authtoken', 'accesstoken', 'refreshtoken', 'bearertoken', 'sessiontoken'],
];

/** Words that do so on their own, or after one of the next: compasses, bypasses and tokenizers are none. */
const SHORT_SECRETS: readonly string[] = ['pass', 'pwd', 'token', 'tokens'];
const BEFORE_SHORT: readonly string[] = [
  ...['db', 'pg', 'sql', 'mysql', 'redis', 'mongo', 'smtp', 'mail', 'ldap', 'ftp', 'http', 'proxy', 'my', 'app'],
  ...['root', 'admin', 'user', 'login', 'auth', 'client', 'jwt', 'git', 'github', 'gitlab', 'slack', 'bot'],
];

/** Words that make a secret of the `key` that follows them: API_KEY, SSHKEY, signingKey. */
const SECRET_KEYS: readonly string[] = [
  ...['api', 'access', 'secret', 'private', 'ssh', 'auth', 'signing', 'encryption', 'decryption', 'master', 'hmac', 'jwt', 'shared'],
  ...['account', 'deploy', 'client'],
];

/** Words that may follow those of a secret: SECRET_KEY_BASE, DB_PASSWORD_PROD, token.txt. Any others tell about it: DB_PASSWORD_FILE. */
const FOLLOWING: readonly string[] = [
  ...['base', 'prod', 'production', 'stage', 'staging', 'dev', 'test', 'live', 'old', 'new', 'current', 'previous', 'next'],
  ...['primary', 'secondary', 'value', 'data', 'raw', 'plain', 'plaintext', 'cleartext', 'base64', 'b64'],
  ...['txt', 'json', 'yaml', 'yml', 'env', 'conf', 'cfg', 'ini', 'properties', 'xml', 'toml', 'csv'],
];

/** Words before `secret` that make it the name of an object: existingSecret, imagePullSecrets, TLS_SECRET. */
const NAMED_SECRETS: readonly string[] = [
  ...['existing', 'pull', 'tls', 'ssl', 'cert', 'certificate', 'ca', 'kubernetes', 'k8s', 'credential', 'credentials'],
];

/** Words before `token` that make it one of a text or a form: eos_token. */
const OTHER_TOKENS: readonly string[] = ['bos', 'eos', 'pad', 'unk', 'sep', 'cls', 'mask', 'stop', 'special', 'csrf'];

/** Words in front that take the secret back: --no-password. */
const WITHOUT: readonly string[] = ['no', 'without', 'skip'];

/** The working directory, as every shell has it, and the name of a cluster of etcd. */
const HARMLESS = /^(OLD)?PWD$|[Ii](nitial|NITIAL).?[Cc](luster|LUSTER).?[Tt](oken|OKEN)$/;

/** Files that hold keys, and others that hold passwords in a form of their own, by their names. */
const SECRET_FILES =
  /(\.(key|p12|pfx|jks|keystore|kdbx|ppk|keytab|htpasswd)|^[._]?(htpasswd|netrc|pgpass|dockercfg|dockerconfigjson|id_(rsa|dsa|ecdsa|ed25519)))$/i;

/** What may stand in a file of keys without harm. */
const PUBLIC = /-----BEGIN ([A-Z0-9]+ )*(CERTIFICATE|PUBLIC KEY)( BLOCK)?-----/;

/** A private key that really follows. */
const PRIVATE_KEY = /-----BEGIN ([A-Z0-9]{1,20} ){0,4}PRIVATE KEY( BLOCK)?-----((\\{0,2}[rn]|\s){1,8}[A-Za-z0-9+/=]|\s*$)/;

/** Files of programs, where a word that is not quoted is a variable, a column or a function. */
const PROGRAM = /\.(sql|py|rb|js|cjs|mjs|ts|lua|php|pl|go|java|groovy)$/i;

/** Values that only switch something, or say that there is nothing. */
const EMPTY =
  /^(|none|null|nil|undefined|true|false|yes|no|on|off|enabled?|disabled?|required|optional|auto|ask|prompt|include|omit|inherit|[0-9]{1,2}|[0-9]+(ms|s|m|h|d))$/i;

/** What stands for a value, and is none. */
const STAND_INS: readonly RegExp[] = [
  // Variables, templates and commands: $(X), ${X}, {X}, {{ x }}, <x>, %X%, @X@, ((x)), `cat x`.
  /^(\$|\{[{%]|\{[A-Z][A-Z0-9_]{0,63}\}$|<|%[A-Za-z({]|@[A-Za-z_]+@$|\(\(|`)|\$[({][A-Za-z_]|\{\{/,
  // Where it is instead: paths, files, addresses without a password.
  /^(\/|\.{1,2}\/|~\/)/,
  /^[\w./-]{1,250}\.(pem|key|crt|cer|p12|pfx|jks|txt|json|ya?ml|env)$/i,
  /^[a-z][a-z0-9+.-]{0,20}:\/\/[^\s@]*$/i,
  // The same in stores of secrets.
  /^(file:|env:|vault:|ssm:|(aws|gcp)?kms:|keyring:|op:\/\/|arn:|ref\+|@Microsoft\.KeyVault\()|^projects\/[^/]+\/secrets\//i,
  // What only its owner can read: SOPS, Jasypt, Spring Cloud.
  /^(ENC[[(]|\{cipher\})/,
  // What people fill in: PASSWORD, CHANGE_ME, CHANGEME0000, replace-me, to-be-set, xxx, ***, ..., _.
  /^_*[A-Z]{2,20}([_-][A-Z]{1,20}){0,8}_*$|^CHANGE_?ME0+$|^([xX]{3,}|[*.\-_?]+)$/,
  /^(re-?place|to-be)[-_][a-z]/i,
];

/** More settings, as JSON. */
const SETTINGS = /^[{[]/;

/** What stands for a value in a text, besides. */
const STAND_INS_OF_TEXTS: readonly RegExp[] = [
  // Calls, indexes and well-known places of programs: getenv("X"), os.environ["X"], process.env.X; psql's :'x'; tags of YAML.
  /^[A-Za-z_][\w.]{0,100}[([]|^(process\.env|os\.environ|env|config|settings|self|this|args|options|values)\.\w|^:|^!\w/i,
  // Comparisons, more settings, blocks and anchors of YAML, more of a command.
  /^[=~>{[]|^[|>][+-]?[0-9]?$|^[&*][\w-]+$|^[|&]{2}$/,
  // Nothing, before the end of what is around it.
  /^[)}\]"']+$/,
  // Its type.
  /^(string|str|text|bytes|uuid|object|any|char|varchar|bytea|integer|int|boolean|bool)[?!]?$/i,
];

/** Longer lines are data or minified programs: settings in them mean nothing. */
const LONGEST_LINE = 2000;

/** Lines of shell, of SQL and of settings that say nothing. */
const COMMENT = /^[ \t]*(#|;|--\s|\/\/|\/?\*)/;

/** Words without which there is no secret, so that most texts need no closer look. */
const HINT = /pass|masterauth|pwd|secret|token|key|cred|identified|authorization|:\/\/|@(tcp|unix)/i;

/* Lengths are bounded, so that a long text takes time in proportion and no more. */
const VALUE = `"[^"\\n]{0,500}"|'[^'\\n]{0,500}'|[^\\s,;]{1,500}`;
/* What a shell takes where a variable has no value, as in \${X:-y}, is a value; what it says, as in \${X:?why}, is none. */
const SIGN = `\\\\{0,2}["']?(?::-|:(?![=?+-])|[ \\t]{0,8}(?::=|=>?))`;
const SETTING = new RegExp(
  `(?<![:A-Za-z0-9_.-])(?<name>[A-Za-z0-9_.-]{1,64})(?<sign>${SIGN})(?=[ \\t]{0,8}(?<secret>${VALUE})(?<rest>[^\\n]{0,9}))`,
  'g',
);
const OPTION = new RegExp(`(?:^|[\\s"'])--?(?<name>[A-Za-z][A-Za-z0-9_-]{0,63})[ \\t]{1,8}(?=(?<secret>(?!-)(?:${VALUE})))`, 'gm');

const KINDS_OF_TEXT: ReadonlyArray<readonly [what: string, pattern: RegExp]> = [
  ['has a URL with a password in it', /[a-z][a-z0-9+.-]{0,20}:\/\/[^\s/:@'"]{0,200}:(?<secret>[^\s/@'"]{1,500})@(?!sha[0-9]+:)/gi],
  ['has a URL with a password in it', /[\w.-]{1,64}:(?<secret>[^\s:/@'"]{1,500})@(?:tcp|unix)\(/g],
  ['sends a credential', /\bauthorization["']?\s{0,4}[:=]\s{0,4}["']?(basic|bearer|token)\s{1,4}(?<secret>[^\s"',;]{8,500})/gi],
  [
    'sets a password in SQL',
    /\b(identified\s{1,8}(with\s{1,8}\S{1,64}\s{1,8})?by|password)\s{1,8}(password\s{1,8})?'(?<secret>[^']{1,500})'/gi,
  ],
  // Redis writes its settings as a name and a value.
  ['sets a password', new RegExp(`^[ \\t]{0,20}(?:requirepass|masterauth)[ \\t]{1,8}(?<secret>${VALUE})`, 'gm')],
  ['sets a password', SETTING],
  ['sets a password', OPTION],
];

/** The word by which a name says that it holds a secret; undefined where it says no such thing. */
export function secretWord(name: string): string | undefined {
  const words = wordsOf(name);
  if (HARMLESS.test(name) || WITHOUT.includes(words[0])) return undefined;
  let last = words.length - 1;
  while (last > 0 && (FOLLOWING.includes(words[last]) || /^[0-9]+$/.test(words[last]))) last -= 1;
  const word = (words[last] ?? '').replace(/[0-9]+$/, '');
  return isSecretWord(word, words[last - 1] ?? '') ? word : undefined;
}

/** Whether what has this name is a secret. */
export function isSecretName(name: string): boolean {
  return secretWord(name) !== undefined;
}

function wordsOf(name: string): string[] {
  const words = name.replace(/([a-z0-9])(?=[A-Z])|([A-Z])(?=[A-Z][a-z])/g, '$1$2 ').toLowerCase();
  return words.split(/[^a-z0-9]+/).filter((word) => word !== '');
}

function isSecretWord(word: string, before: string): boolean {
  if (/^secrets?$/.test(word) && NAMED_SECRETS.includes(before)) return false;
  if (/^tokens?$/.test(word) && OTHER_TOKENS.includes(before)) return false;
  if (SECRETS.some((secret) => word.endsWith(secret)) || SHORT_SECRETS.includes(word)) return true;
  if (SHORT_SECRETS.some((secret) => word.endsWith(secret) && BEFORE_SHORT.includes(word.slice(0, -secret.length)))) return true;
  const kind = /^(.*)keys?$/.exec(word)?.[1];
  return kind === '' ? SECRET_KEYS.includes(before) : kind !== undefined && SECRET_KEYS.some((known) => kind.endsWith(known));
}

/** Why a variable holds a secret, as the beginning of a sentence; undefined where it holds none. */
export function credentialInVariable(name: string, value: string): string | undefined {
  return secretByName(name, value) ?? credentialInText(value);
}

/** Why one of the words of a command or its arguments holds a secret, and which; undefined where none does. */
export function credentialInWords(words: readonly string[]): { readonly index: number; readonly why: string } | undefined {
  for (const [index, word] of words.entries()) {
    const why = credentialInText(word) ?? secretOfOption(words[index - 1], word);
    if (why !== undefined) return { index, why };
  }
  return undefined;
}

function secretOfOption(option: string | undefined, value: string): string | undefined {
  if (option === undefined || !/^--?[A-Za-z][A-Za-z0-9_-]*$/.test(option) || value.startsWith('-')) return undefined;
  return isSecretName(option) && isSecretOf(option, value) ? `It is the value of ${option}` : undefined;
}

/** Why an entry of a ConfigMap holds a secret, by its key and its text; undefined where it holds none. */
export function credentialInEntry(key: string, text: string): string | undefined {
  if (SECRET_FILES.test(key) && isSecret(text) && !PUBLIC.test(text)) return 'Files of this name hold keys and passwords';
  return secretByName(key, text) ?? credentialInText(text, PROGRAM.test(key));
}

/** A part of every name that says that it holds a secret; a look at most names is enough. */
const NAME_HINT = /pass|pwd|secret|token|key|cred/i;

/** A text of several lines may be a script or a policy that has the word in its name; what it says decides. */
function secretByName(name: string, value: string): string | undefined {
  if (!NAME_HINT.test(name)) return undefined;
  const text = value.trim();
  if (/[\n\r]/.test(text) || SETTINGS.test(text) || !isSecretOf(name, text)) return undefined;
  const word = secretWord(name);
  return word === undefined ? undefined : `The word "${word}" in its name says so`;
}

/**
 * Why a text holds a secret, such as a script or a file of settings; undefined where it holds none.
 *
 * @param isProgram Whether values are quoted: what is not is a variable, a column or a function.
 */
export function credentialInText(text: string, isProgram = false): string | undefined {
  if (!HINT.test(text)) return undefined;
  if (PRIVATE_KEY.test(text)) return 'It holds a private key';
  const lines = text.split('\n').map((line) => (line.length > LONGEST_LINE || COMMENT.test(line) ? '' : line));
  const readable = lines.join('\n');
  const context = { isProgram, namesSecrets: /\b(kubectl|oc) /.test(readable) };
  for (const [what, pattern] of KINDS_OF_TEXT) {
    for (const match of readable.matchAll(pattern)) {
      if (!isSecretMatch(match.groups as unknown as Match, context)) continue;
      const line = readable.slice(0, match.index).split('\n').length;
      return lines.length === 1 ? `It ${what}` : `It ${what}, in line ${line}`;
    }
  }
  return undefined;
}

interface Match {
  readonly secret: string;
  readonly name?: string;
  readonly sign?: string;
  readonly rest?: string;
}

interface Context {
  readonly isProgram: boolean;
  /** Whether objects are handled, so that SECRET=shop-certs is the name of one. */
  readonly namesSecrets: boolean;
}

function isSecretMatch({ secret, name, sign, rest }: Match, { isProgram, namesSecrets }: Context): boolean {
  if (name === undefined) return isSecret(secret);
  const isQuoted = /^\\{0,2}["']/.test(secret);
  if (isProgram && !isQuoted) return false;
  // `Password: the one you know` is prose: settings end with their value.
  if (sign?.endsWith(':') && !isQuoted && !/["'})\]]$/.test(secret) && !/^[ \t]*([,;})\]#"'\r]|$)/.test(rest ?? '')) return false;
  if (namesSecrets && /secrets?$/i.test(name) && isDnsSubdomain(bare(secret))) return false;
  return isSecretName(name) && isSecretOf(name, secret) && !STAND_INS_OF_TEXTS.some((pattern) => pattern.test(bare(secret)));
}

/** Whether a value is the secret that a name speaks of: a number of tokens is none, nor is a place on the ring of Cassandra. */
function isSecretOf(name: string, value: string): boolean {
  if (!isSecret(value)) return false;
  const text = bare(value);
  return (
    !(/tokens$/i.test(name) && /^[0-9]+$/.test(text)) && !(/initial_?token$/i.test(name) && /^-?[0-9]+(\s?,\s?-?[0-9]+)*,?$/.test(text))
  );
}

function isSecret(value: string): boolean {
  const text = bare(value);
  return !EMPTY.test(text) && !STAND_INS.some((pattern) => pattern.test(text));
}

/** Values of examples, which somebody has to replace: `to-be-replaced`, `change-me`, `your-password`. */
const TO_REPLACE =
  /^(to[-_ ]?be[-_ ]|re-?place|change[-_ ]?(me|it|this)|your[-_ ]|my[-_]|insert|fill|todo|dummy|example|placeholder|redacted|secret-?here)/i;

/** Whether the value of a Secret is one that nobody else may know, written out. */
export function isWrittenSecret(value: string): boolean {
  const text = value.trim();
  return isSecret(text) && !PUBLIC.test(text) && !TO_REPLACE.test(text) && !isPlaceholder(text);
}

/** A value without the quotes around it, escaped or not. */
function bare(value: string): string {
  return value.trim().replace(/^\\{0,2}["']|\\{0,2}["'][,})\]]*$/g, '');
}

/** The annotation that says which names look like secrets and are none, with the reasons. */
export const NOT_SECRET = 'cdk8s-storage/not-secret';

/** The value of that annotation. */
export function notSecretText(reasons: Readonly<Record<string, string>>): string {
  return reasonsText(reasons);
}

/** Whether the value of that annotation speaks of a name. */
export function saysNotSecret(annotation: unknown, name: string): boolean {
  return typeof annotation === 'string' && `; ${annotation}`.includes(`; ${name}: `);
}
