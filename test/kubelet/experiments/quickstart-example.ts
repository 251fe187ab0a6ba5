import { equal } from 'assert/strict';
import { CREDENTIALS } from '../engines';
import { assertHardened } from '../hardened';
import { exampleManifests } from '../manifests';
import { Experiment } from './experiment';
import { ask } from './postgres-example';

const NAMESPACE = 'store';

/** examples/database-quickstart: what nobody has said anything about but where it has to be said. */
export const quickstartExample: Experiment = {
  name: 'postgres: the example of the defaults',
  example: 'database-quickstart',
  cpu: 1400,
  images: ['postgres', 'orders'],
  namespaces: [NAMESPACE],
  async run(stage) {
    await stage.secret(NAMESPACE, 'catalog-db', CREDENTIALS);
    const claim = (name: string) => ({ storageClass: 'store-ssd', claim: { namespace: NAMESPACE, name } });
    await stage.volume({ name: 'catalog-data', mebibytes: 400, ...claim('data-catalog-db-0') });
    await stage.volume({ name: 'catalog-backups', ...claim('catalog-db-backup') });
    const manifests = exampleManifests('database-quickstart');
    const { name } = manifests.find(({ kind }) => kind === 'Deployment').metadata;
    await stage.apply(manifests, [name]);
    const [app] = await stage.rolledOut('Deployment', NAMESPACE, name);
    equal(await assertHardened(stage, await stage.ready(NAMESPACE, 'catalog-db-0')), 1);
    equal(await assertHardened(stage, app), 1);
    equal((await ask(app, '/order/1')).text, '1\n');

    // The night is not waited for: what the CronJob would start.
    const cron = manifests.find(({ kind }) => kind === 'CronJob');
    const job = { apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'by-hand', namespace: NAMESPACE } };
    await stage.api.apply({ ...job, spec: (await stage.api.get(cron)).spec.jobTemplate.spec });
    equal(await stage.jobEnded(NAMESPACE, 'by-hand'), 'Complete');
  },
};
