import { App, Chart, Cron } from 'cdk8s';
import { Probe } from 'cdk8s-plus-27';
import { ConfigReloadingDeployment } from '../../patterns/config-reload/config-reloading-deployment';
import { ConfigSource } from '../../config/config-source';
import { DatabaseBackup } from '../../patterns/database/database-backup';
import { BackupStorage } from '../../volumes/backup-storage';
import { DatabaseCredentials } from '../../config/database-credentials';
import { NfsSharedStore } from '../../patterns/nfs/nfs-shared-store';
import { NfsDriver } from '../../patterns/nfs/nfs-driver';
import { NodeAgent } from '../../patterns/node-agent/node-agent';
import { SharedStorageDeployment } from '../../patterns/shared-storage/shared-storage-deployment';
import { FileDriver } from '../../storage-classes/file-driver';
import { FileStorageClass } from '../../storage-classes/file-storage-class';
import { CommitGuarantee } from '../../operators/cloudnative-pg/commit-guarantee';
import { ReplicatedDatabase } from '../../operators/cloudnative-pg/replicated-database';
import { StatefulDatabase } from '../../patterns/database/stateful-database';
import { StatefulWorkload } from '../../patterns/stateful-workload/stateful-workload';
import { ZonalStorageClass } from '../../storage-classes/zonal-storage-class';
import { InvalidPropsError } from '../../props/problems';
import { HostPathType } from '../../volumes/host-path-type';
import { ScratchVolume } from '../../volumes/scratch-volume';
import { MountAccess } from '../../workloads/mount-options';
import type { Problem, Values } from './answers';

/*
 * Builds what a template will build, with the values that it will have: what the library refuses is told before anything is written,
 * and not by the first synthesis.
 */

/** What the library has against the values. */
export function tryOut(pattern: string, values: Values): readonly Problem[] {
  const chart = new Chart(new App(), 'new', { namespace: values.namespace });
  const problems = new Map<string, Problem>();
  const attempt = <T>(build: () => T): T | undefined => {
    try {
      return build();
    } catch (error) {
      if (!(error instanceof InvalidPropsError)) throw error;
      for (const problem of problemsOf(error)) problems.set(`${problem.option} ${problem.text}`, problem);
      return undefined;
    }
  };
  BUILDERS[pattern](chart, values, attempt);
  return [...problems.values()];
}

const PROBE = Probe.fromTcpSocket({ port: 8080 });

type Attempt = <T>(build: () => T) => T | undefined;
type Builder = (chart: Chart, values: Values, attempt: Attempt) => void;

const service = (chart: Chart, { name, image }: Values, attempt: Attempt) =>
  attempt(() => {
    return new ConfigReloadingDeployment(chart, 'service', {
      name,
      configs: [{ name: 'site', source: ConfigSource.fromData({ 'default.conf': 'server {}' }), mountPath: '/etc/nginx/conf.d' }],
      containers: [{ name: 'server', image, ports: [{ number: 8080 }], readiness: PROBE, liveness: PROBE }],
      servicePorts: [{ port: 80, targetPort: 8080 }],
    });
  });

const disks = (chart: Chart, { name, driver, zones }: Values, attempt: Attempt) =>
  attempt(() => new ZonalStorageClass(chart, `${name}-disks`, { driver: driver.value, zones: zones.value && [...zones.value] }));

function claim(chart: Chart, values: Values, attempt: Attempt): void {
  const storageClass = disks(chart, values, attempt);
  if (storageClass !== undefined) attempt(() => storageClass.claim(chart, `${values.name}-data`, { storage: values.size.value }));
}

function database(name: string): Builder {
  return (chart, values, attempt) => {
    const { size, engine } = values;
    const storageClass = disks(chart, values, attempt) ?? ZonalStorageClass.fromStorageClassName('disks');
    const server = attempt(() => {
      return new StatefulDatabase(chart, 'database', {
        name,
        engine: engine.value,
        storage: { size: size.value, storageClass },
        credentials: DatabaseCredentials.fromSecretName(name),
      });
    });
    if (server === undefined) return;
    attempt(() => {
      const storage = BackupStorage.newClaim({ size: size.value, storageClass });
      return new DatabaseBackup(chart, 'backup', { database: server, schedule: Cron.daily(), storage });
    });
  };
}

