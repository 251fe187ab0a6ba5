import { App, Chart, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';

/** Adds charts of a service each: a StatefulSet, its Service, a claim and a ConfigMap. */
export function addServices(app: App, count: number): void {
  for (let index = 0; index < count; index += 1) addService(new Chart(app, `service-${index}`, { namespace: `team-${index % 20}` }), index);
}

function addService(chart: Chart, index: number): void {
  const config = new kplus.ConfigMap(chart, 'config', {
    data: { 'app.conf': `listen = 0.0.0.0:8080\ndata = /var/lib/app\nnumber = ${index}\n`, LEVEL: 'info', PORT: '8080' },
  });
  const claim = new kplus.PersistentVolumeClaim(chart, 'claim', {
    accessModes: [kplus.PersistentVolumeAccessMode.READ_WRITE_ONCE],
    storageClassName: 'zonal',
    storage: Size.gibibytes(10),
  });
  const service = new kplus.Service(chart, 'service', { clusterIP: 'None', ports: [{ name: 'http', port: 80, targetPort: 8080 }] });
  new kplus.StatefulSet(chart, 'set', {
    service,
    replicas: 3,
    podMetadata: { labels: { 'app.kubernetes.io/part-of': 'fleet' } },
    automountServiceAccountToken: false,
    securityContext: { user: 1000, group: 1000, fsGroup: 1000 },
    containers: [
      {
        name: 'main',
        image: `registry.example.com/fleet/service-${index}:1.${index % 7}.0`,
        args: ['--config', '/etc/app/app.conf'],
        portNumber: 8080,
        envVariables: {
          LEVEL: kplus.EnvValue.fromConfigMap(config, 'LEVEL'),
          POD: kplus.EnvValue.fromFieldRef(kplus.EnvFieldPaths.POD_NAME),
        },
        readiness: kplus.Probe.fromHttpGet('/ready', { port: 8080 }),
        volumeMounts: [
          { path: '/var/lib/app', volume: kplus.Volume.fromPersistentVolumeClaim(chart, 'data', claim) },
          { path: '/etc/app', volume: kplus.Volume.fromConfigMap(chart, 'files', config), readOnly: true },
        ],
      },
    ],
  });
}
