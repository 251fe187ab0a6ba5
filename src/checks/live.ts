import { isBuiltIn } from '../facts/kubernetes/built-in-kinds';
import { typeOf } from '../facts/kubernetes/types';
import { append } from '../util/group-by';
import { Manifest } from './manifest';
import { JsonMap } from './object';

/** Workloads that make others, and what they make. */
const MAKERS = new Set([
  'apps/Deployment',
  'apps/ReplicaSet',
  'apps/StatefulSet',
  'apps/DaemonSet',
  'ReplicationController',
  'batch/CronJob',
  'batch/Job',
]);
const MADE = new Set(['Pod', 'apps/ReplicaSet', 'apps/ControllerRevision', 'batch/Job']);

/** The object of an operator that an object was made for, as people write it; undefined where it was made by nobody, or by a workload. */
export function operatorOwner({ root }: Manifest): string | undefined {
  const owners = root.at('metadata', 'ownerReferences');
  if (owners.value === undefined) return undefined;
  const owner = owners.items.find((reference) => reference.at('controller').flag === true);
  const [kind, name, apiVersion] = ['kind', 'name', 'apiVersion'].map((key) => owner?.at(key).text);
  if (
    kind === undefined ||
    name === undefined ||
    WORKLOADS.has(kind) ||
    (apiVersion !== undefined && isBuiltIn(typeOf(apiVersion, kind)))
  ) {
    return undefined;
  }
  return `${kind} ${name}`;
}

/** Kinds that people write, and that make Pods and what is between. */
const WORKLOADS: ReadonlySet<string> = new Set(
  [...MAKERS].map((type) => type.slice(type.indexOf('/') + 1)).concat('Node', 'Rollout', 'DeploymentConfig'),
);

/** Whether an object was read from a cluster, which gave it an id. */
export function isLive({ root }: Manifest): boolean {
  return root.at('metadata', 'uid').text !== undefined;
}

/** What a cluster made is left to what it was made of: a fault of a Deployment is not told of its ReplicaSets and Pods again. */
export class Folded {
  /** Without what was made by others that are here too. */
  readonly manifests: readonly Manifest[];
  /** Whether some were read from a cluster. */
  readonly isLive: boolean;
  /** The claims of StatefulSets, by the set's and the template's name: what they are bound to is known of them alone. */
  private readonly claims = new Map<string, Manifest[]>();

  constructor(given: readonly Manifest[]) {
    const live = given.filter(isLive);
    this.isLive = live.length > 0;
    if (!this.isLive) {
      this.manifests = given;
      return;
    }
    const makers = new Map(given.filter(({ type }) => MAKERS.has(type)).map((manifest) => [manifest.key, manifest]));
    const folded = new Set(live.filter((manifest) => this.isMade(manifest, makers) || this.isClaimOfSet(manifest, makers)));
    this.manifests = given.filter((manifest) => !folded.has(manifest));
  }

  /** The claims that were made from a template of a StatefulSet. */
  claimsOf(workload: Manifest, template: string): readonly Manifest[] {
    return this.claims.get(`${workload.key}\n${template}`) ?? [];
  }

  private isMade(manifest: Manifest, makers: ReadonlyMap<string, Manifest>): boolean {
    if (!MADE.has(manifest.type)) return false;
    const owner = manifest.root.at('metadata', 'ownerReferences').items.find((reference) => reference.at('controller').flag === true)?.map;
    if (owner === undefined) return false;
    const { key, namespace, name } = ownerOf(manifest, owner);
    if (makers.has(key)) return true;
    // The ReplicaSet between a Pod and its Deployment need not be here: its name is that of the Deployment, with a digest.
    const deployment = `apps/Deployment/${namespace ?? ''}/${name.replace(/-[a-z0-9]+$/, '')}`;
    return owner.kind === 'ReplicaSet' && makers.has(deployment);
  }

  private isClaimOfSet(manifest: Manifest, makers: ReadonlyMap<string, Manifest>): boolean {
    if (manifest.type !== 'PersistentVolumeClaim') return false;
    const match = /^(.+)-([0-9]+)$/.exec(manifest.name);
    if (match === null) return false;
    for (let at = match[1].indexOf('-'); at >= 0; at = match[1].indexOf('-', at + 1)) {
      const set = makers.get(`apps/StatefulSet/${manifest.namespace ?? ''}/${match[1].slice(at + 1)}`);
      const template = match[1].slice(0, at);
      if (set === undefined || !hasTemplate(set, template) || Number(match[2]) >= replicasOf(set)) continue;
      append(this.claims, `${set.key}\n${template}`, manifest);
      return true;
    }
    return false;
  }
}

function ownerOf({ namespace }: Manifest, { apiVersion, kind, name }: JsonMap): Manifest {
  return new Manifest({ apiVersion, kind, metadata: { namespace, name } });
}

function hasTemplate(set: Manifest, name: string): boolean {
  return set.root.at('spec', 'volumeClaimTemplates').items.some((template) => template.at('metadata', 'name').text === name);
}

/** What is beyond them is left behind by a set that was made smaller: nobody mounts it. */
function replicasOf({ root }: Manifest): number {
  return (root.at('spec', 'replicas').number ?? 1) + (root.at('spec', 'ordinals', 'start').number ?? 0);
}
