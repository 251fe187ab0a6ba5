import { Chart } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { Construct } from 'constructs';
import { harmOfSharing, keepsNothingThere, usesEmbedded } from '../../facts/programs/placement';
import { disruptionBudget } from '../../hardening/availability';
import { checkContainers } from '../../hardening/container-options';
import { checkRollout } from '../../hardening/deployment';
import { checkIdentity, Identity } from '../../hardening/identity';
import { isHeldAt, KnownProgram, knownProgramIn, userOf } from '../../hardening/known-programs';
import { checkPodOptions, podObjects } from '../../hardening/pod-options';
import { checkProbes, ProbedContainer } from '../../hardening/probed-container';
import { checkStopDelays } from '../../hardening/stop-delay';
import { checkServicePorts } from '../../hardening/service-ports';
import { checkKnownProps } from '../../props/known-props';
import { Problems } from '../../props/problems';
import { Unchecked } from '../../util/unchecked';
import { Claim } from '../../volumes/claim';
import { isA } from '../../props/kinds';
import { ownerName } from '../../volumes/volume-ownership';
import { checkDiskFits } from '../../volumes/scratch-accounting';
import { writableDemand } from '../../volumes/writable-paths';
import { MountAccess } from '../../workloads/mount-options';
import { checkObjects, FreeObjects, PlannedObject } from '../../workloads/objects';
import type { SharedStorageDeploymentProps } from './props';
import { checkStorage, PlannedStorage } from './storage';

/** A Deployment whose props have been checked, with all defaults. */
export interface DeploymentPlan {
  readonly identity: Identity;
  readonly objects: FreeObjects;
  readonly storage: PlannedStorage;
  /** The user that the images are made for, where they are known. */
  readonly imageUser?: number;
  /** Programs that one Pod at a time may run on the files. */
  readonly lonely: readonly KnownProgram[];
}

export const COMPONENT = 'shared';

export function planDeployment(scope: Construct, id: string, props: SharedStorageDeploymentProps): DeploymentPlan {
  const problems = Problems.ofNew('SharedStorageDeployment', scope, id);
  const given: Unchecked<SharedStorageDeploymentProps> = props ?? {};
  checkKnownProps(problems, '', given, 'SharedStorageDeploymentProps');
  const identity: Identity = { name: (given.name ?? id) as string, component: COMPONENT };
  const name = checkIdentity(problems, identity);
  const notSecret = checkPodOptions(problems, props ?? {});
  const checked = checkContainers<ProbedContainer>(problems, 'containers', given.containers, notSecret);
  const containers = checked.map(({ container }) => container);
  for (const { at, container } of checked) checkProbes(problems, at, container);
  checkStopDelays(problems, checked, given.terminationGracePeriod);
  notSecret.check();
  const storage = checkStorage(problems, given.storage, { name, namespace: Chart.of(scope).namespace, containers: checked });
  const strategy = checkRollout(problems, given);
  const lonely = checked.flatMap(({ at, container }) => (storage === undefined ? [] : (lonelyProgram(at, container, storage) ?? [])));
  for (const program of lonely) checkAlone(problems, program, given.replicas ?? 2, strategy);
  checkServicePorts(problems, given.servicePorts, identity.name, containers);
  const demand = problems.count === 0 ? writableDemand(containers) : 0;
  if (demand > 0) checkDiskFits(problems, 'containers', containers, demand);
  if (storage?.ownership._kind === 'root') checkOwnerName(problems, containers);
  const objects = checkObjects(problems, scope, name, () => deploymentObjects(identity, props ?? {}, storage));
  problems.throwIfAny();
  return { identity, objects, storage: storage!, imageUser: userOf(props.containers), lonely };
}

function checkOwnerName(problems: Problems, containers: readonly ProbedContainer[]): void {
  const name = ownerName(VOLUME);
  const index = containers.findIndex((container) => container.name === name);
  if (index >= 0) problems.add(`containers[${index}].name`, name, 'The init container of root has this name. Use another.');
}

/** The volume in the Pods. */
export const VOLUME = 'shared-files';

/** A program whose data is on the files, and of which two destroy it or keep each other out. */
function lonelyProgram(at: string, container: ProbedContainer, storage: PlannedStorage): KnownProgram | undefined {
  if (storage.access === MountAccess.READ_ONLY || !storage.containers.includes(container.name)) return undefined;
  const program = knownProgramIn(at, container);
  if (program === undefined || keepsNothingThere(program.facts, program.text) || !isHeldAt(program, storage.path)) return undefined;
  const isLonely = program.facts.together !== undefined || usesEmbedded(program.facts, program.text, program.hidden);
  return isLonely ? program : undefined;
}

function checkAlone(problems: Problems, program: KnownProgram, replicas: unknown, strategy: string): void {
  if (replicas !== 0 && replicas !== 1) problems.add('replicas', replicas, aloneProblem(program));
  // For a moment only, two of them may wait for each other's locks.
  else if (strategy !== 'Recreate' && program.facts.together !== undefined) {
    problems.add('strategy', strategy, `${aloneProblem(program)} A rolling update starts the new Pod while the old one runs.`);
  }
}

/** Why several Pods of a program cannot have one directory, and what to do. */
export function aloneProblem({ facts, at }: KnownProgram): string {
  return `${facts.title} of ${at} has its data on the shared files: ${harmOfSharing(facts)!}. Use replicas: 1 with strategy: DeploymentStrategy.recreate(), or a StatefulWorkload, whose Pods have disks of their own.`;
}

function deploymentObjects(identity: Identity, props: SharedStorageDeploymentProps, storage: PlannedStorage | undefined): PlannedObject[] {
  const { name } = identity;
  const isNew = storage !== undefined && !isA(storage.claim, Claim);
  return [
    { kind: 'Deployment', name },
    ...(isNew ? [{ kind: 'PersistentVolumeClaim', name: storage.claim.name, byPart: true } as const] : []),
    ...(props.servicePorts === undefined ? [] : [{ kind: 'Service', name } as const]),
    ...podObjects(identity, props),
    disruptionBudget(identity),
  ];
}

export const { READ_WRITE_MANY } = kplus.PersistentVolumeAccessMode;
