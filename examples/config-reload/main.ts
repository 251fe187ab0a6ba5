import { join } from 'path';
import { App, Chart } from 'cdk8s';
import { ConfigMap, Namespaces, Probe, Secret } from 'cdk8s-plus-27';
import {
  ConfigOptions,
  ConfigReloadingDeployment,
  ConfigReloadingDeploymentProps,
  ConfigSource,
  ReloadCall,
  ReloadSignal,
  ReloadStrategy,
} from 'cdk8s-storage';

const app = new App();
const chart = new Chart(app, 'config-reload', { namespace: 'web' });
const ingress = Namespaces.select(chart, 'ingress', { names: ['ingress-nginx'] });

// The same web server four times: its pages, a picture among them, and its configuration, each mounted as a directory.
const pages: ConfigOptions = {
  name: 'pages',
  source: ConfigSource.fromDirectory(join(__dirname, 'html')),
  mountPath: '/usr/share/nginx/html',
};
const site: ConfigOptions = {
  name: 'site',
  source: ConfigSource.fromFile(join(__dirname, 'nginx', 'site.conf')),
  mountPath: '/etc/nginx/conf.d',
};
const server: Omit<ConfigReloadingDeploymentProps, 'configs'> = {
  containers: [
    {
      name: 'nginx',
      image: 'nginxinc/nginx-unprivileged:1.29.1-alpine',
      ports: [{ name: 'http', number: 8080 }],
      readiness: Probe.fromHttpGet('/healthz', { port: 8080 }),
      liveness: Probe.fromTcpSocket({ port: 8080 }),
      writablePaths: ['/tmp'],
    },
  ],
  servicePorts: [{ port: 80, targetPort: 8080 }],
  allowFrom: [ingress],
};

// New Pods on every change; one variable comes from the configuration too.
new ConfigReloadingDeployment(chart, 'rollout', {
  ...server,
  configs: [pages, site, { name: 'settings', source: ConfigSource.fromData({ 'time-zone': 'Europe/Berlin' }) }],
  containers: [{ ...server.containers[0], configEnv: { TZ: { config: 'settings', key: 'time-zone' } } }],
});

// New Pods with new objects, so that `kubectl rollout undo` brings the old pages back. A single file can be mounted here.
new ConfigReloadingDeployment(chart, 'immutable', {
  ...server,
  reload: ReloadStrategy.immutable(),
  configs: [pages, { ...site, mountPath: '/etc/nginx/conf.d/default.conf', subPath: 'site.conf' }],
});

// The Pods stay: nginx reads pages when they are asked for, and its configuration on SIGHUP.
new ConfigReloadingDeployment(chart, 'live', {
  ...server,
  reload: ReloadStrategy.live(ReloadCall.signal(ReloadSignal.HUP)),
  configs: [pages, site],
});

// New Pods, also when others change what is theirs: stakater/Reloader watches the banner and the certificate.
new ConfigReloadingDeployment(chart, 'reloader', {
  ...server,
  reload: ReloadStrategy.reloader(),
  configs: [
    site,
    {
      name: 'banner',
      source: ConfigSource.fromConfigMap(ConfigMap.fromConfigMapName(chart, 'banner', 'company-banner')),
      mountPath: '/usr/share/nginx/html',
    },
    {
      name: 'certificate',
      source: ConfigSource.fromSecret(Secret.fromSecretName(chart, 'certificate', 'web-tls')),
      mountPath: '/etc/nginx/tls',
    },
  ],
});

app.synth();
