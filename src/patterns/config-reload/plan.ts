import { Chart } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { Construct, IConstruct } from 'constructs';
import { checkContainers, containerNames, ownMountPaths } from '../../hardening/container-options';
import { checkRollout } from '../../hardening/deployment';
import { checkProbes } from '../../hardening/probed-container';
import { disruptionBudget } from '../../hardening/availability';
import { HidingContainer } from '../../facts/programs/own-directories';
import { checkIdentity, Identity } from '../../hardening/identity';
import { checkPodOptions, podObjects } from '../../hardening/pod-options';
import { checkStopDelays } from '../../hardening/stop-delay';
import { checkServicePorts } from '../../hardening/service-ports';
import { NotSecret } from '../../props/not-secret';
import { isPlus } from '../../props/plus-values';
import { checkKnownProps } from '../../props/known-props';
import { isA } from '../../props/kinds';
import { Problems } from '../../props/problems';
import { VolumeView, viewVolume } from '../../workloads/pod-view';
import { Unchecked } from '../../util/unchecked';
import { checkObjects, FreeObjects, PlannedObject } from '../../workloads/objects';
import { checkDiskFits } from '../../volumes/scratch-accounting';
import { writableDemand } from '../../volumes/writable-paths';
import { refersTo, reloaded } from './config-annotations';
import { checkConfig, configObject, ConfigContext, Mount, PlannedConfig } from './config-object';
import { WATCHER } from './config-watcher';
import { checkEnvironment, ConfiguredContainer } from './configured-container';
import type { ConfigReloadingDeploymentProps } from './props';
import { environmentReferences, isProjected, mountsOf } from './references';
import { ReloadStrategy } from './reload-strategy';
import { singleNodeClaim } from './single-node-claims';

export interface DeploymentPlan {
  readonly configs: readonly PlannedConfig[];
  readonly reload: ReloadStrategy;
  readonly objects: FreeObjects;
}

/** Checks the props of a ConfigReloadingDeployment, and reads its configuration. */
export function planDeployment(scope: Construct, id: string, identity: Identity, props: ConfigReloadingDeploymentProps): DeploymentPlan {
  const problems = Problems.ofNew('ConfigReloadingDeployment', scope, id);
  const given: Unchecked<ConfigReloadingDeploymentProps> = props ?? {};
  checkKnownProps(problems, '', given, 'ConfigReloadingDeploymentProps');
  const name = checkIdentity(problems, identity);
  const notSecret = checkPodOptions(problems, props ?? {});
  const checked = checkContainers<ConfiguredContainer>(problems, 'containers', given.containers, notSecret);
  const containers = checked.map(({ container }) => container);
  const names = containerNames(checked);
  const reload = checkReload(problems, given, names, notSecret);
  const mounts = checked
    .filter(({ container }) => typeof container.name === 'string')
    .map(({ at, container }) => [container.name, [...ownMountPaths(at, container)]] as [string, Mount[]]);
  const configs = checkConfigs(problems, given.configs, {
    owner: identity.name,
    strategy: reload,
    // The watcher sees all directories, also those that no two containers share.
    containers: new Map(reload?._kind === 'live' ? [...mounts, [WATCHER, []]] : mounts),
    programs: new Map(containers.map((container) => [container.name, programOf(container)])),
    names: new Set(),
  });
  const isRecreate = checkRollout(problems, given) === 'Recreate';
  for (const { at, container } of checked) {
    checkProbes(problems, at, container);
    checkEnvironment(problems, at, container, configs, reload);
    checkVolumes(problems, at, container, { scope, reload, isRecreate, replicas: given.replicas ?? 2 });
  }
  checkStopDelays(problems, checked, given.terminationGracePeriod);
  checkServicePorts(problems, given.servicePorts, identity.name, containers);
  notSecret.check();
  const demand = problems.count === 0 ? writableDemand(containers) : 0;
  if (demand > 0) checkDiskFits(problems, 'containers', containers, demand);
  const objects = checkObjects(problems, scope, name, () => deploymentObjects(identity, props ?? {}, configs));
  problems.throwIfAny();
  return { configs, reload: reload!, objects };
}

function deploymentObjects(identity: Identity, props: ConfigReloadingDeploymentProps, configs: readonly PlannedConfig[]): PlannedObject[] {
  const { name } = identity;
  return [
    { kind: 'Deployment', name },
    ...(props.servicePorts === undefined ? [] : [{ kind: 'Service', name } as const]),
    ...podObjects(identity, props),
    disruptionBudget(identity),
    ...configs.flatMap(configObject),
  ];
}

/** What runs in a container, by props that may be anything. */
function programOf({ image, command }: Unchecked<ConfiguredContainer>): HidingContainer {
  const program: unknown = Array.isArray(command) ? command[0] : undefined;
  return {
    ...(typeof image === 'string' && { image }),
    ...(typeof program === 'string' && { program }),
  };
}

