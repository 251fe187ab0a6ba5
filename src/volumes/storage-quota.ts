import { ApiObject, Chart, Size } from 'cdk8s';
import { Construct } from 'constructs';
import { isCounted } from '../facts/kubernetes/pod-paths';
import { LONGEST_LABEL } from '../facts/kubernetes/names';
import {
  AskedClaims,
  claimLimitProblem,
  CLAIMS,
  claimsAsked,
  EPHEMERAL,
  inBytes,
  ofClass,
  quotaProblems,
  TOTAL,
} from '../facts/kubernetes/storage-quotas';
import { checkAnnotations, checkInteger, checkLabelName, checkLabels, checkObjectName, checkSize } from '../props/check';
import { withoutContent } from '../props/format-value';
import { checkKnownProps } from '../props/known-props';
import { ownProps } from '../props/own-props';
import { Problems } from '../props/problems';
import { formatSize, kibibytes } from '../props/sizes';
import { isMap, isObject, Unchecked } from '../util/unchecked';
import { checkObjects, FreeObjects, takeObjects } from '../workloads/objects';
import { IStorageClass } from './storage-class';

/** How much of one class a namespace may have. */
export interface ClassQuota {
  /** The class. */
  readonly storageClass: IStorageClass;

  /**
   * How much all claims of the class may ask for together.
   *
   * @default - no limit of its own
   */
  readonly storage?: Size;

  /**
   * How many claims of the class there may be.
   *
   * @default - no limit of its own
   */
  readonly claims?: number;
}

/** How much of the nodes' own disks the Pods of a namespace may use. */
export interface EphemeralQuota {
  /** What the requests of all Pods may be together. */
  readonly requests: Size;

  /** What the limits of all Pods may be together. */
  readonly limits: Size;

  /** What a container requests that says nothing: without it the quota would refuse its Pod. */
  readonly defaultRequest: Size;

  /** The limit of a container that says none: without it the quota would refuse its Pod. */
  readonly defaultLimit: Size;
}

/** The sizes of one claim. */
export interface ClaimSizes {
  /**
   * The least that a claim may ask for.
   *
   * @default - anything
   */
  readonly min?: Size;

  /**
   * The most that a claim may ask for.
   *
   * @default - anything
   */
  readonly max?: Size;
}

/** Props of a `StorageQuota`. */
export interface StorageQuotaProps {
  /**
   * How much all claims of the namespace may ask for together; growth counts, and so do the claims of generic ephemeral volumes.
   *
   * @default - no limit
   */
  readonly storage?: Size;

  /**
   * How many claims there may be.
   *
   * @default - no limit
   */
  readonly claims?: number;

  /**
   * Limits for single classes.
   *
   * @default - none
   */
  readonly classes?: ClassQuota[];

  /**
   * How large one claim may be.
   *
   * @default - any size
   */
  readonly claimSizes?: ClaimSizes;

  /**
   * How much of the nodes' own disks the Pods may use, for emptyDir, logs and what containers write.
   *
   * @default - no limit
   */
  readonly ephemeral?: EphemeralQuota;

  /**
   * How many VolumeSnapshots there may be.
   *
   * @default - no limit
   */
  readonly snapshots?: number;

  /**
   * Name of the quota and of its limits.
   *
   * @default - the construct's id
   */
  readonly name?: string;

  /**
   * The namespace that it holds for.
   *
   * @default - that of the chart
   */
  readonly namespace?: string;

  /**
   * Labels of what is made.
   *
   * @default - those of the chart
   */
  readonly labels?: { readonly [key: string]: string };

  /**
   * Annotations of what is made.
   *
   * @default - none
   */
  readonly annotations?: { readonly [key: string]: string };
}

/**
 * How much storage a namespace may have: creates a ResourceQuota, and a LimitRange where single claims or containers are limited.
 *
 * The claims of the app in that namespace are added up when it is synthesized, those of StatefulSets and of Pods with disks of their own too, and refused
 * above a limit: a set over its quota is taken by the server, and only says FailedCreate in an event. What others have in the namespace is not known
 * here.
 *
 * @see https://kubernetes.io/docs/concepts/policy/resource-quotas/#storage-resource-quota
 * @example
 * new StorageQuota(chart, 'storage', {
 *   storage: Size.tebibytes(1),
 *   claims: 20,
 *   classes: [{ storageClass: disks, storage: Size.gibibytes(200) }],
 * });
 */
export class StorageQuota extends Construct {
  /** The ResourceQuota. */
  readonly quota: ApiObject;

  /** The LimitRange; undefined where nothing of single claims or containers is limited. */
  readonly limitRange?: ApiObject;

  private readonly hard: Readonly<Record<string, string>>;
  private readonly sizes: { readonly min?: string; readonly max?: string };

