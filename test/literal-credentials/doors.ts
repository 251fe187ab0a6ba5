import { ApiObject, Chart, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { ConfigSource } from '../../src/config/config-source';
import { PodOptions } from '../../src/hardening/pod-options';
import { ConfigReloadingDeployment } from '../../src/patterns/config-reload/config-reloading-deployment';
import { ConfigReloadingDeploymentProps } from '../../src/patterns/config-reload/props';
import { ReloadCall } from '../../src/patterns/config-reload/reload-call';
import { ReloadStrategy } from '../../src/patterns/config-reload/reload-strategy';
import { BackupSource } from '../../src/patterns/database/backup-source';
import { DatabaseFile } from '../../src/patterns/database/configuration';
import { CustomEngineOptions } from '../../src/patterns/database/custom';
import { DatabaseRestore } from '../../src/patterns/database/database-restore';
import { RehearsalQuestion } from '../../src/patterns/database/rehearsal-props';
import { DatabaseEngine } from '../../src/patterns/database/engine';
import { NfsDriver } from '../../src/patterns/nfs/nfs-driver';
import { NfsSharedStore } from '../../src/patterns/nfs/nfs-shared-store';
import { SharedScratchPod } from '../../src/patterns/shared-scratch/shared-scratch-pod';
import { FileDriver } from '../../src/storage-classes/file-driver';
import { FileStorageClass } from '../../src/storage-classes/file-storage-class';
import { SnapshotClass } from '../../src/storage-classes/snapshot-class';
import { StorageDriver } from '../../src/storage-classes/storage-driver';
import { ZonalStorageClass } from '../../src/storage-classes/zonal-storage-class';
import { PersistentVolume } from '../../src/volumes/persistent-volume';
import { PersistentVolumeSource } from '../../src/volumes/persistent-volume-source';
import { PodVolume } from '../../src/volumes/pod-volume';
import { MountAccess } from '../../src/workloads/mount-options';
import { newReplicated } from '../operators/cloudnative-pg/support';
import { custom, newBackup, newDatabase } from '../patterns/database/support';
import { Manifest } from '../support';

/* All places where a name and a text, or a text alone, come from a user into a manifest that many may read. */

type NotSecret = PodOptions['notSecret'];

export interface Door {
  readonly add: (chart: Chart, name: string, text: string, notSecret: NotSecret) => unknown;
  /** The same in a manifest that nobody checks. */
  readonly plain: (name: string, text: string) => Manifest;
  /** What `notSecret` calls it: `name` for the name itself; undefined where there is no such word. */
  readonly field?: 'command' | 'args' | 'name' | 'INITDB_ARGS';
}

/** Doors of a kind. */
export type Doors = Readonly<Record<string, Door>>;

const value = (text: string) => kplus.EnvValue.fromValue(text);
const run = (word: string) => ['run', word];

const scratch = (chart: Chart, container: object, notSecret: NotSecret) =>
  new SharedScratchPod(chart, 'pod', {
    sizeLimit: Size.mebibytes(16),
    containers: [{ name: 'app', image: 'app:1', access: MountAccess.READ_WRITE, ...container }],
    notSecret,
  });

const probe = kplus.Probe.fromTcpSocket({ port: 8080 });
const reloading = (chart: Chart, container: object, notSecret: NotSecret, props: Partial<ConfigReloadingDeploymentProps> = {}) =>
  new ConfigReloadingDeployment(chart, 'web', {
    configs: [{ name: 'site', source: ConfigSource.fromData({ a: 'b' }), mountPath: '/config' }],
    containers: [{ name: 'app', image: 'app:1', readiness: probe, liveness: probe, ...container }],
    notSecret,
    ...props,
  });

const upload = (chart: Chart, container: object, notSecret: NotSecret) =>
  newBackup(chart, {
    database: newDatabase(chart),
    uploads: [{ name: 'upload', image: 'rclone:1', ...container }],
    hardening: { networkPolicy: false },
    notSecret,
  });

const rehearsal = (chart: Chart, question: RehearsalQuestion, notSecret: NotSecret) =>
  newBackup(chart, { database: newDatabase(chart), rehearsal: { size: Size.gibibytes(4), questions: [question] }, notSecret });

const engine = (chart: Chart, options: Partial<CustomEngineOptions>, notSecret: NotSecret) =>
  newDatabase(chart, { engine: custom(options), notSecret });

const dump = (script: string) => ({ suffix: '.gz', dump: script, verify: 'true', restore: script });
const restore = (chart: Chart, script: string, notSecret: NotSecret) => {
  const database = engine(chart, { dump: dump(script) }, notSecret);
  const claim = kplus.PersistentVolumeClaim.fromClaimName(chart, 'backups', 'backups');
  return new DatabaseRestore(chart, 'restore', { database, source: BackupSource.fromClaim(claim, 'orders-db') });
};

const volume = (chart: Chart, props: { source: PersistentVolumeSource; mountOptions?: string[] }) =>
  new PersistentVolume(chart, 'volume', {
    name: 'volume',
    storage: Size.gibibytes(1),
    accessModes: [kplus.PersistentVolumeAccessMode.READ_WRITE_ONCE],
    ...props,
  });

const files = (prop: 'initFiles' | 'configuration') => (chart: Chart, name: string, text: string, notSecret: NotSecret) =>
  newDatabase(chart, { [prop]: { [name]: DatabaseFile.fromText(text) }, notSecret });

const configOf = (source: ConfigSource, notSecret: NotSecret): Partial<ConfigReloadingDeploymentProps> => ({
  configs: [{ name: 'site', source, notSecret, mountPath: '/config' }],
});

/** A Pod with one container. */
const pod = (container: object): Manifest => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'plain' },
  spec: { containers: [{ name: 'app', image: 'app:1', ...container }] },
});

