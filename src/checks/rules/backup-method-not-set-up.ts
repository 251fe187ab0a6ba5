import { BACKUP_METHODS, PRESET_BACKUP_METHOD } from '../../facts/operators/cloudnative-pg';
import { Manifest } from '../manifest';
import { ManifestSet } from '../manifest-set';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

const KINDS = ['ScheduledBackup', 'Backup'];

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const manifest of KINDS.flatMap((kind) => set.all(`postgresql.cnpg.io/${kind}`))) yield* checkBackup(set, manifest);
}

function* checkBackup(set: ManifestSet, { kind, name, namespace, root }: Manifest): Generator<Discovery> {
  const named = root.at('spec', 'cluster', 'name');
  const cluster = named.text === undefined ? undefined : set.find('postgresql.cnpg.io/Cluster', namespace, named.text);
  if (cluster === undefined || root.at('spec', 'suspend').flag === true) return;
  const method = root.at('spec', 'method');
  const word = method.text ?? PRESET_BACKUP_METHOD;
  const facts = BACKUP_METHODS.find(({ method: known }) => known === word);
  if (facts === undefined) return;
  const needed = cluster.root.at(...facts.needs.split('.'));
  if (needed.exists && !(Array.isArray(needed.value) && needed.value.length === 0)) return;
  const others = BACKUP_METHODS.filter(({ needs }) => cluster.root.at(...needs.split('.')).exists).map(({ method: other }) => other);
  yield {
    at: method.exists ? method : root.at('spec'),
    cause: `${kind} ${name} backs up by ${word}${method.exists ? '' : ', which holds where no method is written'}, and Cluster ${cluster.name} has no ${facts.needs}: each backup fails.`,
    remedy:
      others.length === 0
        ? `Give the Cluster ${facts.needs}, or a plugin and write method: plugin.`
        : `Write method: ${others[0]}${others[0] === 'plugin' ? ', with the name of the plugin in pluginConfiguration' : ''}.`,
  };
}

export const backupMethodNotSetUp: Rule = {
  id: 'backup-method-not-set-up',
  level: 'error',
  summary: 'a backup of CloudNativePG by a method that its Cluster is not set up for, so that each one fails',
  explanation: {
    why: [
      'A Backup or ScheduledBackup without a method is one of the archiver of the operator itself. Where the Cluster uses the plugin, or nothing at all, the operator makes an object for each of them and marks it as failed; nobody notices until a backup is needed.',
    ],
    wrong: yaml`
      apiVersion: postgresql.cnpg.io/v1
      kind: Cluster
      metadata:
        name: orders
        annotations: { "helm.sh/resource-policy": keep }
      spec:
        instances: 3
        storage: { size: 50Gi, storageClass: disks }
        plugins:
          - name: barman-cloud.cloudnative-pg.io
            isWALArchiver: true
            parameters: { barmanObjectName: orders }
      ---
      apiVersion: postgresql.cnpg.io/v1
      kind: ScheduledBackup
      metadata:
        name: orders
      spec:
        schedule: "0 0 3 * * *"
        cluster: { name: orders }
    `,
    right: yaml`
      apiVersion: postgresql.cnpg.io/v1
      kind: Cluster
      metadata:
        name: orders
        annotations: { "helm.sh/resource-policy": keep }
      spec:
        instances: 3
        storage: { size: 50Gi, storageClass: disks }
        plugins:
          - name: barman-cloud.cloudnative-pg.io
            isWALArchiver: true
            parameters: { barmanObjectName: orders }
      ---
      apiVersion: postgresql.cnpg.io/v1
      kind: ScheduledBackup
      metadata:
        name: orders
      spec:
        schedule: "0 0 3 * * *"
        method: plugin
        pluginConfiguration: { name: barman-cloud.cloudnative-pg.io }
        cluster: { name: orders }
    `,
    see: ['https://cloudnative-pg.io/documentation/current/backup/'],
  },
  check,
};
