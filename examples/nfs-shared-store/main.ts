import { App, Chart, Duration, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { Hardening, MountAccess, NfsDriver, NfsSharedStore, PodIsolation } from 'cdk8s-storage';

const app = new App();
const chart = new Chart(app, 'nfs-shared-store', { namespace: 'gallery' });

// One export of a server that exists already. On the server: chgrp 10001 /exports/gallery; chmod 2770 /exports/gallery.
const pictures = new NfsSharedStore(chart, 'pictures', {
  driver: NfsDriver.inTree({ server: 'nfs.example.com', path: '/exports/gallery' }),
  capacity: Size.gibibytes(500),
});

// The writer renews a file by renaming, so that no reader ever sees half of it, and signs it with the name of its node.
const writer = newDeployment('renderer', 1, [
  'while sleep 10; do',
  '  echo "rendered on $NODE_NAME at $(date -u +%T)" >/pictures/.latest.tmp && mv /pictures/.latest.tmp /pictures/latest',
  'done',
]);
pictures.mountInto(writer, '/pictures', { access: MountAccess.READ_WRITE });

// The readers print whose file they see from where.
const readers = newDeployment('web', 3, ['while sleep 10; do', '  echo "read on $NODE_NAME: $(cat /pictures/latest)"', 'done']);
pictures.mountInto(readers, '/pictures');

// All prefer different nodes, and still run where there is only one.
const ofWriter = kplus.Pods.select(chart, 'RendererPods', { labels: labelsOf('renderer') });
const ofReaders = kplus.Pods.select(chart, 'WebPods', { labels: labelsOf('web') });
readers.scheduling.separate(ofWriter, { weight: 100 });
readers.scheduling.separate(ofReaders, { weight: 50 });

// A drain takes one reader at a time.
new kplus.k8s.KubePodDisruptionBudget(chart, 'WebBudget', {
  metadata: { name: 'web' },
  spec: { maxUnavailable: kplus.k8s.IntOrString.fromNumber(1), selector: { matchLabels: labelsOf('web') } },
});

app.synth();

function labelsOf(name: string): Record<string, string> {
  return { 'app.kubernetes.io/name': name, 'app.kubernetes.io/part-of': 'gallery' };
}

function newDeployment(name: string, replicas: number, script: string[]): kplus.Deployment {
  const deployment = new kplus.Deployment(chart, name, {
    metadata: { name, labels: labelsOf(name) },
    podMetadata: { labels: labelsOf(name) },
    select: false,
    replicas,
    terminationGracePeriod: Duration.seconds(5),
    containers: [
      {
        name: 'main',
        image: 'busybox:1.37.0',
        command: ['sh', '-c', script.join('\n')],
        envVariables: { NODE_NAME: kplus.EnvValue.fromFieldRef(kplus.EnvFieldPaths.NODE_NAME) },
        resources: {
          cpu: { request: kplus.Cpu.millis(10), limit: kplus.Cpu.millis(100) },
          memory: { request: Size.mebibytes(16), limit: Size.mebibytes(32) },
          ephemeralStorage: { request: Size.mebibytes(16), limit: Size.mebibytes(64) },
        },
      },
    ],
  });
  deployment.select(kplus.LabelSelector.of({ labels: labelsOf(name) }));
  Hardening.apply(deployment);
  // Nobody connects to them, nor they to anybody: it is their node that talks to the server.
  new PodIsolation(chart, `${name}-isolation`, { workload: deployment });
  return deployment;
}
