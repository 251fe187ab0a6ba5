/** Every pattern with several sets of options: what is made is committed, and tested and synthesized by `npm run test:scaffold`. */
export const CASES: ReadonlyArray<{ readonly name: string; readonly pattern: string; readonly options: string }> = [
  { name: 'pages', pattern: 'shared-scratch', options: '' },
  {
    name: 'thumbs-3d',
    pattern: 'shared-scratch',
    options: '--namespace media --size 512Mi --image registry.example.com/media/thumbs:2.4.1',
  },
  { name: 'wiki', pattern: 'zonal-storage', options: '' },
  {
    name: 'models',
    pattern: 'zonal-storage',
    options: '--namespace design --size 1Ti --class-driver gce-pd --zones europe-west1-b,europe-west1-c --package-manager pnpm',
  },
  { name: 'forum', pattern: 'zonal-storage', options: '--class-driver csi.hetzner.cloud --size 10Gi' },
  { name: 'nodes', pattern: 'zonal-storage', options: '--class-driver local' },
  { name: 'gallery', pattern: 'nfs-shared-store', options: '' },
  {
    name: 'archive',
    pattern: 'nfs-shared-store',
    options: '--size 2Ti --nfs-server 10.0.0.7 --nfs-path /srv/archive --package-manager yarn',
  },
  { name: 'portal', pattern: 'shared-storage', options: '' },
  {
    name: 'uploads',
    pattern: 'shared-storage',
    options: '--namespace media --image registry.example.com/media/uploads:3.1.0 --size 500Gi --nfs-server 10.0.0.7 --nfs-path /srv/media',
  },
  { name: 'sessions', pattern: 'stateful-workload', options: '' },
  {
    name: 'inbox',
    pattern: 'stateful-workload',
    options: '--namespace mail --image registry.example.com/mail/inbox:4.2.0 --size 200Gi --class-driver azure-disk --zones westeurope-1',
  },
  { name: 'orders', pattern: 'stateful-database', options: '' },
  {
    name: 'legacy-crm',
    pattern: 'stateful-database',
    options: '--namespace crm --image mysql:8.4.7 --size 100Gi --class-driver azure-disk --zones westeurope-1',
  },
  {
    name: 'places',
    pattern: 'stateful-database',
    options: '--image registry.example.com/mirror/postgres:17.6 --class-driver openstack-cinder --zones nova',
  },
  { name: 'tickets', pattern: 'stateful-database', options: '--image mariadb:11.8.3 --class-driver vsphere' },
  { name: 'ledger', pattern: 'replicated-database', options: '' },
  {
    name: 'billing',
    pattern: 'replicated-database',
    options:
      '--namespace finance --image postgres:17.6 --size 200Gi --class-driver azure-disk --zones westeurope-1,westeurope-2 --bucket https://billing.blob.core.windows.net/backups/pg',
  },
  {
    name: 'metering',
    pattern: 'replicated-database',
    options:
      '--class-driver gce-pd --bucket gs://metering-backups --image registry.example.com/cloudnative-pg/postgresql:17.6-standard-trixie',
  },
  { name: 'collector', pattern: 'node-agent', options: '' },
  { name: 'shipper', pattern: 'node-agent', options: '--namespace logging --image registry.example.com/logging/shipper:5.0.2' },
  { name: 'front', pattern: 'config-reload', options: '' },
  { name: 'chart', pattern: 'config-reload', options: '--namespace web --image nginxinc/nginx-unprivileged:1.28.0' },
  { name: 'shop', pattern: 'app', options: '' },
  // Names that a template might have for something else.
  { name: 'database', pattern: 'app', options: '--class-driver vsphere' },
  {
    name: 'jest',
    pattern: 'app',
    options: '--size 20Gi --class-driver gce-pd --image registry.example.com/jest@sha256:' + 'ab'.repeat(32),
  },
  { name: 'platform', pattern: 'fleet', options: '' },
  {
    name: 'tenants',
    pattern: 'fleet',
    options: '--namespace tenants --class-driver azure-disk --zones westeurope-1,westeurope-2 --size 64Gi',
  },
];
