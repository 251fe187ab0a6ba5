import { RULES } from '../../src/checks';
import { fixOf } from '../../src/fixes/rules';
import { read } from '../checks/support';
import { fix } from '../fixes/support';
import { ApiClient, Manifest, Refused } from './client';
import { unexpectedLosses } from './newer-fields';
import { lostFields } from './round-trip';
import { connect, count, describeThrowaway, ensureNamespace, serverVersion } from './session';

/*
 * What the rules say to write is taken by an API server: the right manifest of each, and what fix makes of the wrong one where it mends all.
 */

/** What every cluster has; the custom resources of others are not installed here. */
const BUILT_IN = /^(v1|(apps|batch|policy|autoscaling)\/\w+|(storage|networking|rbac\.authorization|scheduling)\.k8s\.io\/\w+)$/;

/** The first server, as 1.N is 1000 + N, that takes volumes of images without being asked to. */
const IMAGE_VOLUMES = 1035;

describeThrowaway('the remedies of the rules', () => {
  let api: ApiClient;
  let version: number;

  beforeAll(async () => {
    api = connect();
    version = await serverVersion(api);
    await ensureNamespace(api, 'remedies', 'privileged');
  });
  afterAll(() => api.close());

  const cases = RULES.flatMap(({ id, explanation, needsComplete }) => {
    const mended = fixOf(id) === undefined ? undefined : fix(explanation.wrong, { scratchLimit: '1Gi' }, { complete: needsComplete });
    const isWhole = mended !== undefined && mended.after.findings.every(({ level }) => level !== 'error');
    return [[id, 'right', explanation.right] as const, ...(isWhole ? [[id, 'wrong and mended by fix', mended.text] as const] : [])];
  });

  test.each(cases)('%s: what is %s is admitted', async (_, __, text) => {
    const problems: string[] = [];
    const objects: Manifest[] = read(text).manifests.map(({ body }) => structuredClone(body));
    for (const object of objects.filter(({ apiVersion }) => BUILT_IN.test(apiVersion))) {
      // Where it is does not matter here, and a namespace has to be there.
      if (object.kind !== 'Namespace') delete object.metadata.namespace;
      // Of objects without a namespace others have made some by the same name, which would be updated, and not made.
      if (object.metadata.name !== undefined) object.metadata.name = `remedies-${object.metadata.name}`;
      try {
        const { body } = await api.apply(object, { dryRun: true, namespace: 'remedies' });
        const lost = unexpectedLosses(lostFields(object, body), version);
        problems.push(...lost.map((field) => `${object.kind} ${object.metadata.name}${field}`));
        count('objects of remedies admitted', 1);
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        // Older servers have no such volumes, and say so.
        if (version < IMAGE_VOLUMES && error.message.includes('.image: field not declared in schema')) continue;
        problems.push(error.message);
      }
    }
    expect(problems).toEqual([]);
  });
});
