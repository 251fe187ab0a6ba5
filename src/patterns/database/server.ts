import * as kplus from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { addDisruptionBudget, spreadPods } from '../../hardening/availability';
import { identityLabels } from '../../hardening/identity';
import { containerSecurityContext, resolveHardening } from '../../hardening/pod-hardening';
import { PodNetwork } from '../../hardening/pod-network';
import { finishPod, toPodProps } from '../../hardening/pod-options';
import { ClaimTemplate } from '../../volumes/claim-template';
import { mountOwn } from '../../workloads/mount';
import { MountAccess } from '../../workloads/mount-options';
import { Mountable } from '../../workloads/mountable';
import { ScratchMedium } from '../../volumes/scratch-medium';
import { ScratchVolume } from '../../volumes/scratch-volume';
import { configDigest } from '../../config/digest';
import { addFiles } from './configuration';
import { CONFIGURATION_PATH, CREDENTIALS_PATH, INIT_FILES_PATH, shell, verbatim } from './engine-spec';
import { showLastWords } from './last-words';
import { configurationName, DATA_TEMPLATE, initFilesName, WAL_TEMPLATE } from './objects';
import type { DatabasePlan } from './plan';
import { DatabaseServices } from './services';

/** The set of a database, and what its Pods are made of. */
export interface Server {
  readonly statefulSet: kplus.StatefulSet;
  readonly data: ClaimTemplate;
  readonly wal?: ClaimTemplate;
  readonly network?: PodNetwork;
}

const INIT_CONTAINER = 'init-database';

export function addServer(scope: Construct, plan: DatabasePlan, services: DatabaseServices): Server {
  const { identity, engine, props } = plan;
  const config = mountFiles(scope, plan);
  const statefulSet = new kplus.StatefulSet(scope, 'StatefulSet', {
    ...toPodProps(scope, identity, props, true),
    metadata: { name: identity.name },
    select: false,
    service: services.headless,
    replicas: plan.replicas,
    podManagementPolicy: plan.podManagementPolicy,
    containers: [serverContainer(plan)],
  });
  services.selectOnly();
  const network = finishPod(scope, statefulSet, identity, props);
  showLastWords(statefulSet);
  const names = [engine.container];
  if (engine.init !== undefined) names.push(statefulSet.addInitContainer(initContainer(plan)).name);
  const readWrite = { access: MountAccess.READ_WRITE, containers: names };

  const data = new ClaimTemplate(statefulSet, DATA_TEMPLATE, plan.storage.data);
  data.mountInto(statefulSet, engine.dataMount, readWrite);
  const wal = plan.storage.wal && new ClaimTemplate(statefulSet, WAL_TEMPLATE, plan.storage.wal);
  wal?.mountInto(statefulSet, engine.walMount!, readWrite);
  addScratch(scope, plan, statefulSet, names);

  const containers = [...statefulSet.containers, ...statefulSet.initContainers];
  const credentials = props.credentials._mountable('credentials', 0o440);
  for (const { name } of containers) {
    const show = (volume: Mountable, path: string) => {
      mountOwn(statefulSet, { volume, path, containers: [name] });
    };
    if (name === INIT_CONTAINER || engine.serverReadsCredentials) show(credentials, CREDENTIALS_PATH);
    if (config.settings) show(config.settings, CONFIGURATION_PATH);
    if (config.initFiles && name === INIT_CONTAINER) show(config.initFiles, INIT_FILES_PATH);
  }
  if (config.digest !== undefined) statefulSet.podMetadata.addAnnotation('checksum/config', config.digest);
  if (plan.replicas > 1) spreadPods(statefulSet, identity);
  addDisruptionBudget(scope, identity);
  return { statefulSet, data, wal, network };
}

interface MountedFiles {
  readonly settings?: Mountable;
  readonly initFiles?: Mountable;
  readonly digest?: string;
}

function mountFiles(scope: Construct, { identity, configuration, initFiles, props }: DatabasePlan): MountedFiles {
  const labels = identityLabels(identity);
  const objects = [
    { id: 'Configuration', object: configurationName(identity), entries: configuration, volume: 'config' },
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
function commonOptions({ engine, configuration, args }: DatabasePlan): {
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
    envVariables: { ...engine.env, ...settings(plan, engine.serverReadsCredentials), ...props.env },
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
    name: INIT_CONTAINER,
    command: shell(script, name),
    args: first.length + last.length > 0 ? [...first, ...last] : undefined,
    envVariables: { ...engine.env, ...texts(variables), ...settings(plan, true), ...props.env },
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

function settings({ database }: DatabasePlan, credentials: boolean): Record<string, kplus.EnvValue> {
  return texts({
    ...(credentials && {
      DB_NAME: database,
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