  constructor(scope: Construct, id: string, props: StorageQuotaProps) {
    props = ownProps(props, 'StorageQuotaProps', new.target !== StorageQuota);
    const plan = planOf(scope, id, props);
    super(scope, id);
    takeObjects(this, plan.objects);
    this.hard = plan.hard;
    this.sizes = plan.sizes;
    const metadata = { name: plan.name, namespace: props.namespace, labels: props.labels, annotations: props.annotations };
    this.quota = new ApiObject(this, 'Resource', { apiVersion: 'v1', kind: 'ResourceQuota', metadata, spec: { hard: plan.hard } });
    if (plan.limits.length > 0) {
      this.limitRange = new ApiObject(this, 'Limits', { apiVersion: 'v1', kind: 'LimitRange', metadata, spec: { limits: plan.limits } });
    }
    this.node.addValidation({ validate: () => this.exceeded() });
  }

  /** What the claims of the app exceed. */
  private exceeded(): string[] {
    const asked = this.claimsOfNamespace();
    const above = quotaProblems(this.hard, asked).map(({ key, asked: sum, by }) => {
      const sumUp = key.endsWith(TOTAL) ? inBytes(sum) : String(sum);
      return `${key}: ${this.hard[key]}. ${by.slice(0, MOST_NAMED).join(', ')}${by.length > MOST_NAMED ? ' and others' : ''} ${by.length === 1 ? 'asks' : 'ask'} for ${sumUp}${by.length === 1 ? '' : ' together'}. Allow more, or ask for less.`;
    });
    const outside = asked.flatMap(({ by, size }) => {
      const problem = size === undefined ? undefined : claimLimitProblem(this.sizes, size);
      return problem === undefined
        ? []
        : [`claimSizes: ${by} asks for ${inBytes(size!)}, and ${problem}. Ask for another size, or allow it.`];
    });
    return [...above, ...outside];
  }

  private claimsOfNamespace(): AskedClaims[] {
    const { namespace } = this.quota.metadata;
    return this.node.root.node.findAll().flatMap((construct) => {
      if (!ApiObject.isApiObject(construct) || !isCounted(construct.kind) || construct.metadata.namespace !== namespace) return [];
      return claimsAsked(construct.toJson() as Readonly<Record<string, unknown>>);
    });
  }
}

/** Most objects that a message names. */
const MOST_NAMED = 3;

interface QuotaPlan {
  readonly name: string;
  readonly objects: FreeObjects;
  readonly hard: Readonly<Record<string, string>>;
  readonly sizes: { readonly min?: string; readonly max?: string };
  readonly limits: object[];
}

function planOf(scope: Construct, id: string, given: StorageQuotaProps): QuotaPlan {
  const problems = Problems.ofNew('StorageQuota', scope, id);
  const props: Unchecked<StorageQuotaProps> = given ?? {};
  checkKnownProps(problems, '', props, 'StorageQuotaProps');
  const name = checkObjectName(problems, 'name', props.name ?? id);
  const namespace =
    props.namespace === undefined ? Chart.of(scope).namespace : checkLabelName(problems, 'namespace', props.namespace, LONGEST_LABEL, '');
  const objects = checkObjects(problems, scope, name, (free) => [
    { kind: 'ResourceQuota', name: free, namespace },
    { kind: 'LimitRange', name: free, namespace },
  ]);
  checkLabels(problems, 'labels', props.labels);
  checkAnnotations(problems, 'annotations', props.annotations);
  const hard: Record<string, string> = {
    ...amount(problems, 'storage', props.storage, TOTAL),
    ...count(problems, 'claims', props.claims, CLAIMS),
    ...classesOf(problems, props.classes),
    ...count(problems, 'snapshots', props.snapshots, 'count/volumesnapshots.snapshot.storage.k8s.io'),
  };
  const sizes = sizesOf(problems, props.claimSizes);
  const { ephemeral, containers } = ephemeralOf(problems, props.ephemeral);
  Object.assign(hard, ephemeral);
  if (Object.keys(hard).length === 0 && problems.count === 0) {
    problems.add('storage', undefined, 'A quota that limits nothing is none. Give storage, claims, classes, ephemeral or snapshots.');
  }
  problems.throwIfAny();
  const limits = [
    ...(sizes === undefined ? [] : [{ type: 'PersistentVolumeClaim', ...inLimits(sizes) }]),
    ...(containers === undefined ? [] : [containers]),
  ];
  return { name: name!, objects, hard, sizes: sizes ?? {}, limits };
}

const inLimits = ({ min, max }: { readonly min?: string; readonly max?: string }): object => ({
  ...(min !== undefined && { min: { storage: min } }),
  ...(max !== undefined && { max: { storage: max } }),
});

