import * as kplus from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { identityLabels } from '../../hardening/identity';
import { containerSecurityContext, resolveHardening } from '../../hardening/pod-hardening';
import { ClaimTemplate } from '../../volumes/claim-template';
import { mountOwn } from '../../workloads/mount';
import { MountAccess } from '../../workloads/mount-options';
import { Mountable } from '../../workloads/mountable';
import { ScratchMedium } from '../../volumes/scratch-medium';
import { ScratchVolume } from '../../volumes/scratch-volume';
import { SetServices } from '../../sets/services';
import { addAvailability, addStatefulSet } from '../../sets/stateful-set';
import { configDigest } from '../../config/digest';
import { addFiles } from './configuration';
import { CONFIGURATION_PATH, CREDENTIALS_PATH, INIT_FILES_PATH, verbatim } from './engine-spec';
import { shell } from '../../util/shell';
import { configurationName, DATA_TEMPLATE, initFilesName, WAL_TEMPLATE } from './objects';
import type { DatabasePlan } from './plan';
import { StoragePlan } from './storage';

/** The set of a database, and what its Pods are made of. */
export interface Server {
  readonly statefulSet: kplus.StatefulSet;
  readonly data: DataDisk;
  readonly wal?: ClaimTemplate;
}

/** The disk with the data: a template of the set, or a claim that is there. */
interface DataDisk {
  claimName(ordinal: number): string;
}

/** What is done before the server starts. */
export const initName = ({ storage }: DatabasePlan): string => (storage.existing === undefined ? 'init-database' : 'existing-data');

/** The kubelet would change the group of all files of data that had none. */
const lacksGroup = ({ existing }: StoragePlan): boolean => existing !== undefined && existing.fsGroup === undefined;

export function addServer(scope: Construct, plan: DatabasePlan, services: SetServices): Server {
  const { identity, engine, props } = plan;
  const config = mountFiles(scope, plan);
  const { existing } = plan.storage;
  const statefulSet = addStatefulSet(scope, {
    identity,
    options: props,
    services,
    replicas: plan.replicas,
    podManagementPolicy: plan.podManagementPolicy,
    containers: [serverContainer(plan)],
    fsGroup: existing === undefined || (existing.fsGroup ?? false),
    supplementalGroup: lacksGroup(plan.storage) ? existing!.group : undefined,
  });
  const names = [engine.container];
  if (engine.init !== undefined) names.push(statefulSet.addInitContainer(initContainer(plan)).name);
  const readWrite = { access: MountAccess.READ_WRITE, containers: names };

  const data = addData(statefulSet, plan, readWrite);
  const wal = plan.storage.wal && new ClaimTemplate(statefulSet, WAL_TEMPLATE, plan.storage.wal);
  wal?.mountInto(statefulSet, engine.walMount!, readWrite);
  addScratch(scope, plan, statefulSet, names);

  const containers = [...statefulSet.containers, ...statefulSet.initContainers];
  // Files of a Secret belong to root: without a group, the server reads only what everybody may.
  const credentials = plan.credentials?._mountable('credentials', lacksGroup(plan.storage) ? 0o444 : 0o440);
  for (const { name } of containers) {
    const show = (volume: Mountable, path: string) => {
      mountOwn(statefulSet, { volume, path, containers: [name] });
    };
    if (credentials !== undefined && (name === initName(plan) || engine.serverReadsCredentials)) show(credentials, CREDENTIALS_PATH);
    if (config.settings) show(config.settings, CONFIGURATION_PATH);
    if (config.initFiles && name === initName(plan)) show(config.initFiles, INIT_FILES_PATH);
  }
  for (const [key, value] of Object.entries(plan.notDurable.annotation('pods'))) statefulSet.podMetadata.addAnnotation(key, value);
  if (config.digest !== undefined) statefulSet.podMetadata.addAnnotation('checksum/config', config.digest);
  addAvailability(scope, statefulSet, { identity, replicas: plan.replicas });
  return { statefulSet, data, wal };
}

/** A claim that is there is a plain volume: nobody makes it where it is missing, and the Pod waits. */
function addData(statefulSet: kplus.StatefulSet, { engine, storage }: DatabasePlan, options: OwnMountOptions): DataDisk {
  const { data, existing } = storage;
  if (data !== undefined) {
    const template = new ClaimTemplate(statefulSet, DATA_TEMPLATE, data);
    template.mountInto(statefulSet, engine.dataMount, options);
    return template;
  }
  const claimName = existing!.claimName!;
  const volume: Mountable = { name: DATA_TEMPLATE, source: { persistentVolumeClaim: { claimName } } };
  mountOwn(statefulSet, { ...options, volume, path: engine.dataMount });
  return { claimName: () => claimName };
}

