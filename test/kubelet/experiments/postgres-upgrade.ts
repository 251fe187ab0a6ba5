import { equal, match, ok } from 'assert/strict';
import { Manifest } from '../../cluster/client';
import { checksum, CREDENTIALS, POSTGRES, query } from '../engines';
import { killWhen } from '../killing';
import { exampleManifests } from '../manifests';
import { Experiment } from './experiment';

const NAMESPACE = 'billing';
const JOB = 'invoices-db-18-upgrade';

/** examples/database-upgrade, between the two series that Debian has: killed while it dumps and while it restores, with the old data as it was. */
export const postgresUpgrade: Experiment = {
  name: 'postgres: the example of an upgrade',
  example: 'database-upgrade',
  cpu: 1000,
  images: ['postgres', 'older-postgres'],
  namespaces: [NAMESPACE],
  async run(stage) {
    const { node } = stage;
    for (const name of ['invoices-db', 'invoices-db-18']) {
      await stage.secret(NAMESPACE, name, CREDENTIALS);
      await stage.volume({ name, mebibytes: 400, storageClass: 'billing-ssd', claim: { namespace: NAMESPACE, name: `data-${name}-0` } });
    }
    await stage.volume({
      name: 'invoices-backup',
      storageClass: 'billing-ssd',
      claim: { namespace: NAMESPACE, name: 'invoices-db-backup' },
    });
    const manifests = exampleManifests('database-upgrade', {
      'main.ts': (text) =>
        text.replace("version: '16.10'", "version: '15.14', image: 'archive/postgres:15.14'").replace("'18.1'", "'17.6'"),
    });
    const isJob = ({ kind }: Manifest) => kind === 'Job';
    await stage.apply(manifests.filter((manifest) => !isJob(manifest)));
    const old = await stage.ready(NAMESPACE, 'invoices-db-0');
    await query(stage, POSTGRES, old, POSTGRES.fill(60_000));
    const before = await checksum(stage, POSTGRES, old);
    const next = await stage.ready(NAMESPACE, 'invoices-db-18-0');
    match(await query(stage, POSTGRES, old, 'SHOW server_version'), /^15\./);
    match(await query(stage, POSTGRES, next, 'SHOW server_version'), /^17\./);

    const clock = Date.now();
    await stage.apply(manifests.filter(isJob));
    // As processes have it, and not the scripts that they are in.
    for (const command of ['pg_dump --no-password --format=custom --file=/', 'pg_restore --no-password --exit-on-error --dbname=dbname=']) {
      ok(await killWhen(node, undefined, { command, pod: { name: JOB } }), `${command} was not killed`);
      equal(await checksum(stage, POSTGRES, old), before);
    }
    equal(await stage.jobEnded(NAMESPACE, JOB), 'Complete');
    stage.measured.add('postgres: an upgrade of 60 MB, killed twice', clock, 'as fast as Pods start, 10 s and 20 s after the kills', 600);
    equal(await checksum(stage, POSTGRES, await stage.ready(NAMESPACE, 'invoices-db-18-0')), before);
    equal(await checksum(stage, POSTGRES, await stage.ready(NAMESPACE, 'invoices-db-0')), before);

    // No word lets it write over what is there by now.
    const again = { ...manifests.find(isJob), metadata: { name: 'again', namespace: NAMESPACE } };
    await stage.apply([again]);
    equal(await stage.jobEnded(NAMESPACE, 'again'), 'Failed');
    equal(await checksum(stage, POSTGRES, next), before);
  },
};