function amount(problems: Problems, prop: string, value: unknown, key: string): Record<string, string> {
  const size = value === undefined ? undefined : checkSize(problems, prop, value);
  return size === undefined ? {} : { [key]: formatSize(size) };
}

function count(problems: Problems, prop: string, value: unknown, key: string): Record<string, string> {
  const checked = value === undefined ? undefined : checkInteger(problems, prop, value, { min: 0, max: 2 ** 31 - 1 });
  return checked === undefined ? {} : { [key]: String(checked) };
}

function classesOf(problems: Problems, classes: unknown): Record<string, string> {
  if (classes === undefined) return {};
  if (!Array.isArray(classes)) {
    problems.add('classes', withoutContent(classes), 'Give a list of classes, each with storage or claims.');
    return {};
  }
  const seen = new Set<string>();
  const found = classes.map((given: unknown, index) => {
    const at = `classes[${index}]`;
    const { storageClass, storage, claims } = (isObject(given) ? given : {}) as Unchecked<ClassQuota>;
    const name = checkObjectName(problems, `${at}.storageClass`, isObject(storageClass) ? storageClass.storageClassName : storageClass);
    if (name !== undefined && seen.has(name)) problems.add(`${at}.storageClass`, name, 'The class is there twice. Name each once.');
    if (name !== undefined) seen.add(name);
    if (storage === undefined && claims === undefined) {
      problems.add(`${at}.storage`, undefined, 'Give storage, claims or both, or leave the class out.');
    }
    return {
      ...amount(problems, `${at}.storage`, storage, ofClass(name ?? '', TOTAL)),
      ...count(problems, `${at}.claims`, claims, ofClass(name ?? '', CLAIMS)),
    };
  });
  return Object.assign({}, ...found) as Record<string, string>;
}

function sizesOf(problems: Problems, sizes: unknown): { readonly min?: string; readonly max?: string } | undefined {
  if (sizes === undefined) return undefined;
  if (!isMap(sizes)) {
    problems.add('claimSizes', withoutContent(sizes), 'Give an object with min and max.');
    return undefined;
  }
  const { min, max } = sizes as Unchecked<ClaimSizes>;
  const [least, most] = [
    min === undefined ? undefined : checkSize(problems, 'claimSizes.min', min),
    max === undefined ? undefined : checkSize(problems, 'claimSizes.max', max),
  ];
  if (min === undefined && max === undefined) problems.add('claimSizes', withoutContent(sizes), 'Give min, max or both, or leave it out.');
  if (least !== undefined && most !== undefined && kibibytes(least) > kibibytes(most)) {
    problems.add('claimSizes.min', least, `It is above max, ${formatSize(most)}, and the API server refuses that. Lower it.`);
  }
  return { ...(least && { min: formatSize(least) }), ...(most && { max: formatSize(most) }) };
}

function ephemeralOf(problems: Problems, given: unknown): { readonly ephemeral: Record<string, string>; readonly containers?: object } {
  if (given === undefined) return { ephemeral: {} };
  if (!isMap(given)) {
    problems.add('ephemeral', withoutContent(given), 'Give an object with requests, limits, defaultRequest and defaultLimit.');
    return { ephemeral: {} };
  }
  const before = problems.count;
  const { requests, limits, defaultRequest, defaultLimit } = given as Unchecked<EphemeralQuota>;
  const why = 'A quota of ephemeral storage refuses every Pod that says nothing.';
  const [allRequests, allLimits] = [checkSize(problems, 'ephemeral.requests', requests), checkSize(problems, 'ephemeral.limits', limits)];
  const request = checkSize(problems, 'ephemeral.defaultRequest', defaultRequest, why);
  const limit = checkSize(problems, 'ephemeral.defaultLimit', defaultLimit, why);
  if (request !== undefined && limit !== undefined && kibibytes(request) > kibibytes(limit)) {
    problems.add(
      'ephemeral.defaultRequest',
      request,
      `It is above defaultLimit, ${formatSize(limit)}, and the API server refuses that. Lower it.`,
    );
  }
  if (allRequests !== undefined && allLimits !== undefined && kibibytes(allRequests) > kibibytes(allLimits)) {
    problems.add('ephemeral.requests', allRequests, `It is above limits, ${formatSize(allLimits)}, which is reached first. Lower it.`);
  }
  if (problems.count > before) return { ephemeral: {} };
  return {
    ephemeral: { [EPHEMERAL[0]]: formatSize(allRequests!), [EPHEMERAL[1]]: formatSize(allLimits!) },
    containers: {
      type: 'Container',
      default: { 'ephemeral-storage': formatSize(limit!) },
      defaultRequest: { 'ephemeral-storage': formatSize(request!) },
    },
  };
}
