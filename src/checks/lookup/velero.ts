import { hasNoSnapshots, isNodeLocal } from '../../facts/drivers';
import { parseQuantity } from '../../facts/kubernetes/quantities';
import { matchesGlob } from '../../util/glob';
import { load } from 'js-yaml';
import { Claim } from '../claim';
import { Cursor } from '../cursor';
import { Manifest } from '../manifest';
import { ManifestSet } from '../manifest-set';
import { PodTemplate, PodVolume } from '../pod-template';
import { selects } from '../selector';
import { driverOfClaim } from './storage';

/** Whether something backs data up: surely, perhaps (what decides is not among the manifests), or not. */
export type Reach = 'yes' | 'perhaps' | 'no';

/** A volume of a Pod, and the claim behind it. */
export interface Stored {
  readonly pod: PodTemplate;
  readonly volume: PodVolume;
  readonly claim: Claim;
}

/** The Schedules and Backups of Velero, and what they back up: each filter narrows it, and volumes have some of their own. */
export class Velero {
  private readonly jobs: ReadonlyArray<{ readonly manifest: Manifest; readonly spec: Cursor }>;

  constructor(private readonly set: ManifestSet) {
    this.jobs = [
      ...set
        .all('velero.io/Schedule')
        .filter(({ root }) => root.at('spec', 'paused').flag !== true)
        .map((manifest) => ({ manifest, spec: manifest.root.at('spec', 'template') })),
      ...set.all('velero.io/Backup').map((manifest) => ({ manifest, spec: manifest.root.at('spec') })),
    ];
  }

  /** Whether any object of Velero is there, so that what is annotated for it has been thought through. */
  get isThere(): boolean {
    return this.jobs.length > 0;
  }

  /** What backs up anything of a namespace. */
  reaching(namespace: string | undefined): readonly string[] {
    return this.jobs.filter(({ spec }) => includesNamespace(spec, namespace)).map(({ manifest }) => manifest.toString());
  }

  covering(stored: Stored): ReadonlyArray<readonly [title: string, reach: Reach]> {
    return this.jobs.flatMap(({ manifest, spec }) => {
      const reach = this.reachOf(manifest, spec, stored);
      return reach === 'no' ? [] : [[manifest.toString(), reach] as const];
    });
  }

  private reachOf(manifest: Manifest, spec: Cursor, stored: Stored): Reach {
    const { pod, volume, claim } = stored;
    if (!includesNamespace(spec, pod.namespace) || isExcluded(pod, claim)) return 'no';
    const hasPods = includesResource(spec, PODS) && isSelected(spec, pod.labels);
    const hasClaims = includesResource(spec, CLAIMS) && isSelected(spec, labelsOf(claim));
    const byFiles = hasPods && copiesFiles(spec, pod, volume);
    if (byFiles === 'opted-out') return 'no';
    const bySnapshot =
      (hasClaims || (hasPods && includesResource(spec, CLAIMS))) &&
      includesResource(spec, VOLUMES) &&
      spec.at('includeClusterResources').flag !== false &&
      spec.at('snapshotVolumes').flag !== false &&
      canSnapshot(this.set, claim);
    if (!byFiles && !bySnapshot) return 'no';
    return this.policy(manifest, spec, stored);
  }

  /** Volume policies stand in a ConfigMap beside Velero. */
  private policy(manifest: Manifest, spec: Cursor, { claim }: Stored): Reach {
    const name = spec.at('resourcePolicy', 'name').text;
    if (name === undefined) return 'yes';
    const object = this.set.find('ConfigMap', manifest.namespace, name);
    if (object === undefined) return 'perhaps';
    for (const [, text] of object.root.at('data').textEntries) {
      let policies: unknown;
      try {
        policies = load(text);
      } catch {
        // Velero refuses it, too, and the backup fails.
        return 'no';
      }
      for (const policy of new Cursor(object, policies).at('volumePolicies').items) {
        const matches = this.matches(policy.at('conditions'), claim);
        if (matches === false) continue;
        if (policy.at('action', 'type').text !== 'skip') return 'yes';
        return matches ? 'no' : 'perhaps';
      }
    }
    return 'yes';
  }