interface OwnMountOptions {
  readonly access: MountAccess;
  readonly containers: string[];
}

interface MountedFiles {
  readonly settings?: Mountable;
  readonly initFiles?: Mountable;
  readonly digest?: string;
}

function mountFiles(scope: Construct, { identity, configuration, initFiles, notDurable, props }: DatabasePlan): MountedFiles {
  const labels = identityLabels(identity);
  const objects = [
    {
      id: 'Configuration',
      object: configurationName(identity),
      entries: configuration,
      volume: 'config',
      annotations: notDurable.annotation('configuration'),
    },
    { id: 'InitFiles', object: initFilesName(identity), entries: initFiles, volume: 'init-files' },
  ].filter(({ entries }) => entries.length > 0);
  const volumes = new Map(objects.map((files) => [files.id, addFiles(scope, files, labels, props.notSecret)]));
  return {
    settings: volumes.get('Configuration'),
    initFiles: volumes.get('InitFiles'),
    digest: objects.length > 0 ? configDigest(objects) : undefined,
  };
}

/** Options that the server and what initialises it have in common; the one that names the file comes first. */
export function commonOptions({ engine, configuration, args }: DatabasePlan): {
  readonly first: readonly string[];
  readonly last: readonly string[];
} {
  const file = engine.configuration?.file;
  const first = file !== undefined && configuration.length > 0 ? engine.configuration!.options(`${CONFIGURATION_PATH}/${file}`) : [];
  return { first, last: args.map(verbatim) };
}

function serverContainer(plan: DatabasePlan): kplus.ContainerProps {
  const { engine, props } = plan;
  const { first, last } = commonOptions(plan);
  const args = [...first, ...engine.options, ...last];
  return {
    ...common(plan),
    name: engine.container,
    command: engine.command === undefined ? undefined : [...engine.command],
    args: args.length > 0 ? args : undefined,
    envVariables: { ...engine.env, ...(engine.serverReadsCredentials && settings(plan)), ...props.env },
    ports: [{ number: engine.port, name: engine.portName }],
    ...engine.probes,
    lifecycle: engine.stop === undefined ? undefined : { preStop: kplus.Handler.fromCommand([...engine.stop]) },
  };
}

/** The same image, user and room as the server, since it runs the same server for a while. */
function initContainer(plan: DatabasePlan): kplus.ContainerProps {
  const { engine, props, storage, initFiles } = plan;
  const { first, last } = commonOptions(plan);
  const { script, name, env } = engine.init!;
  const variables = {
    ...env,
    ...(storage.wal && engine.walEnv),
    ...(initFiles.length > 0 && { INIT_FILES_DIR: INIT_FILES_PATH }),
  };
  return {
    ...common(plan),
    name: initName(plan),
    command: shell(script, name),
    args: first.length + last.length > 0 ? [...first, ...last] : undefined,
    envVariables: { ...engine.env, ...texts(variables), ...settings(plan), ...props.env },
  };
}

function common({
  engine,
  resources,
  props,
}: DatabasePlan): Pick<kplus.ContainerProps, 'image' | 'imagePullPolicy' | 'resources' | 'securityContext'> {
  return {
    image: engine.image,
    imagePullPolicy: kplus.ImagePullPolicy.IF_NOT_PRESENT,
    resources,
    securityContext: containerSecurityContext(resolveHardening(props.hardening)),
  };
}

export function settings({ database, credentials }: DatabasePlan): Record<string, kplus.EnvValue> {
  return texts({
    DB_NAME: database,
    ...(credentials && {
      DB_USERNAME_FILE: `${CREDENTIALS_PATH}/username`,
      DB_PASSWORD_FILE: `${CREDENTIALS_PATH}/password`,
    }),
  });
}

const texts = (values: Readonly<Record<string, string>>): Record<string, kplus.EnvValue> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, kplus.EnvValue.fromValue(value)]));

function addScratch(scope: Construct, plan: DatabasePlan, statefulSet: kplus.StatefulSet, containers: string[]): void {
  const options = { access: MountAccess.READ_WRITE, containers };
  for (const { volume, path, size } of plan.writable) {
    new ScratchVolume(scope, `Scratch-${volume}`, { name: volume, sizeLimit: size }).mountInto(statefulSet, path, options);
  }
  if (plan.sharedMemory === undefined) return;
  const shared = { name: 'shm', sizeLimit: plan.sharedMemory, medium: ScratchMedium.MEMORY };
  new ScratchVolume(scope, 'SharedMemory', shared).mountInto(statefulSet, '/dev/shm', options);
}
