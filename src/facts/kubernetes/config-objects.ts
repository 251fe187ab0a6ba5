/**
 * What ConfigMaps and Secrets can hold.
 *
 * @see https://kubernetes.io/docs/concepts/configuration/configmap/
 */

/** The fields in which each kind keeps its values. */
export const VALUE_FIELDS = { ConfigMap: ['data', 'binaryData'], Secret: ['data', 'stringData'] } as const;

/** Most bytes that the values of one ConfigMap or Secret may have together; the API server refuses more. */
export const MOST_CONFIG_BYTES = 1048576;

/**
 * Most bytes that all annotations of an object may have together. Client-side `kubectl apply` keeps the whole object in one, so it fails
 * for larger objects; server-side apply keeps none.
 */
export const MOST_ANNOTATION_BYTES = 262144;

/** Longest key of a ConfigMap or Secret. */
export const LONGEST_CONFIG_KEY = 253;

const CONFIG_KEY = /^[-._a-zA-Z0-9]+$/;

/** Why the API server refuses a key, which becomes the name of a file; undefined where it takes it. */
export function configKeyProblem(key: string): string | undefined {
  if (!CONFIG_KEY.test(key)) return 'A key becomes the name of a file: use letters, digits, dots, dashes and underscores.';
  if (key.length > LONGEST_CONFIG_KEY) return `A key has at most ${LONGEST_CONFIG_KEY} characters. Shorten it.`;
  if (key === '.' || key.startsWith('..')) {
    return 'Names that start with two dots belong to the kubelet, and a single dot is no file. Use another name.';
  }
  return undefined;
}

/** Whether a key can be a variable's name when a whole object becomes the environment; others are left out without an error. */
export function isVariableName(key: string): boolean {
  return /^(?!\.$|\.\.)[-._a-zA-Z][-._a-zA-Z0-9]*$/.test(key);
}

/** Bytes of an object's values as the API server counts them: text as UTF-8, binary values decoded. */
export function configBytes(
  data: Readonly<Record<string, string>> | undefined,
  binaryData: Readonly<Record<string, string>> | undefined,
): number {
  const count = (values: Readonly<Record<string, string>> | undefined, encoding: 'utf8' | 'base64') =>
    Object.values(values ?? {}).reduce((sum, value) => sum + Buffer.byteLength(value, encoding), 0);
  return count(data, 'utf8') + count(binaryData, 'base64');
}

const HASHED_NAME = /-(?=[a-z0-9]*[0-9])(?=[a-z0-9]*[a-z])[a-z0-9]{8,64}$/;

/** Whether a name ends in a digest, as Kustomize and others put there: letters and digits mixed. Its content never changes under it. */
export function isHashedName(name: string): boolean {
  return HASHED_NAME.test(name);
}