  /** Whether all conditions of a policy hold; undefined where that is not known. */
  private matches(conditions: Cursor, claim: Claim): boolean | undefined {
    const answers = conditions.entries.map(([key, at]) => {
      switch (key) {
        case 'storageClass':
          return claim.className === undefined ? undefined : at.texts.includes(claim.className);
        case 'csi': {
          const driver = driverOfClaim(this.set, claim);
          const wanted = at.at('driver').text;
          return driver === undefined ? undefined : wanted === undefined || wanted === driver;
        }
        case 'nfs': {
          const driver = driverOfClaim(this.set, claim);
          return driver === undefined ? undefined : driver === 'nfs';
        }
        case 'pvcLabels': {
          const labels = labelsOf(claim);
          return at.textEntries.every(([label, value]) => labels.get(label) === value);
        }
        case 'capacity': {
          const [least, most] = (at.text ?? '').split(',').map((part) => parseQuantity(part.trim()));
          return claim.request === undefined ? undefined : claim.request >= (least ?? 0) && claim.request <= (most ?? Infinity);
        }
        default:
          return undefined;
      }
    });
    if (answers.includes(false)) return false;
    return answers.includes(undefined) ? undefined : true;
  }
}

const PODS = ['pods', 'pod', 'po'];
const CLAIMS = ['persistentvolumeclaims', 'persistentvolumeclaim', 'pvc', 'pvcs'];
const VOLUMES = ['persistentvolumes', 'persistentvolume', 'pv', 'pvs'];

/** Lists of resources: those of all, those of namespaces, those of the cluster. */
function includesResource(spec: Cursor, names: readonly string[]): boolean {
  const scope = names === VOLUMES ? 'ClusterScopedResources' : 'NamespaceScopedResources';
  const has = (texts: readonly string[]) => texts.some((text) => text === '*' || names.includes(text.toLowerCase().replace(/\..*$/, '')));
  if (has(spec.at('excludedResources').texts) || has(spec.at(`excluded${scope}`).texts)) return false;
  const included = [...spec.at('includedResources').texts, ...spec.at(`included${scope}`).texts];
  // The volume of a claim comes along with the claim.
  return included.length === 0 || has(included) || (names === VOLUMES && includesResource(spec, CLAIMS));
}

function includesNamespace(spec: Cursor, namespace: string | undefined): boolean {
  const matches = (pattern: string) => pattern === '*' || (namespace !== undefined && matchesGlob(pattern, namespace));
  const included = spec.at('includedNamespaces').texts;
  return (included.length === 0 || included.some(matches)) && !spec.at('excludedNamespaces').texts.some(matches);
}

function isSelected(spec: Cursor, labels: ReadonlyMap<string, string>): boolean {
  const selector = spec.at('labelSelector');
  if (selector.exists) return selects(selector, labels) === true;
  const any = spec.at('orLabelSelectors').items;
  return any.length === 0 || any.some((one) => selects(one, labels) === true);
}

const EXCLUDE = 'velero.io/exclude-from-backup';

function isExcluded(pod: PodTemplate, claim: Claim): boolean {
  return pod.labels.get(EXCLUDE) === 'true' || labelsOf(claim).get(EXCLUDE) === 'true';
}

/** The labels of a claim; one that a StatefulSet makes has those of its selector too. */
export function labelsOf({ at, manifest, origin }: Claim): ReadonlyMap<string, string> {
  const ofSet = origin === 'template' ? manifest.root.at('spec', 'selector', 'matchLabels').textEntries : [];
  return new Map([...at.at('metadata', 'labels').textEntries, ...ofSet]);
}

/** Whether the files of a volume are copied: asked for by the Pod, or by the backup for all volumes that no Pod opts out. */
function copiesFiles(spec: Cursor, pod: PodTemplate, volume: PodVolume): boolean | 'opted-out' {
  const listed = (key: string) =>
    (pod.metadata.at('annotations', key).text ?? '')
      .split(',')
      .map((name) => name.trim())
      .includes(volume.name);
  const all = ['defaultVolumesToFsBackup', 'defaultVolumesToRestic'].some((key) => spec.at(key).flag === true);
  if (all) return listed('backup.velero.io/backup-volumes-excludes') ? 'opted-out' : true;
  return listed('backup.velero.io/backup-volumes');
}

/** Directories of a node, plain exports and some drivers have no snapshots. */
export function canSnapshot(set: ManifestSet, claim: Claim): boolean {
  const driver = driverOfClaim(set, claim);
  return driver === undefined || !(hasNoSnapshots(driver) || isNodeLocal(driver));
}
