/*
 * Values that a later tool fills in: Helm, envsubst, Kustomize's replacements, sed, and whoever reads the instructions.
 */

/** Variables and templates: `${APP}`, `$(APP)`, `$APP`, `{{ .Values.app }}`, `<app>`, `%APP%`, `@APP@`, `__APP__`, `((app))`, `[[app]]`, `{account-name}`. */
const MARKED =
  /\$[({A-Za-z_]|\{\{|^<.*>$|<[A-Za-z_][\w .-]*>|%[A-Za-z_]\w*%|@[A-Za-z_]\w*@|^__?\w+__?$|^\(\(.*\)\)$|^\[\[.*\]\]$|\{[a-z][\w-]*\}/;

/** Nothing but signs, or capitals: `_`, `...`, `APP_NAME`, `XXX`. */
const STAND_IN = /^[_.\-*?]+$|^[A-Z][A-Z0-9]*([_-][A-Z0-9]+)*$/;

/** A word in capitals among others, which people are told to replace: `disk-wipe-HOSTNAME`. */
const WORD = /(^|[._-])(YOUR|MY|[A-Z_]{0,30}(NAME|NAMESPACE|HOST|NODE|USER|CLUSTER|DOMAIN|VERSION|REGION|ZONE|ID|TAG|ENV))([._-]|$)/;

/** A sign of every one of these: most texts have none, and need no closer look. */
const SIGN = /[$<%@_([{]/;

/** Whether a text has a variable or a template in it, which something fills in. */
export function isTemplate(text: string): boolean {
  return SIGN.test(text) && MARKED.test(text);
}

/** Whether a text stands for another one that is not there yet. */
export function isPlaceholder(text: string): boolean {
  return isTemplate(text) || STAND_IN.test(text) || WORD.test(text);
}
