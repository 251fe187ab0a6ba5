import { ApiClient, Manifest, poll, Refused } from './client';
import { documentsOf, EXAMPLES } from './examples';
import { unexpectedLosses } from './newer-fields';
import { lostFields } from './round-trip';
import { connect, count, describeThrowaway, ensureNamespace, isThrowaway, removeMade, serverVersion } from './session';
import { UNRESTRICTED } from './unrestricted';

/*
 * Every document of every example, as a cluster sees it that enforces the "restricted" Pod Security Standard.
 */

let api: ApiClient;
let version: number;

beforeAll(async () => {
  api = connect();
  version = await serverVersion(api);
});
afterAll(() => api.close());

const exceptions = UNRESTRICTED.map(({ kind, name }) => `${kind} ${name}`);
const title = ({ kind, metadata }: Manifest): string => `${kind} ${metadata.name}`;
const used = new Set<string>();

/** What younger servers have, as its docs say: the first that takes it, such as 1029, and what an older one says. */
const NEWER: ReadonlyArray<{ readonly since: number; readonly refusal: RegExp; readonly isIn: (document: Manifest) => boolean }> = [
  {
    // LiveReloadOptions.nativeSidecar.
    since: 1029,
    refusal: /readinessProbe: Forbidden: may not be set for init containers without restartPolicy=Always/,
    isIn: ({ spec }) =>
      ((spec?.template?.spec?.initContainers ?? []) as Manifest[]).some(({ restartPolicy }) => restartPolicy === 'Always'),
  },
  {
    since: 1034,
    refusal: /404|The server has no VolumeAttributesClass|volumeAttributesClassName: field not declared/,
    isIn: ({ kind, spec }) =>
      kind === 'VolumeAttributesClass' || (kind === 'PersistentVolumeClaim' && spec.volumeAttributesClassName !== undefined),
  },
  {
    since: 1035,
    refusal: /field not declared in schema/,
    isIn: ({ spec }) => ((spec?.template?.spec?.volumes ?? []) as Manifest[]).some(({ image }) => image !== undefined),
  },
];

/** Whether a server of the version takes a document. */
const isKnown = (document: Manifest): boolean => NEWER.every(({ since, isIn }) => version >= since || !isIn(document));

describe.each(EXAMPLES)('the example %s', (example) => {
  let documents: Manifest[];

  beforeAll(async () => {
    documents = documentsOf(example).filter(isKnown);
    if (isThrowaway) {
      const namespaces = new Set<string | undefined>(documents.map(({ metadata }) => metadata.namespace));
      for (const name of namespaces) {
        if (name !== undefined) await ensureNamespace(api, name);
      }
    } else {
      const own = await ensureNamespace(api, `cdk8s-storage-test-${example}`);
      for (const { metadata } of documents) if (metadata.namespace !== undefined) metadata.namespace = own;
    }
    // A Pod is admitted only where its account is there, in a dry run too.
    await api.applyAll(documents.filter(({ kind }) => kind === 'ServiceAccount'));
  });

  afterAll(() => removeMade(api));

  test('every document is admitted without a warning, with strict validation, and no field is lost', async () => {
    const problems: string[] = [];
    for (const document of documents) {
      const exception = exceptions.includes(title(document));
      if (exception) used.add(title(document));
      try {
        const { body, warnings } = await api.apply(document, { dryRun: true });
        if (exception && warnings.length === 0) problems.push(`${title(document)}: is restricted, and listed as what cannot be`);
        if (!exception) problems.push(...warnings.map((warning) => `${title(document)}: warning: ${warning}`));
        problems.push(...unexpectedLosses(lostFields(document, body), version).map((field) => `${title(document)}${field}`));
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        if (!exception) problems.push(error.message);
      }
    }
    expect(problems).toEqual([]);
    expect(documents.length).toBeGreaterThan(0);
    count('documents of examples admitted', documents.length);
  });

  describeThrowaway('stored', () => {
    test('applied in order, every object is read back with all of our fields', async () => {
      const problems: string[] = [];
      for (const document of documents) {
        if (document.kind === 'Pod' && exceptions.includes(title(document))) continue;
        await api.apply(document);
        const stored = await api.get(document);
        problems.push(...unexpectedLosses(lostFields(document, stored), version).map((field) => `${title(document)}${field}`));
      }
      expect(problems).toEqual([]);
      count('objects round-tripped', documents.length);
    });

    test('applied again, nothing counts as changed', async () => {
      const changed: string[] = [];
      for (const document of documents) {
        if (document.kind === 'Pod' && exceptions.includes(title(document))) continue;
        const before = await api.get(document);
        const after = (await api.apply(document)).body;
        if (before.metadata.generation !== after.metadata.generation) changed.push(title(document));
      }
      expect(changed).toEqual([]);
    });

    test('the Pods of every workload are admitted where "restricted" is enforced', async () => {
      const workloads = documents.filter(({ kind }) => kind in PODS_OF);
      for (const workload of workloads) {
        if (exceptions.includes(title(workload))) continue;
        const pods = await podsOf(workload);
        expect(pods.length).toBeGreaterThan(0);
        count('Pods made by controllers', pods.length);
      }
    });
  });
});

test('nothing is listed as unrestricted that no example has', () => {
  expect([...exceptions].sort()).toEqual([...used].sort());
});

test.each(NEWER)(
  'what $since has is refused by an older server, which would change it without a word otherwise',
  async ({ since, refusal, isIn }) => {
    const newer = EXAMPLES.flatMap(documentsOf).filter(isIn);
    expect(newer).not.toEqual([]);
    for (const document of newer) {
      const applied = api.apply(document, { dryRun: true });
      await (version < since ? expect(applied).rejects.toThrow(refusal) : expect(applied).resolves.toBeDefined());
    }
  },
);

/** How many Pods a workload makes at first. */
const PODS_OF: Readonly<Record<string, (workload: Manifest) => number>> = {
  Deployment: ({ spec }) => spec.replicas ?? 1,
  StatefulSet: ({ spec }) => (spec.podManagementPolicy === 'Parallel' ? (spec.replicas ?? 1) : 1),
  DaemonSet: () => 0,
  Job: () => 1,
  CronJob: () => 1,
};

/** Waits for the Pods that a workload makes; a CronJob is run by hand, as `kubectl create job --from` does. */
async function podsOf(workload: Manifest): Promise<Manifest[]> {
  const { kind, metadata, spec } = workload;
  if (kind === 'CronJob') {
    const job = {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { ...spec.jobTemplate.metadata, name: `${metadata.name}-now`, namespace: metadata.namespace },
      spec: spec.jobTemplate.spec,
    };
    await api.apply(job);
    return podsOf(job);
  }
  const labels = kind === 'Job' ? { 'batch.kubernetes.io/job-name': metadata.name } : spec.selector.matchLabels;
  const selector = Object.entries(labels as Record<string, string>).map(([key, value]) => `${key}=${value}`);
  const path = `/api/v1/namespaces/${metadata.namespace ?? 'default'}/pods?labelSelector=${encodeURIComponent(selector.join(','))}`;
  const least = PODS_OF[kind](workload);
  return poll(`${title(workload)} has ${least} Pods`, 60, async () => {
    const pods = await api.list(path);
    if (pods.length >= least) return pods;
    // Why a controller could not make a Pod stands in its events.
    const events = await api.list(`/api/v1/namespaces/${metadata.namespace ?? 'default'}/events?fieldSelector=type=Warning`);
    throw new Error(events.map(({ message }) => message).join('; '));
  });
}