const BUILDERS: Readonly<Record<string, Builder>> = {
  'shared-scratch': (chart, values, attempt) => {
    const made = service(chart, values, attempt);
    if (made === undefined) return;
    attempt(() => {
      const scratch = new ScratchVolume(chart, 'scratch', { sizeLimit: values.size.value });
      scratch.mountInto(made.deployment, '/scratch', { access: MountAccess.READ_WRITE });
    });
  },
  'zonal-storage': (chart, values, attempt) => {
    claim(chart, values, attempt);
    service(chart, values, attempt);
  },
  'nfs-shared-store': (chart, values, attempt) => {
    const { name, size, server, path } = values;
    attempt(() => new NfsSharedStore(chart, `${name}-files`, { driver: NfsDriver.inTree({ server, path }), capacity: size.value }));
    service(chart, values, attempt);
  },
  'shared-storage': (chart, values, attempt) => {
    const { name, image, size, server, path } = values;
    const driver = FileDriver.nfs({ server, share: path, directoryPermissions: '2770' });
    const storageClass =
      attempt(() => new FileStorageClass(chart, `${name}-files`, { driver })) ?? FileStorageClass.fromStorageClassName('files');
    attempt(() => {
      return new SharedStorageDeployment(chart, 'service', {
        name,
        containers: [{ name: 'server', image, ports: [{ number: 8080 }], readiness: PROBE, liveness: PROBE }],
        storage: { path: '/files', size: size.value, storageClass },
        servicePorts: [{ port: 80, targetPort: 8080 }],
      });
    });
  },
  'stateful-workload': (chart, values, attempt) => {
    const { name, image, size } = values;
    const storageClass = disks(chart, values, attempt) ?? ZonalStorageClass.fromStorageClassName('disks');
    attempt(() => {
      const container = { name: 'server', image, ports: [{ number: 6379 }], readiness: PROBE, liveness: PROBE };
      return new StatefulWorkload(chart, 'workload', {
        name,
        containers: [container],
        disks: [{ path: '/data', size: size.value, storageClass }],
        servicePorts: [{ port: 6379 }],
      });
    });
  },
  'stateful-database': (chart, values, attempt) => database(values.name)(chart, values, attempt),
  'replicated-database': (chart, values, attempt) => {
    const { name, size, engine, store } = values;
    const storageClass = disks(chart, values, attempt) ?? ZonalStorageClass.fromStorageClassName('disks');
    attempt(() => {
      return new ReplicatedDatabase(chart, 'database', {
        name,
        engine: engine.value,
        storage: { size: size.value, storageClass },
        commits: CommitGuarantee.losingNothing(),
        backup: { store: store.value },
      });
    });
  },
  'node-agent': (chart, { name, image }, attempt) => {
    attempt(() => {
      return new NodeAgent(chart, 'agent', {
        name,
        containers: [{ name: 'agent', image, ports: [{ number: 8686 }], readiness: PROBE, liveness: PROBE }],
        hostMounts: [{ name: 'logs', path: '/var/log', type: HostPathType.DIRECTORY }],
        supplementalGroups: [0],
        buffer: { path: `/var/lib/node-agents/${name}`, mountPath: '/var/lib/vector', prepareImage: 'busybox:1.37.0' },
      });
    });
  },
  'config-reload': service,
  app: (chart, values, attempt) => {
    database(`${values.name}-db`)(chart, values, attempt);
    service(chart, values, attempt);
  },
  fleet: (chart, values, attempt) => {
    claim(chart, values, attempt);
    service(chart, { ...values, name: `${values.name}-${LONGEST_ROW}` }, attempt);
  },
};

/** The longest of the names that the table of a fleet has after that of the fleet. */
const LONGEST_ROW = 'search';

/** Which option a prop follows from. */
const OPTIONS: ReadonlyArray<readonly [RegExp, Problem['option']]> = [
  [/^(storage\.size|storage|sizeLimit|capacity|disks\[0\]\.size)$/, 'size'],
  [/^driver\.server/, 'nfs-server'],
  [/^driver\.(path|share)/, 'nfs-path'],
  // What a known program demands of its disk follows from the image.
  [/^(engine|containers\[0\]\.image|disks$|disks\[0\]\.path$)/, 'image'],
  [/^zones/, 'zones'],
  [/^backup\.store/, 'bucket'],
  [/^(driver|accessModes|storage\.storageClass|disks\[0\]\.(storageClass|accessMode))/, 'class-driver'],
  // A Service is named more strictly than a Deployment.
  [/^(name|storageClassName|credentials|servicePorts)$/, 'name'],
];

/** The problems of a construct as problems of options. What no option decides about is a mistake of ours. */
function problemsOf(error: InvalidPropsError): Problem[] {
  const [, ...lines] = error.message.split('\n');
  return lines.map((line, index) => {
    const prop = error.props[index];
    const option = OPTIONS.find(([pattern]) => pattern.test(prop))?.[1];
    if (option === undefined) throw error;
    return { option, text: line.trim().slice(`${prop}: `.length) };
  });
}
