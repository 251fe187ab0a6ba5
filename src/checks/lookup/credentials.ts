import { secretReason } from '../../facts/kubernetes/config-objects';
import { credentialInText, credentialInVariable } from '../../facts/credentials';

/** Longer lines are data: scanning them for settings finds nothing and takes for ever. */
const LONGEST_LINE = 2000;

/** A path, a variable or a placeholder stands for a credential, and is none. */
const STAND_IN = /^["']?(\/|\.{1,2}\/|~\/|\$|\{\{|<|%[A-Za-z({]|file:|vault:|op:\/\/)/;

/** Values that only switch something, or say that there is nothing. */
const EMPTY = /^["']?(|none|null|nil|true|false|yes|no|on|off|enabled|disabled|required|optional|[0-9]{1,2})["']?$/i;

/** Words without which there is no credential, so that most texts need no closer look. */
const HINT = /pass|pwd|secret|token|key|identified|:\/\//i;

/** Why a variable holds a credential; undefined where it holds none. */
export function inVariable(name: string, value: string): string | undefined {
  return isNone(value) || /[\n\r]/.test(value) ? inText(value) : readable(value, (text) => credentialInVariable(name, text));
}

/** Why an argument or a script holds a credential; undefined where it holds none. */
export function inText(text: string): string | undefined {
  if (!HINT.test(text)) return undefined;
  for (const line of text.split('\n')) {
    const reason = readable(line, credentialInText);
    if (reason !== undefined && !isStandInSetting(line)) return reason;
  }
  return undefined;
}

/** Why an entry of a ConfigMap holds a credential; undefined where it holds none. */
export function inEntry(key: string, value: string): string | undefined {
  // A file whose name speaks of passwords may be a script or a policy; what it says decides.
  if (!/[\n\r]/.test(value.trimEnd()) && !isNone(value)) {
    const reason = readable(value, (text) => secretReason(key, text));
    if (reason !== undefined) return `${reason}.`;
  }
  return /-----BEGIN [A-Z0-9 ]*PRIVATE KEY/.test(value) ? 'It holds a private key.' : inText(value);
}

/** Where the value of a setting is more settings, or follows on the next lines. */
const STRUCTURE = /^([{[]|[|>][+-]?[0-9]?$|[&*][\w-]+$)/;

function isNone(value: string): boolean {
  return [STAND_IN, EMPTY, STRUCTURE].some((pattern) => pattern.test(value.trim()));
}

function readable(text: string, reasonOf: (text: string) => string | undefined): string | undefined {
  return text.length > LONGEST_LINE ? undefined : reasonOf(text);
}

const SETTING = /^[^=:]*[=:](?!\/\/)[ \t]*(.*?)[ \t]*[,;]?$/;

/** A line such as `password: /run/secrets/password`. */
function isStandInSetting(line: string): boolean {
  const value = SETTING.exec(line)?.[1];
  return value !== undefined && isNone(value);
}
