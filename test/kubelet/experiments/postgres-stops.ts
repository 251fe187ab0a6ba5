import { equal, notEqual } from 'assert/strict';
import { Manifest } from '../../cluster/client';
import { CREDENTIALS, database, POSTGRES, query, storageClass } from '../engines';
import { appManifests } from '../manifests';
import { RESTRICTED, restrictedPod, Stage } from '../stage';
import { Experiment } from './experiment';

const NAMESPACE = 'stops';

/** A server with a busy client is asked to stop; the sandbox of its Pod is killed; and it hangs, which its probes have to notice. */
export const postgresStops: Experiment = {
  name: 'postgres: busy, without a sandbox, and hanging',
  cpu: 300,
  images: ['postgres'],
  namespaces: [NAMESPACE],
  async run(stage) {
    const { node } = stage;
    await stage.secret(NAMESPACE, 'db', POSTGRES.credentials);
    await stage.volume({
      name: NAMESPACE,
      mebibytes: 400,
      storageClass: storageClass.storageClassName,
      claim: { namespace: NAMESPACE, name: 'data-db-0' },
    });
    await stage.apply(appManifests(NAMESPACE, (chart) => void database(chart, POSTGRES, 'db')));
    const first = await stage.ready(NAMESPACE, 'db-0');
    await query(stage, POSTGRES, first, 'CREATE TABLE numbers (n bigint)');

    // A program that logs in through the Service, with a password as people have them, and never rests.
    await stage.apply([busyClient]);
    await stage.until('the client inserts', async () => Number(await query(stage, POSTGRES, first, 'SELECT count(*) FROM numbers')) > 10);
    let clock = Date.now();
    await stage.api.delete(first);
    await stage.until('the busy server is gone', async () => (await stage.pod(NAMESPACE, 'db-0'))?.metadata.uid !== first.metadata.uid);
    stage.measured.add('postgres: stopped with a busy client', clock, 'less than the 120 s that it may take', 120);
    const second = await stage.ready(NAMESPACE, 'db-0', first.metadata.uid);
    equal(/not properly shut down/.test(node.logs(second, 'postgres')), false);

    // The Pod loses what all of its containers share, and gets another.
    await node.kill(await sandboxOf(stage, second));
    const third = await stage.runsAgain(second, 'postgres');
    equal(third.metadata.uid, second.metadata.uid);
    const rows = Number(await query(stage, POSTGRES, third, 'SELECT count(*) FROM numbers'));
    notEqual(rows, 0);

    clock = Date.now();
    await node.inside.run([
      'sh',
      '-c',
      `for p in $(pgrep -x postgres); do ! grep -q '${third.metadata.uid}' "/proc/$p/cgroup" || kill -STOP "$p"; done`,
    ]);
    const fourth = await stage.runsAgain(third, 'postgres');
    // What is below was noticed by something else than its probes.
    const seconds = (Date.now() - clock) / 1000;
    if (seconds < 120) throw new Error(`replaced after ${seconds} s: a server of a busy machine would be, too`);
    stage.measured.add('postgres: hangs, and answers again', clock, 'six probes, 30 s apart, and the 120 s that it may take to stop', 600);
    equal(fourth.metadata.uid, third.metadata.uid);
    equal(Number(await query(stage, POSTGRES, fourth, 'SELECT count(*) FROM numbers')) >= rows, true);
  },
};

const busyClient: Manifest = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'client', namespace: NAMESPACE },
  spec: {
    ...restrictedPod(),
    containers: [
      {
        ...RESTRICTED,
        name: 'client',
        image: 'postgres:17.2',
        command: [
          'sh',
          '-c',
          `trap exit TERM
          while :; do
            while echo 'INSERT INTO numbers SELECT generate_series(1, 100);'; sleep 0.1; do :; done | psql -Xq -v ON_ERROR_STOP=1
            sleep 1
          done & wait`,
        ],
        env: Object.entries({
          PGHOST: `db.${NAMESPACE}.svc`,
          PGUSER: CREDENTIALS.username,
          PGPASSWORD: CREDENTIALS.password,
          PGDATABASE: 'app',
          PGCONNECT_TIMEOUT: '5',
        }).map(([name, value]) => ({ name, value })),
      },
    ],
  },
};

/** The container that holds the namespaces of a Pod. */
async function sandboxOf(stage: Stage, { metadata }: Manifest): Promise<string> {
  const filter = `labels."io.kubernetes.pod.uid"==${metadata.uid},labels."io.cri-containerd.kind"==sandbox`;
  return (await stage.node.ctr('containers', 'list', '--quiet', filter)).stdout.trim();
}