function checkReload(
  problems: Problems,
  { reload, shareProcessNamespace }: Unchecked<ConfigReloadingDeploymentProps>,
  names: readonly string[],
  notSecret: NotSecret,
): ReloadStrategy | undefined {
  if (reload === undefined) return ReloadStrategy.rollout();
  if (!isA(reload, ReloadStrategy)) {
    problems.add('reload', reload, 'Use ReloadStrategy.rollout(), immutable(), live() or reloader().');
    return undefined;
  }
  const before = problems.count;
  reload._check(problems, 'reload', names, notSecret);
  if (reload._kind === 'live' && names.includes(WATCHER)) {
    problems.add(
      `containers[${names.indexOf(WATCHER)}].name`,
      WATCHER,
      'The container that watches the configuration has this name. Use another.',
    );
  }
  if (problems.count === before && reload._call?._target(names) !== undefined && shareProcessNamespace === false) {
    problems.add(
      'shareProcessNamespace',
      false,
      'A container can signal the processes of another only where they share a namespace. Leave it out, or reload by an HTTP call or a command.',
    );
  }
  return reload;
}

function checkConfigs(problems: Problems, configs: unknown, context: ConfigContext): PlannedConfig[] {
  if (!Array.isArray(configs)) {
    problems.add('configs', configs, 'Give a list with a name and a source for each; it may be empty where addConfig() adds them.');
    return [];
  }
  return configs.flatMap((config: unknown, index) => checkConfig(problems, `configs[${index}]`, config, context) ?? []);
}

interface VolumeContext {
  readonly scope: IConstruct;
  readonly reload: ReloadStrategy | undefined;
  readonly isRecreate: boolean;
  readonly replicas: unknown;
}

/** Reports volumes of a container that do not go with the Deployment. */
function checkVolumes(problems: Problems, at: string, container: ConfiguredContainer, context: VolumeContext): void {
  const { volumeMounts } = container as { readonly volumeMounts?: unknown };
  if (!Array.isArray(volumeMounts)) return;
  volumeMounts.forEach((mount: Partial<kplus.VolumeMount> | null, index) => {
    if (!isPlus(mount?.volume, 'Volume')) return;
    const prop = `${at}.volumeMounts[${index}]`;
    const subPath = subPathProblem(mount, viewVolume(mount.volume), context.reload);
    if (subPath !== undefined) problems.add(`${prop}.subPath`, mount.subPath ?? mount.subPathExpr, subPath);
    const claim = singleNodeClaim(viewVolume(mount.volume), Chart.of(context.scope));
    const remedy = claim === undefined ? undefined : claimProblem(context.isRecreate, context.replicas);
    if (remedy !== undefined) problems.add(`${prop}.volume`, claim, remedy);
  });
}

function subPathProblem(
  { subPath, subPathExpr }: { readonly subPath?: unknown; readonly subPathExpr?: unknown },
  volume: VolumeView | undefined,
  reload: ReloadStrategy | undefined,
): string | undefined {
  if (subPath === undefined && subPathExpr === undefined) return undefined;
  return volume !== undefined && isProjected(volume.source()) ? reload?._subPathProblem : undefined;
}

/** Why a claim that one node can mount, or one Pod, does not go with a Deployment; undefined where it does. */
function claimProblem(isRecreate: boolean, replicas: unknown): string | undefined {
  const more = 'Only one node can mount this claim';
  if (!isRecreate) {
    return `${more}, so with RollingUpdate the new Pod waits for the old one, which waits for the new one. Use strategy: DeploymentStrategy.recreate() with replicas: 1, or a claim that is ReadWriteMany.`;
  }
  if (replicas === 0 || replicas === 1) return undefined;
  return `${more}, so several Pods run only while they share one. Use replicas: 1, a claim that is ReadWriteMany, or a StatefulSet with a claim for each Pod.`;
}

/** What is wrong with a finished Deployment, for what was added after its construction. */
export function workloadProblems(
  deployment: kplus.Deployment,
  reload: ReloadStrategy,
  configs: readonly PlannedConfig[],
  place: IConstruct,
): string[] {
  const variables = environmentReferences(deployment);
  const unused = configs.filter((config) => config.mountPath === undefined && !variables.some((variable) => refersTo(variable, config)));
  const lines = unused.map(
    ({ name }) => `config ${name}: No container sees it. Give it a mountPath, name it in configEnv or configEnvFrom, or leave it out.`,
  );
  if (configs.length === 0) lines.push('configs: There is none, so a plain Deployment will do. Give one, or add it by addConfig().');
  if (reload._kind === 'reloader' && reloaded(deployment, configs).length === 0) {
    lines.push('reload: Nothing here belongs to others, so Reloader would have nothing to do. Use ReloadStrategy.rollout().');
  }
  if (reload._kind === 'live' && configs.length > 0 && configs.every(({ mountPath }) => mountPath === undefined)) {
    lines.push('reload: No config is mounted, so there is nothing to watch. Give one a mountPath, or use ReloadStrategy.rollout().');
  }
  const replicas = deployment.hasAutoscaler ? 'autoscaled' : (deployment.replicas ?? 2);
  for (const { container, mount, volume } of mountsOf(deployment)) {
    const at = `mount ${mount.path} of container ${container}`;
    const subPath = subPathProblem(mount, volume, reload);
    if (subPath !== undefined) lines.push(`${at}: ${subPath}`);
    const claim = volume && singleNodeClaim(volume, place);
    const problem = claim === undefined ? undefined : claimProblem(deployment.strategy._toKube().type === 'Recreate', replicas);
    if (problem !== undefined) lines.push(`${at}: claim ${claim}: ${problem}`);
  }
  return lines;
}
