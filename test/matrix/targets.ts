import { PLUS_VERSIONS, PlusVersion } from './packages';

/*
 * What the cells are done to. Sources of targets are in `app/`; each exports a function for every kind of workload.
 */

export const KINDS = {
  Deployment: 'deployment',
  StatefulSet: 'statefulSet',
  DaemonSet: 'daemonSet',
  Job: 'job',
  CronJob: 'cronJob',
  Pod: 'barePod',
} as const;
export type Kind = keyof typeof KINDS;

const ALL_KINDS = Object.keys(KINDS) as Kind[];

/** How workloads are made, beside which version of cdk8s-plus. */
interface Make {
  /** In messages and tables. */
  readonly title: string;
  /** Source of the functions that make them. */
  readonly source: string;
  /** A source that it wraps, in the place of `cdk8s-plus`. */
  readonly wraps?: string;
  readonly plus: PlusVersion;
  /** What a Service is called that is made like this. */
  readonly service: string;
  /** Kinds in the small set. */
  readonly few: readonly Kind[];
}

export interface Target {
  readonly name: string;
  readonly make: Make;
  readonly kind: Kind;
}

/** What `cdk8s init` installs, for what does not depend on a version. */
const USUAL: PlusVersion = 33;

const SERVICE_OF_PLUS = 'A Service of cdk8s-plus-VERSION';

const MAKES: readonly Make[] = [
  ...PLUS_VERSIONS.map((plus) => ({
    title: `cdk8s-plus-${plus}`,
    source: 'cdk8s-plus',
    plus,
    service: SERVICE_OF_PLUS,
    // What all others are compared with is there for every kind.
    few: plus === 27 ? ALL_KINDS : (['Deployment', 'StatefulSet'] as const),
  })),
  ...PLUS_VERSIONS.map((plus) => ({
    title: `k8s of cdk8s-plus-${plus}`,
    source: 'l1',
    plus,
    service: SERVICE_OF_PLUS,
    few: ['StatefulSet'] as const,
  })),
  { title: 'ApiObject', source: 'api-object', plus: USUAL, service: 'The ApiObject of kind Service', few: ['CronJob'] },
  { title: 'Include', source: 'include', plus: USUAL, service: 'An Include of cdk8s', few: ['Pod'] },
  { title: 'Include, one of several', source: 'include-several', plus: USUAL, service: 'An Include of cdk8s', few: ['Deployment'] },
  { title: 'Include, one of a List', source: 'include-list', plus: USUAL, service: 'An Include of cdk8s', few: ['DaemonSet'] },
  { title: 'Helm', source: 'helm', plus: USUAL, service: 'A Helm of cdk8s', few: ['Job'] },
  ...PLUS_VERSIONS.map((plus) => ({
    title: `own construct, cdk8s-plus-${plus}`,
    source: 'own',
    plus,
    service: 'The WebApp',
    few: plus === USUAL ? (['Deployment'] as const) : [],
  })),
  { title: 'own construct, k8s', source: 'own', wraps: 'l1', plus: USUAL, service: 'The WebApp', few: [] },
  { title: 'own construct, ApiObject', source: 'own', wraps: 'api-object', plus: USUAL, service: 'The WebApp', few: [] },
  { title: 'own construct, Include', source: 'own', wraps: 'include', plus: USUAL, service: 'The WebApp', few: ['StatefulSet'] },
];

/** The targets, in groups that share an app. */
export function targetsBeside(plus: PlusVersion, isFull: boolean): readonly Target[] {
  return MAKES.filter((make) => make.plus === plus).flatMap((make) =>
    (isFull ? ALL_KINDS : make.few).map((kind) => ({ name: `${make.title}: ${kind}`, make, kind })),
  );
}

/** What a target is compared with. */
export const referenceOf = ({ kind }: Target): string => `cdk8s-plus-27: ${kind}`;
