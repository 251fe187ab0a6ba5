import { Chart, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { PodOptions } from '../../hardening/pod-options';
import { mountOwn } from '../../workloads/mount';
import { MountAccess } from '../../workloads/mount-options';
import { Mountable } from '../../workloads/mountable';
import { ScratchVolume } from '../../volumes/scratch-volume';
import { isA } from '../../props/kinds';
import { Problems } from '../../props/problems';
import { kibibytes } from '../../props/sizes';
import { checkDiskFits } from '../../volumes/scratch-accounting';
import { checkResources, limitsEphemeralStorage } from '../../workloads/resources';
import { StatefulDatabase } from './stateful-database';
import { describeNamespace } from '../../props/namespaces';
import { CREDENTIALS_PATH } from './engine-spec';

/* What backups, restores and upgrades have in common: Jobs that are clients of a database, with a claim full of dumps. */

/** The claim with the backups as a volume. One Job at a time holds it, so it is not asked how many may. */
export function backupsVolume({ name }: { readonly name: string }): Mountable {
  return { name: 'backups', source: { persistentVolumeClaim: { claimName: name, readOnly: false } } };
}

/** A dump compresses and a restore waits for the server: both take some CPU, and little memory whatever the size. */
export const JOB_RESOURCES: kplus.ContainerResources = {
  cpu: { request: kplus.Cpu.millis(100), limit: kplus.Cpu.units(1) },
  memory: { request: Size.mebibytes(256), limit: Size.mebibytes(512) },
};

export function jobResources(given: kplus.ContainerResources | undefined): kplus.ContainerResources {
  return { ...given, cpu: given?.cpu ?? JOB_RESOURCES.cpu, memory: given?.memory ?? JOB_RESOURCES.memory };
}

/** The database that a Job works on, which has to be in its namespace: claims and Secrets are. */
export function checkDatabase(problems: Problems, scope: Construct, value: unknown, prop = 'database'): StatefulDatabase | undefined {
  if (!isA(value, StatefulDatabase)) {
    problems.add(prop, value, 'Give the StatefulDatabase.');
    return undefined;
  }
  const { namespace } = Chart.of(scope);
  const { namespace: its } = value._plan;
  if (namespace !== its) {
    problems.add(
      prop,
      value,
      `It is in ${describeNamespace(its)}, this would be in ${describeNamespace(namespace)}, where its Secret is not. Use a chart of its namespace.`,
    );
  }
  return value;
}

/** The variables by which the scripts find the database. */
export function clientSettings(database: StatefulDatabase): Record<string, string> {
  return {
    DB_HOST: database.host,
    DB_PORT: String(database.port),
    DB_NAME: database.database,
    ...(database._plan.credentials && {
      DB_USERNAME_FILE: `${CREDENTIALS_PATH}/username`,
      DB_PASSWORD_FILE: `${CREDENTIALS_PATH}/password`,
    }),
  };
}

/** The options of a Job's Pod, with what the database says of the scripts of its engine, which the Job runs. */
export function withEngineReasons(options: PodOptions, { _plan: { props } }: StatefulDatabase): PodOptions {
  const { args } = props.notSecret ?? {};
  return args === undefined ? options : { ...options, notSecret: { args, ...options.notSecret } };
}

/** Room for what the scripts and the clients keep in /tmp. */
export const TEMPORARY_SPACE = Size.mebibytes(64);

/** Checks requests and limits of the one container of a Job, which has to have room for temporary files. */
export function checkJobResources(problems: Problems, name: string, resources: kplus.ContainerResources | undefined): void {
  const before = problems.count;
  checkResources(problems, 'resources', resources);
  if (problems.count > before || !limitsEphemeralStorage({ resources })) return;
  checkDiskFits(problems, 'resources.ephemeralStorage', [{ name, resources }], kibibytes(TEMPORARY_SPACE));
}

/** Gives a container of a Job what the scripts need besides variables: the credentials, and room for temporary files. */
export function equipClient(scope: Construct, job: kplus.AbstractPod, container: kplus.Container, database: StatefulDatabase): void {
  mountCredentials(job, container.name, database);
  temporarySpace(scope, job, [container.name]);
}

/** The credentials of a database, where the scripts find them; nothing for a server that knows no users. */
export function mountCredentials(job: kplus.AbstractPod, container: string, database: StatefulDatabase, volume = 'credentials'): void {
  const { credentials } = database._plan;
  if (credentials === undefined) return;
  mountOwn(job, { volume: credentials._mountable(volume, 0o440), path: CREDENTIALS_PATH, containers: [container] });
}

export function temporarySpace(scope: Construct, job: kplus.AbstractPod, containers: string[]): void {
  const temporary = new ScratchVolume(scope, 'Tmp', { name: 'tmp', sizeLimit: TEMPORARY_SPACE });
  temporary.mountInto(job, '/tmp', { access: MountAccess.READ_WRITE, containers });
}