const variable = (add: Door['add']): Door => ({ add, field: 'name', plain: (name, text) => pod({ env: [{ name, value: text }] }) });

export const VARIABLES: Doors = {
  'a container of a SharedScratchPod': variable((chart, name, text, not) => scratch(chart, { env: { [name]: value(text) } }, not)),
  'a container of a ConfigReloadingDeployment': variable((chart, name, text, not) =>
    reloading(chart, { env: { [name]: value(text) } }, not),
  ),
  'a StatefulDatabase': variable((chart, name, text, not) => newDatabase(chart, { env: { [name]: value(text) }, notSecret: not })),
  'a custom engine': variable((chart, name, text, not) => engine(chart, { env: { [name]: value(text) } }, not)),
  'an upload of a DatabaseBackup': variable((chart, name, text, not) => upload(chart, { env: { [name]: value(text) } }, not)),
};

const word = (field: 'command' | 'args', add: (chart: Chart, text: string, notSecret: NotSecret) => unknown): Door => ({
  field,
  add: (chart, _, text, notSecret) => add(chart, text, notSecret),
  plain: (_, text) => pod({ [field]: run(text) }),
});

const mountOption = (add: (chart: Chart, text: string) => unknown): Door => ({
  add: (chart, _, text) => add(chart, text),
  plain: (_, text) => ({ apiVersion: 'v1', kind: 'PersistentVolume', metadata: { name: 'plain' }, spec: { mountOptions: [text] } }),
});

export const WORDS: Doors = {
  'the command of a SharedScratchPod': word('command', (chart, text, not) => scratch(chart, { command: run(text) }, not)),
  'the arguments of a SharedScratchPod': word('args', (chart, text, not) => scratch(chart, { args: run(text) }, not)),
  'a probe of a SharedScratchPod': word('command', (chart, text, not) =>
    scratch(chart, { liveness: kplus.Probe.fromCommand(run(text)) }, not),
  ),
  'a hook of a SharedScratchPod': word('command', (chart, text, not) =>
    scratch(chart, { lifecycle: { preStop: kplus.Handler.fromCommand(run(text)) } }, not),
  ),
  'the command of a ConfigReloadingDeployment': word('command', (chart, text, not) => reloading(chart, { command: run(text) }, not)),
  'the arguments of a ConfigReloadingDeployment': word('args', (chart, text, not) => reloading(chart, { args: run(text) }, not)),
  'the call of a reload': word('args', (chart, text, not) =>
    reloading(chart, {}, not, { reload: ReloadStrategy.live(ReloadCall.command(run(text))) }),
  ),
  'the arguments of a StatefulDatabase': word('args', (chart, text, not) => newDatabase(chart, { args: run(text), notSecret: not })),
  'the options of initdb': {
    field: 'INITDB_ARGS',
    add: (chart, _, text, notSecret) =>
      newDatabase(chart, { engine: DatabaseEngine.postgres({ version: '18', initdbArgs: [text] }), notSecret }),
    plain: (_, text) => pod({ env: [{ name: 'INITDB_ARGS', value: text }] }),
  },
  'the command of a custom engine': word('command', (chart, text, not) => engine(chart, { command: run(text) }, not)),
  'the arguments of a custom engine': word('args', (chart, text, not) => engine(chart, { args: run(text) }, not)),
  'the stop command of a custom engine': word('command', (chart, text, not) => engine(chart, { stopCommand: run(text) }, not)),
  'a probe of a custom engine': word('command', (chart, text, not) =>
    engine(chart, { readiness: kplus.Probe.fromCommand(run(text)) }, not),
  ),
  'the script that initializes a custom engine': word('command', (chart, text, not) => engine(chart, { initialize: text }, not)),
  'the script that dumps a custom engine': word('args', (chart, text, not) =>
    newBackup(chart, { database: engine(chart, { dump: dump(text) }, not) }),
  ),
  'the script that restores a custom engine': word('args', (chart, text, not) => restore(chart, text, not)),
  'a statement of a rehearsal': word('args', (chart, text, not) => rehearsal(chart, { statement: text, answer: '1' }, not)),
  'an answer of a rehearsal': word('args', (chart, text, not) => rehearsal(chart, { statement: 'SELECT 1', answer: text }, not)),
  'the arguments of an upload': word('args', (chart, text, not) => upload(chart, { args: run(text) }, not)),
  'the mount options of a PersistentVolume': mountOption((chart, text) =>
    volume(chart, { source: PersistentVolumeSource.nfs({ server: 'nfs.example.com', path: '/a' }), mountOptions: [text] }),
  ),
  'the mount options of a ZonalStorageClass': mountOption(
    (chart, text) => new ZonalStorageClass(chart, 'class', { driver: StorageDriver.csi('disks.example.com'), mountOptions: [text] }),
  ),
  'the mount options of a FileStorageClass': mountOption(
    (chart, text) => new FileStorageClass(chart, 'class', { driver: FileDriver.csi('files.example.com'), mountOptions: [text] }),
  ),
  'the mount options of an NfsSharedStore': mountOption(
    (chart, text) =>
      new NfsSharedStore(chart, 'store', {
        driver: NfsDriver.inTree({ server: 'nfs.example.com', path: '/a' }),
        capacity: Size.gibibytes(1),
        mountOptions: [text],
      }),
  ),
};

