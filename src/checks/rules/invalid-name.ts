import {
  isDnsLabel,
  isDnsSubdomain,
  isLabelValue,
  isQualifiedName,
  LONGEST_CRON_JOB,
  LONGEST_LABEL,
  LONGEST_STATEFUL_SET,
} from '../../facts/kubernetes/names';
import { isPlaceholder, isTemplate } from '../../facts/kubernetes/placeholders';
import { Cursor } from '../cursor';
import { Manifest } from '../manifest';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  const known = new Set<string>();
  for (const manifest of set.manifests) {
    if (GROUPS.includes(groupOf(manifest))) yield* checkName(manifest);
    yield* checkLabels(manifest.root.at('metadata', 'labels'), known);
  }
  for (const pod of set.pods) {
    if (!pod.isBare) yield* checkLabels(pod.metadata.at('labels'), known);
    for (const [list, what] of NAMED_PARTS) {
      for (const part of pod.spec.at(list).items) {
        // Knative and others name the only container themselves.
        const at = part.at('name');
        if (at.exists ? !isPartName(at) : GROUPS.includes(groupOf(pod.workload))) yield wrongPart(at, what);
      }
    }
    for (const { at: template, type } of pod.volumes) {
      const at = template.at('metadata', 'name');
      if (type === 'claimTemplate' && !isPartName(at)) yield wrongPart(at, 'claim template');
    }
  }
}

/** Kinds of these groups follow the common rules; roles and certificates, say, have freer names. */
const GROUPS = ['', 'apps', 'batch', 'autoscaling', 'policy', 'storage.k8s.io', 'networking.k8s.io', 'snapshot.storage.k8s.io'];

const NAMED_PARTS = [
  ['volumes', 'volume'],
  ['initContainers', 'container'],
  ['containers', 'container'],
] as const;

/** Names that become label values or host names. */
const LABEL_KINDS = ['Service', 'Namespace', 'batch/Job'];

const SUBDOMAIN = 'Use lower-case letters, digits, dashes and dots, with a letter or digit at the ends, at most 253 characters.';
const LABEL = `Use lower-case letters, digits and dashes, with a letter or digit at both ends, at most ${LONGEST_LABEL} characters.`;

function groupOf({ type, kind }: Manifest): string {
  return type === kind ? '' : type.slice(0, -kind.length - 1);
}

function* checkName(manifest: Manifest): Generator<Discovery> {
  const at = manifest.root.at('metadata', 'name');
  const name = at.text;
  if (name === undefined || name === '') {
    if (!at.exists && manifest.root.at('metadata', 'generateName').exists) return;
    yield at.exists && name === undefined
      ? { at, cause: `The name is ${JSON.stringify(at.value)}, which YAML does not read as text.`, remedy: 'Quote it.' }
      : { at, cause: 'The object has no name.', remedy: 'Name it in metadata.name.' };
    return;
  }
  const problem = nameProblem(manifest.type, name);
  if (problem !== undefined) yield { at, ...problem };
}

function nameProblem(type: string, name: string): Pick<Discovery, 'cause' | 'remedy'> | undefined {
  // What a later tool fills in is no name yet.
  if (isPlaceholder(name)) return undefined;
  if (LABEL_KINDS.includes(type) ? !isDnsLabel(name) : !isDnsSubdomain(name)) {
    return { cause: `The API server refuses the name ${shorten(name)}.`, remedy: LABEL_KINDS.includes(type) ? LABEL : SUBDOMAIN };
  }
  if (type === 'apps/StatefulSet' && (name.length > LONGEST_STATEFUL_SET || name.includes('.'))) {
    return name.includes('.')
      ? { cause: `A dot in the name ${name} becomes part of the Pods' host names, which refuse it.`, remedy: LABEL }
      : {
          cause: `The name ${shorten(name)} has ${name.length} characters: the API server takes it, and the Pods are never created, since the label with the revision overflows.`,
          remedy: `Use at most ${LONGEST_STATEFUL_SET} characters.`,
        };
  }
  if (type === 'batch/CronJob' && name.length > LONGEST_CRON_JOB) {
    return {
      cause: `The name ${shorten(name)} has ${name.length} characters, and the API server refuses it: Jobs get eleven more.`,
      remedy: `Use at most ${LONGEST_CRON_JOB} characters.`,
    };
  }
  return undefined;
}

function isPartName({ text }: Cursor): boolean {
  return text !== undefined && (isDnsLabel(text) || isPlaceholder(text));
}

function wrongPart(at: Cursor, what: string): Discovery {
  return {
    at,
    cause: at.exists ? `The API server refuses ${shorten(String(at.value))} as the name of a ${what}.` : `A ${what} has no name.`,
    remedy: LABEL,
  };
}

/** Most labels are those of many objects: what was right once is known. */
function* checkLabels(labels: Cursor, known: Set<string>): Generator<Discovery> {
  for (const [key, at] of labels.entries) {
    const label = at.text === undefined ? '' : `${key}=${at.text}`;
    if (known.has(label)) continue;
    if (isTemplate(key) || (at.text !== undefined && isTemplate(at.text))) continue;
    if (!isQualifiedName(key)) {
      yield {
        at,
        cause: `The API server refuses the label key ${shorten(key)}.`,
        remedy: 'Use a name of at most 63 characters, with an optional DNS prefix and a slash before it.',
      };
    } else if (at.exists && at.text === undefined) {
      yield {
        at,
        cause: `The value of label ${key} is ${shorten(JSON.stringify(at.value))}, which YAML does not read as text, and the API server refuses it.`,
        remedy: 'Quote it.',
      };
    } else if (at.text !== undefined && !isLabelValue(at.text)) {
      yield {
        at,
        cause: `The API server refuses the value ${shorten(at.text)} of label ${key}.`,
        remedy: 'Use at most 63 letters, digits, dashes, underscores and dots, with a letter or digit at both ends.',
      };
    } else if (label !== '') known.add(label);
  }
}

function shorten(text: string): string {
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}

export const invalidName: Rule = {
  id: 'invalid-name',
  level: 'error',
  summary: 'a name, label or volume name that the API server refuses, or that it takes and that then cannot work',
  explanation: {
    why: [
      'Most names have to be DNS names: lower-case letters, digits, dashes. The API server says so at apply; a volume or container inside of a Deployment is noticed only when no Pod appears.',
      'A StatefulSet with more than 52 characters is accepted, and its Pods are never created: the label with its revision would be too long. Labels such as version: 1.10 are numbers to YAML and have to be quoted.',
    ],
    wrong: yaml`
      apiVersion: v1
      kind: ConfigMap
      metadata:
        name: Shop_Settings
        labels:
          version: 1.10
      data:
        color: blue
    `,
    right: yaml`
      apiVersion: v1
      kind: ConfigMap
      metadata:
        name: shop-settings
        labels:
          version: "1.10"
      data:
        color: blue
    `,
    see: ['https://kubernetes.io/docs/concepts/overview/working-with-objects/names/'],
  },
  check,
};
