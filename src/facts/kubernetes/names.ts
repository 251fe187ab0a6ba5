/**
 * Names that Kubernetes accepts, and the lengths at which objects still work.
 *
 * @see https://kubernetes.io/docs/concepts/overview/working-with-objects/names/
 */

/** Longest label value, DNS label, container, volume and Service name. */
export const LONGEST_LABEL = 63;

/** Longest DNS subdomain: the names of most objects. */
export const LONGEST_SUBDOMAIN = 253;

/**
 * Longest name of a StatefulSet whose Pods are created: the API server takes more, but then the label with the
 * set's revision (name, dash, ten characters of hash) overflows.
 */
export const LONGEST_STATEFUL_SET = 52;

/** Longest name of a CronJob: its Jobs get eleven characters more. */
export const LONGEST_CRON_JOB = 52;

/** What is said of the name of an object that is no DNS subdomain. */
export const NO_OBJECT_NAME = 'Its name is none that an object can have: at most 253 lower-case letters, digits, dashes and dots.';

const DNS_LABEL = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/;
const DNS_SUBDOMAIN = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/;
const QUALIFIED_PART = /^[A-Za-z0-9]([A-Za-z0-9_.-]*[A-Za-z0-9])?$/;

/** How a DNS label is written, as the beginning of a sentence. */
export const dnsLabelRule = (longest = LONGEST_LABEL): string =>
  `Use at most ${longest} lower-case letters, digits and dashes, with a letter or digit at both ends`;

/** RFC 1123 label: Pods' containers, volumes, ports, Services, namespaces. */
export function isDnsLabel(name: string): boolean {
  return name.length <= LONGEST_LABEL && DNS_LABEL.test(name);
}

/** RFC 1123 subdomain: most objects. */
export function isDnsSubdomain(name: string): boolean {
  return name.length <= LONGEST_SUBDOMAIN && DNS_SUBDOMAIN.test(name);
}

/** The name of a CSI driver: a subdomain in any case, no longer than a label. */
export function isDriverName(name: string): boolean {
  return name.length <= LONGEST_LABEL && DNS_SUBDOMAIN.test(name.toLowerCase());
}

/** The key of a label or annotation: an optional DNS subdomain as prefix, a slash and a name of at most 63 characters. */
export function isQualifiedName(key: string): boolean {
  const slash = key.indexOf('/');
  const name = key.slice(slash + 1);
  if (name.length > LONGEST_LABEL || !QUALIFIED_PART.test(name)) return false;
  return slash < 0 || isDnsSubdomain(key.slice(0, slash));
}

/** The value of a label: empty, or at most 63 characters of letters, digits, `-`, `_` and `.`. */
export function isLabelValue(value: string): boolean {
  return value === '' || (value.length <= LONGEST_LABEL && QUALIFIED_PART.test(value));
}