const setting = (add: (chart: Chart, name: string, text: string) => unknown): Door => ({
  add,
  plain: (name, text) => ({
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name: 'plain' },
    provisioner: 'disks.example.com',
    parameters: { [name]: text },
  }),
});

export const SETTINGS: Doors = {
  'an attribute of a CSI volume': setting((chart, name, text) =>
    volume(chart, {
      source: PersistentVolumeSource.csi({ driver: 'disks.example.com', volumeHandle: 'v', volumeAttributes: { [name]: text } }),
    }),
  ),
  'an attribute of an inline volume': setting((chart, name, text) =>
    PodVolume.inlineCsi({ name: 'inline', driver: 'disks.example.com', volumeAttributes: { [name]: text } }).mountInto(
      new ApiObject(chart, 'pod', {
        apiVersion: 'v1',
        kind: 'Pod',
        spec: { containers: [{ name: 'main', image: 'example.com/a:1' }] },
      }),
      '/data',
    ),
  ),
  'a parameter of a class of snapshots': setting(
    (chart, name, text) => new SnapshotClass(chart, 'class', { driver: 'disks.example.com', parameters: { [name]: text } }),
  ),
  'a parameter of a class': setting(
    (chart, name, text) =>
      new ZonalStorageClass(chart, 'class', { driver: StorageDriver.csi('disks.example.com', { parameters: { [name]: text } }) }),
  ),
  'a parameter of a class from in-tree': setting((chart, name, text) =>
    ZonalStorageClass.fromInTree(chart, 'class', { provisioner: 'kubernetes.io/aws-ebs', parameters: { [name]: text } }),
  ),
  'a setting of a replicated database': setting((chart, name, text) => newReplicated(chart, { parameters: { [name]: text } })),
  'a setting of its pooler': setting((chart, name, text) => newReplicated(chart, { pooler: { parameters: { [name]: text } } })),
};

const config = (data: object): Manifest => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'plain' }, ...data });
const file = (add: Door['add']): Door => ({ add, field: 'name', plain: (name, text) => config({ data: { [name]: text } }) });
const base64 = (text: string) => Buffer.from(text).toString('base64');

export const FILES: Doors = {
  'a text of a config': file((chart, name, text, not) =>
    reloading(chart, {}, undefined, configOf(ConfigSource.fromData({ [name]: text }), not)),
  ),
  'bytes of a config': {
    field: 'name',
    // Not written as text for the last character.
    add: (chart, name, text, not) =>
      reloading(chart, {}, undefined, configOf(ConfigSource.fromBinaryData({ [name]: base64(`${text}\u2028`) }), not)),
    plain: (name, text) => config({ binaryData: { [name]: base64(`${text}\u2028`) } }),
  },
  'an init file of a database': file(files('initFiles')),
  'a file of the configuration of a database': file(files('configuration')),
};
