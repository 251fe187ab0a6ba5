import { App, Chart } from 'cdk8s';
import * as fc from 'fast-check';
import { InvalidPropsError } from '../../src/props/problems';
import { ApiClient, Manifest, Refused } from './client';
import { unexpectedLosses, withoutNewer } from './newer-fields';
import { absurd, Recipe, resolve, somewhere, spoil } from './recipe';
import { lostFields } from './round-trip';

/*
 * Generated cases of a construct: each is either refused by our own error, which names the path and the prop, or gives manifests that
 * the API server takes without a word and keeps whole, but for fields that are newer than the server and documented as that. fast-check runs asynchronous properties one after the other, so the cases are
 * drawn first and sent side by side; what fails is run again by fast-check, which shrinks it.
 */

/** How cases of a construct are drawn and built. */
export interface Generator {
  /** Name of the construct. */
  readonly construct: string;
  /** Recipes as users write them; some of them are refused all the same. Minor version of the server, such as 1028. */
  readonly recipes: (version: number) => fc.Arbitrary<Recipe>;
  /** Parts of a recipe that the construct itself checks, by dotted paths: absurd values are put there. */
  readonly checked: readonly string[];
  /** Makes the construct. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly build: (chart: Chart, recipe: any) => void;
  /** Whether it stands in workloads that are not ours, which "restricted" does not admit. */
  readonly isOpen?: boolean;
}

/** Where cases go: the first enforces "restricted", the second takes what was loosened on purpose. */
export const NAMESPACES = { restricted: 'cdk8s-storage-generated', open: 'cdk8s-storage-generated-open' };

/** What becomes of a case. */
export interface Outcome {
  readonly refused: boolean;
  readonly manifests: number;
}

/** Recipes of which a quarter have absurd values somewhere; of those alone test/hostile-props.test.ts draws many more. */
export function casesOf(generator: Generator, version: number): fc.Arbitrary<Recipe> {
  return fc.oneof({ weight: 3, arbitrary: recipesFor(generator, version) }, { weight: 1, arbitrary: spoiledCasesOf(generator, version) });
}

/** Recipes that all have absurd values somewhere. */
export function spoiledCasesOf(generator: Generator, version: number): fc.Arbitrary<Recipe> {
  const changes = fc.array(fc.record({ at: fc.nat(), value: absurd }), { minLength: 1, maxLength: 3 });
  return fc
    .tuple(recipesFor(generator, version), changes)
    .map(([recipe, all]) => all.reduce((last: Recipe, change) => spoil(last, generator.checked, change), recipe));
}

const recipesFor = ({ recipes }: Generator, version: number): fc.Arbitrary<Recipe> =>
  recipes(version).map((recipe) => withoutNewer(recipe, version) as Recipe);

/** The server that cases are sent to, and its minor version, such as 1028. */
export interface Server {
  readonly api: ApiClient;
  readonly version: number;
}

/** Builds a case, sends what comes of it, and throws where anything is not as it has to be. */
export async function runCase(
  { api, version }: Server,
  generator: Generator,
  recipe: Recipe,
  check: (manifests: Manifest[], recipe: Recipe) => string[],
): Promise<Outcome> {
  const namespace = generator.isOpen === true || isLoosened(recipe) ? NAMESPACES.open : NAMESPACES.restricted;
  const manifests = synthesize(generator, recipe, namespace);
  if (manifests === undefined) return { refused: true, manifests: 0 };
  const problems = [...check(manifests, recipe)];
  // A Pod is admitted only where its account is there, in a dry run too.
  await Promise.all(
    manifests.filter(({ kind }) => kind === 'ServiceAccount').map((account) => api.apply(account, { namespace, force: true })),
  );
  const sent = manifests.map(async (manifest) => {
    const title = `${manifest.kind} ${manifest.metadata?.name}`;
    try {
      const { body, warnings } = await api.apply(manifest, { dryRun: true, namespace, force: true });
      problems.push(...warnings.map((warning) => `${title}: warning: ${warning}`));
      problems.push(...unexpectedLosses(lostFields(manifest, body), version).map((field) => `${title}${field}`));
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      if (!IS_ABSENT.test(error.message)) problems.push(error.message);
    }
  });
  await Promise.all(sent);
  if (problems.length > 0) throw new Error(problems.join('\n'));
  return { refused: false, manifests: manifests.length };
}

