/** Credentials that are written out where everybody reads them: in variables, arguments and configuration. */

/** Ends of the names of variables and settings that hold a secret. */
const SECRET_NAMES = [
  /(password|passwd|passphrase|secret|(api|private|secret|access)[_-]?key)$/i,
  // As words of their own: compasses and brackets of tokens are none.
  /(^|[_.-])(pass|pwd|token)$/i,
  /[a-z](Pass|Pwd|Token)$/,
];

/** Values that say whether there is a password, and are none. */
const SWITCH = /^(yes|no|true|false|on|off|0|1|)$/i;

/** A reference that the kubelet, a shell or a template fills in. */
const REFERENCE = /^["']?(\$[({A-Za-z_]|:['"]?[A-Za-z_]|\{\{)/;

/** The working directory is no secret, nor is the name of a file that holds one. */
const HARMLESS = ['PWD', 'OLDPWD'];

/* Lengths are bounded, so that a long text takes time in proportion and no more. */
const URL_WITH_PASSWORD = /[a-z][a-z0-9+.-]{0,20}:\/\/[^\s/:@'"]{0,200}:(?<secret>[^\s/@'"]{1,500})@/gi;
const SETTING = /(?<name>[A-Za-z0-9_.-]{1,64})(["']?:|[ \t]{0,8}=)(?=[ \t]{0,8}(?<secret>"[^"\n]{0,500}"|'[^'\n]{0,500}'|[^\s,;]{1,500}))/g;
const SQL_PASSWORD = /\b(identified\s{1,8}(with\s{1,8}\S{1,64}\s{1,8})?by|password)\s{1,8}(password\s{1,8})?'(?<secret>[^']{1,500})'/gi;

/** Lines of shell, of SQL and of settings that say nothing. */
const COMMENT = /^[ \t]*(#|--\s|\/\/).*$/gm;

/** Why a variable holds a credential; undefined where it holds none. */
export function credentialInVariable(name: string, value: string): string | undefined {
  if (isSecretName(name) && isSecret(value)) return 'A variable of this name holds a secret, and whoever reads the manifest would read it.';
  return credentialInText(value);
}

/** Why SQL holds a credential, where names of columns and variables are compared and assigned; undefined where it holds none. */
export function credentialInSql(text: string): string | undefined {
  const plain = text.replace(/::/g, ' ').replace(/:=|=>/g, '=');
  // What is not quoted is a column, a variable or a function.
  return credentialInText(plain.replace(/=[ \t]{0,8}[^\s',;][^\s,;]{0,500}/g, '=,'));
}

/** Why a text holds a credential; undefined where it holds none. */
export function credentialInText(text: string): string | undefined {
  const withoutComments = text.replace(COMMENT, '');
  if (some(URL_WITH_PASSWORD, withoutComments)) return 'It has a URL with a password in it, and whoever reads the manifest would read it.';
  if (some(SQL_PASSWORD, withoutComments)) return 'It sets a password in SQL, and whoever reads the manifest would read it.';
  if (some(SETTING, withoutComments)) return 'It sets a password, and whoever reads the manifest would read it.';
  return undefined;
}

function some(pattern: RegExp, text: string): boolean {
  return [...text.matchAll(pattern)].some(({ groups }) => {
    const { name, secret } = groups as { name?: string; secret: string };
    return (name === undefined || isSecretName(name)) && isSecret(secret);
  });
}

function isSecretName(name: string): boolean {
  return SECRET_NAMES.some((pattern) => pattern.test(name)) && !HARMLESS.includes(name);
}

function isSecret(value: string): boolean {
  const bare = value.trim().replace(/^(["'])(.*)\1$/, '$2');
  return !SWITCH.test(bare) && !REFERENCE.test(value.trim());
}
