import { StructName } from './struct-table';

/*
 * What people write who know Kubernetes or cdk8s-plus better than this package: other names for what there is, in the order in which they
 * are looked for.
 */

/** What a word may be called here. */
export const WORDS: ReadonlyMap<string, readonly string[]> = new Map([
  ['activeDeadline', ['deadline']],
  ['activeDeadlineSeconds', ['deadline']],
  ['arguments', ['args']],
  ['backoffLimit', ['retries']],
  ['capacity', ['storage', 'size']],
  ['cmd', ['command']],
  ['containerPort', ['number']],
  ['databaseName', ['database']],
  ['dbName', ['database']],
  ['dnsConfig', ['dns']],
  ['entrypoint', ['command']],
  ['environment', ['env']],
  ['environmentVariables', ['env']],
  ['envVariables', ['env']],
  ['fileSystemType', ['fileSystem', 'fsType']],
  ['fsGroup', ['group']],
  ['fsType', ['fileSystem']],
  ['imagePullSecrets', ['dockerRegistryAuth']],
  ['kmsKeyId', ['kmsKeyArn']],
  ['livenessProbe', ['liveness']],
  ['mountPath', ['path']],
  ['password', ['credentials']],
  ['persistentVolumeReclaimPolicy', ['reclaimPolicy']],
  ['podLabels', ['labels']],
  ['podAnnotations', ['annotations']],
  ['provisioner', ['driver']],
  ['readinessProbe', ['readiness']],
  ['runAsGroup', ['group']],
  ['runAsUser', ['user']],
  ['secret', ['credentials']],
  ['secretName', ['credentials']],
  ['securityContext', ['hardening']],
  ['serviceAccountName', ['serviceAccount']],
  ['size', ['storage', 'sizeLimit', 'capacity']],
  ['startupProbe', ['startup']],
  ['storage', ['size', 'capacity', 'sizeLimit']],
  ['storageClassName', ['storageClass']],
  ['terminationGracePeriodSeconds', ['terminationGracePeriod']],
  ['volumes', ['volumeMounts']],
  ['workingDirectory', ['workingDir']],
]);

/** What to write where no single prop stands for the word. */
const SENTENCES: ReadonlyMap<StructName, ReadonlyMap<string, string>> = new Map([
  [
    'cdk8s-plus-27.ContainerResources',
    new Map([
      ['limits', 'Write the limit of each resource: cpu: { limit }, memory: { limit }, ephemeralStorage: { limit }.'],
      ['requests', 'Write the request of each resource: cpu: { request }, memory: { request }, ephemeralStorage: { request }.'],
    ]),
  ],
  [
    'ReplicatedDatabaseProps',
    new Map([
      ['args', 'Write the settings one by one: parameters: { max_connections: "200" }.'],
      ['configuration', 'Write the settings one by one: parameters: { max_connections: "200" }.'],
      ['image', 'The engine has it: DatabaseEngine.postgres({ version, image }).'],
      ['instances', 'It is called replicas here.'],
      ['schedule', 'The backup has it: backup: { store, schedule }.'],
      ['version', 'The engine has it: DatabaseEngine.postgres({ version }).'],
    ]),
  ],
  [
    'ReplicatedStorage',
    new Map([
      ['dataSource', 'Where the data comes from is said for the database as a whole: origin: DatabaseOrigin.backupOf({ database }).'],
      ['existing', 'The operator makes its own data. Take it over from the running one: origin: DatabaseOrigin.importOf(database).'],
      ['retention', 'The operator deletes the claims with the Cluster, which is guarded against deletion. Leave it out.'],
    ]),
  ],
  [
    'StatefulDatabaseProps',
    new Map([
      ['image', 'The engine has it: DatabaseEngine.postgres({ version, image }).'],
      ['schedule', 'Backups have it: new DatabaseBackup(scope, id, { database, schedule, storage }).'],
      ['version', 'The engine has it: DatabaseEngine.postgres({ version }).'],
    ]),
  ],
]);

const METADATA = 'Write name, labels and annotations beside the other props.';

/** The remedy for a word that stands for several props, or for another construct. */
export function remedyInWords(struct: StructName, word: string): string | undefined {
  return SENTENCES.get(struct)?.get(word) ?? (word === 'metadata' ? METADATA : undefined);
}
