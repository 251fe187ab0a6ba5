import { equal, match, ok } from 'assert/strict';
import { assertHardened } from '../hardened';
import { exampleManifests } from '../manifests';
import { scratchOf } from '../killing';
import { containerOf } from '../stage';
import { Experiment } from './experiment';

/** examples/shared-scratch: a web server on seeded pages, and a program that reads its log. */
export const scratchExample: Experiment = {
  name: 'scratch: the example',
  example: 'shared-scratch',
  isSmall: true,
  cpu: 200,
  images: ['nginx', 'site-content', 'vector'],
  namespaces: ['web'],
  async run(stage) {
    const { node } = stage;
    await stage.apply(exampleManifests('shared-scratch'));
    const pod = await stage.ready('web', 'site');
    equal(await assertHardened(stage, pod), 2);

    const get = async (path: string) => (await fetch(`http://${pod.status.podIP}:8080${path}`)).text();
    match(await get('/index.html'), /seeded/);
    await stage.until('the shipper has read what the server wrote', () => node.logs(pod, 'log-shipper').includes('GET /index.html'));
    const shipper = containerOf(pod, 'log-shipper');
    const written = await node.execute(shipper, ['sh', '-c', 'touch /logs/log/own 2>&1; touch /logs/own 2>&1; ls /logs']);
    match(written.stdout, /Read-only file system/);

    // What a container of it loses when it dies is nothing of the volume.
    await node.kill(containerOf(pod, 'web'));
    const again = await stage.until('the server runs again', async () => {
      const current = await stage.pod('web', 'site');
      const web = current.status.containerStatuses.find(({ name }: { name: string }) => name === 'web');
      return web.restartCount === 1 && web.ready && current;
    });
    equal(again.metadata.uid, pod.metadata.uid);
    match(await get('/index.html'), /seeded/);
    const log = (await node.inside.run(['cat', `${scratchOf(pod.metadata.uid, 'scratch')}/log/access.log`])).stdout;
    ok(log.split('GET /index.html').length >= 3, log);
  },
};