/** A name that could be one of a priority class, an account or a namespace is taken; whether the cluster has it is not for us to say. */
const IS_ABSENT =
  /no PriorityClass with name \S+ was found$|error looking up service account \S+: serviceaccount "\S+" not found$|namespaces "\S+" not found$/;

/** The manifests of a case; undefined where our own error refuses it. */
export function synthesize(generator: Generator, recipe: Recipe, namespace: string): Manifest[] | undefined {
  const app = new App();
  const chart = new Chart(app, 'generated', { namespace });
  try {
    generator.build(chart, resolve(recipe, chart));
  } catch (error) {
    expectRefusal(error);
    return undefined;
  }
  try {
    return app.charts.flatMap((each) => each.toJson());
  } catch (error) {
    // What only the whole tree shows is reported by validations, whose lines begin with the path.
    if (!(error instanceof Error) || !VALIDATION.test(error.message)) throw error;
    return undefined;
  }
}

const VALIDATION = /^Validation failed with the following errors:(\n {2}\[generated\/\S+\] .+)+$/;

function expectRefusal(error: unknown): void {
  if (!(error instanceof InvalidPropsError)) throw error;
  const [head, ...lines] = error.message.split('\n');
  const named = lines.length === error.props.length && lines.every((line, index) => line.startsWith(`  ${error.props[index]}: `));
  // The construct itself, or one that was asked to do something: never one that it makes for its own use, whose props nobody gave.
  // Volumes that a Pod describes are no constructs, and have no path.
  const isPlaced = /^(\w+ at generated\/(set\/)?[^/]+|PodVolume(\.\w+ at a volume| at [^/:]+)): (1 problem|\d+ problems)$/.test(head);
  // What is no object is told once: whatever else it is said to lack follows from that.
  const isTwice = lines.some(
    (line, index) => /\. Give an object of props[:.]/.test(line) && error.props.filter((prop) => prop === error.props[index]).length > 1,
  );
  if (isPlaced && lines.length > 0 && named && !isTwice) return;
  throw new Error(`the refusal does not say where and what:\n${error.message}`);
}

/** Types of SELinux that "baseline" and "restricted" let a Pod have. */
const UNPRIVILEGED_TYPES = ['container_t', 'container_init_t', 'container_kvm_t', 'container_engine_t'];

const LOOSENED: Readonly<Record<string, (value: unknown) => boolean>> = {
  hostPort: (value) => typeof value === 'number' && value > 0,
  allowPrivilegeEscalation: (value) => value === true,
  runAsNonRoot: (value) => value === false,
  // Of a VolumeOwnership: files are given away by root.
  kind: (value) => value === 'root',
  seccompProfile: (value) => value === 'Unconfined',
  seLinuxOptions: (value) => {
    if (typeof value !== 'object' || value === null) return false;
    const { role, user, type }: Record<string, unknown> = { ...value };
    return role !== undefined || user !== undefined || (type !== undefined && !UNPRIVILEGED_TYPES.includes(type as string));
  },
  capabilities: (value) => Array.isArray(value) && value.some((item) => item !== 'NET_BIND_SERVICE' && item !== 'CAP_NET_BIND_SERVICE'),
};

/** Whether a recipe turns off, by name, what "restricted" asks for. */
const isLoosened = (recipe: Recipe): boolean => somewhere(recipe, (key, value) => Object.hasOwn(LOOSENED, key) && LOOSENED[key](value));
