import { bitnami } from './bitnami';
import { ProgramFacts } from './program-facts';

/** Stores of metrics, logs and traces: many run them without a volume, and mean it. */
export const TELEMETRY: readonly ProgramFacts[] = [
  {
    title: 'Prometheus',
    kind: 'store',
    disposable: true,
    images: [
      {
        repositories: ['prom/prometheus', 'prometheus/prometheus'],
        user: 65534,
        layouts: [{ dataDirectory: '/prometheus', volumes: ['/prometheus'] }],
      },
      bitnami('prometheus', '/data', { layouts: [{ dataDirectory: '/opt/bitnami/prometheus/data' }] }),
    ],
    programs: ['prometheus'],
    directoryOptions: ['--storage\\.tsdb\\.path', '--storage\\.agent\\.path'],
    together: 'refuses',
    // Each of several scrapes everything, which is how it is made to last.
    clusters: true,
  },
  {
    title: 'Alertmanager',
    kind: 'store',
    disposable: true,
    images: [
      {
        repositories: ['prom/alertmanager', 'prometheus/alertmanager'],
        user: 65534,
        layouts: [{ dataDirectory: '/alertmanager', volumes: ['/alertmanager'] }],
      },
    ],
    programs: ['alertmanager'],
    directoryOptions: ['--storage\\.path'],
    clusters: true,
  },
  {
    title: 'VictoriaMetrics',
    kind: 'store',
    disposable: true,
    images: [
      {
        repositories: ['victoriametrics/victoria-metrics', 'victoriametrics/vmsingle'],
        layouts: [{ dataDirectory: '/victoria-metrics-data' }],
      },
      { repositories: ['victoriametrics/vmstorage'], layouts: [{ dataDirectory: '/vmstorage-data' }] },
      { repositories: ['victoriametrics/victoria-logs'], layouts: [{ dataDirectory: '/victoria-logs-data' }] },
    ],
    programs: ['victoria-metrics-prod', 'vmstorage-prod', 'victoria-logs-prod'],
    directoryOptions: ['--?storageDataPath'],
    together: 'refuses',
    clusters: true,
  },
  {
    title: 'Loki',
    kind: 'store',
    disposable: true,
    images: [{ repositories: ['grafana/loki'], user: 10001, layouts: [{ dataDirectory: '/loki', anywhere: true }] }],
    programs: ['loki'],
    clusters: true,
  },
  {
    title: 'Tempo',
    kind: 'store',
    disposable: true,
    images: [{ repositories: ['grafana/tempo'], user: 10001, layouts: [{ dataDirectory: '/var/tempo', anywhere: true }] }],
    programs: ['tempo'],
    clusters: true,
  },
  {
    title: 'Mimir',
    kind: 'store',
    disposable: true,
    images: [{ repositories: ['grafana/mimir'], layouts: [{ dataDirectory: '/data', anywhere: true }] }],
    programs: ['mimir'],
    clusters: true,
  },
  {
    title: 'Graylog',
    kind: 'application',
    images: [
      {
        repositories: ['graylog/graylog', 'graylog/graylog-enterprise'],
        user: 1100,
        layouts: [
          { dataDirectory: '/usr/share/graylog/data', enough: ['/usr/share/graylog/data/journal'], volumes: ['/usr/share/graylog/data'] },
        ],
      },
    ],
    programs: ['graylog\\.jar'],
    subcommands: ['server'],
    directoryVariables: ['GRAYLOG_DATA_DIR'],
    together: 'refuses',
  },
  {
    title: 'Thanos',
    kind: 'store',
    disposable: true,
    images: [{ repositories: ['thanos/thanos', 'thanosio/thanos'], user: 1001, layouts: [{ dataDirectory: '/data' }] }],
    programs: ['thanos'],
    subcommands: ['receive', 'compact', 'store', 'rule'],
    directoryOptions: ['--data-dir', '--tsdb\\.path'],
    clusters: true,
  },
  {
    title: 'Graphite',
    kind: 'store',
    disposable: true,
    images: [
      {
        repositories: ['graphiteapp/graphite-statsd'],
        layouts: [{ dataDirectory: '/opt/graphite/storage', volumes: ['/opt/graphite/storage', '/opt/graphite/conf'] }],
      },
    ],
    programs: ['carbon-cache'],
    clusters: true,
  },
  {
    title: 'Grafana',
    kind: 'application',
    // Dashboards often come from files, and nobody misses the rest.
    disposable: true,
    images: [
      {
        repositories: ['grafana/grafana', 'grafana/grafana-oss', 'grafana/grafana-enterprise'],
        user: 472,
        layouts: [{ dataDirectory: '/var/lib/grafana' }],
      },
      bitnami('grafana', '/data', { layouts: [{ dataDirectory: '/opt/bitnami/grafana/data' }] }),
    ],
    programs: ['grafana-server', 'grafana'],
    directoryVariables: ['GF_PATHS_DATA'],
    directoryOptions: ['(?:^|\\n)data\\s*='],
    embedded: { name: 'SQLite', unless: /GF_DATABASE_(?:TYPE=(?!sqlite)|URL|HOST)|type\s*=\s*(?:mysql|postgres)/ },
  },
];
