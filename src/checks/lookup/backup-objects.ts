import { LONGHORN } from '../../facts/drivers/longhorn';
import { BACKUP_OBJECTS, BackupFacts } from '../../facts/operators/backups';
import { DEFAULT_GROUP, jobsOfClass, jobsOfLabels, NamedJob, RECURRING_JOB } from '../../facts/operators/recurring-jobs';
import { groupBy } from '../../util/group-by';
import { Claim } from '../claim';
import { Cursor } from '../cursor';
import { placesAt } from '../custom-claims';
import { Manifest } from '../manifest';
import { ManifestSet } from '../manifest-set';
import { PodTemplate } from '../pod-template';
import { selects } from '../selector';
import { backupsOfCluster, clusterCalled, ownerOfWorkload } from './cluster-backups';
import { NameIndex } from './name-index';
import { driverOfClaim } from './storage';
import { labelsOf } from './velero';

/** The objects with which operators are asked for backups; Velero's are looked at by themselves. */
export class BackupObjects {
  private readonly ofClaims = new NameIndex<string>();
  /** By namespace, kind and name. */
  private readonly ofWorkloads = new NameIndex<string>();
  private readonly selecting: ReadonlyMap<string, readonly Selecting[]>;
  /** By namespace alone. */
  private readonly ofNamespaces = new NameIndex<string>();

  constructor(private readonly set: ManifestSet) {
    const selecting: Selecting[] = [];
    for (const facts of BACKUP_OBJECTS) {
      for (const manifest of set.all(facts.type)) if (!rests(manifest, facts)) selecting.push(...this.add(manifest, facts));
    }
    this.selecting = groupBy(selecting, ({ namespace }) => namespace);
    this.addKasten();
    this.addKanister();
  }

  /** What surely backs up a claim of a Pod; it is known in the cluster by several names, where it is a template. */
  covering(pod: PodTemplate, claim: Claim, names: readonly string[]): readonly string[] {
    const { namespace, workload } = pod;
    const cluster = this.clusterOf(pod);
    return [
      ...names.flatMap((name) => [...this.ofClaims.of(namespace, name)]),
      ...this.ofWorkloads.of(namespace, `${workload.kind}/${workload.name}`),
      ...(this.selecting.get(claim.namespace ?? '') ?? [])
        .filter(({ selector }) => selects(selector, labelsOf(claim)) === true)
        .map(({ title }) => title),
      ...(isOptedOut(claim) ? [] : this.ofNamespaces.of(namespace, '')),
      ...(cluster === undefined ? [] : backupsOfCluster(this.set, cluster)),
    ];
  }

  /** What backs up all claims of a namespace, but for those that opt out. */
  coveringNamespace(namespace: string | undefined): readonly string[] {
    return [...this.ofNamespaces.of(namespace, '')];
  }

  /** The object of an operator that a Pod belongs to: the one that made its workload, or that labels name. */
  private clusterOf({ workload, labels, namespace }: PodTemplate): Manifest | undefined {
    const owner = ownerOfWorkload(this.set, workload);
    const name = labels.get('cnpg.io/cluster');
    return owner === undefined && name !== undefined ? clusterCalled(this.set, 'postgresql.cnpg.io/v1', 'Cluster', namespace, name) : owner;
  }

  /** Recurring jobs of Longhorn: those that its labels name, else those of the group `default`. Snapshots stay on the same disks. */
  recurringJobs(claim: Claim): { readonly sure: readonly string[]; readonly perhaps: readonly string[] } {
    const labelled = jobsOfLabels(labelsOf(claim));
    const jobs = labelled.length > 0 ? labelled : this.jobsOfClass(claim);
    const known = this.set.all(RECURRING_JOB);
    if (known.length === 0) return { sure: [], perhaps: jobs.map(({ name }) => `recurring job ${name} of Longhorn`) };
    const isOurs = driverOfClaim(this.set, claim) === LONGHORN.provisioner;
    const wanted = jobs.length > 0 ? jobs : isOurs ? [{ name: DEFAULT_GROUP, isGroup: true }] : [];
    const sure = known.filter(({ name, root }) => {
      const isBackup = /^backup/.test(root.at('spec', 'task').text ?? '');
      const groups = root.at('spec', 'groups').texts;
      return isBackup && wanted.some((one) => (one.isGroup ? groups.includes(one.name) : one.name === name));
    });
    return { sure: sure.map((manifest) => manifest.toString()), perhaps: [] };
  }

  /** The jobs that its class names, which its volume gets as labels when it is made. */
  private jobsOfClass(claim: Claim): readonly NamedJob[] {
    return jobsOfClass(this.set.storageClass(claim)?.root.at('parameters', 'recurringJobSelector').text);
  }

  /** Notes what an object backs up, but for what it selects by labels. */
  private add(manifest: Manifest, { claim, ref, selectors, all }: BackupFacts): readonly Selecting[] {
    const { namespace, root } = manifest;
    const title = manifest.toString();
    if (claim !== undefined) for (const { text } of placesAt(root, claim)) this.ofClaims.add(namespace, text, title);
    if (ref !== undefined) for (const at of placesAt(root, ref)) this.addRef(manifest, at);
    const places = selectors === undefined ? [] : placesAt(root, selectors);
    if (all !== undefined && places.length === 0 && placesAt(root, all).length > 0) this.ofNamespaces.add(namespace, '', title);
    return places.map((selector) => ({ title, selector, namespace: namespace ?? '' }));
  }

  private addRef(manifest: Manifest, ref: Cursor): void {
    const [kind, name, namespace] = ['kind', 'name', 'namespace'].map((key) => ref.at(key).text);
    const index = kind === 'PersistentVolumeClaim' ? this.ofClaims : this.ofWorkloads;
    const key = kind === 'PersistentVolumeClaim' ? name : `${kind ?? ''}/${name ?? ''}`;
    index.add(namespace ?? manifest.namespace, key, manifest.toString());
  }

  /** Policies of Kasten, by the namespaces that they name. */
  private addKasten(): void {
    for (const manifest of this.set.all('config.kio.kasten.io/Policy')) {
      const spec = manifest.root.at('spec');
      if (spec.at('paused').flag === true || !spec.at('actions').items.some((action) => action.at('action').text === 'backup')) continue;
      for (const namespace of kastenNamespaces(spec.at('selector'))) this.ofNamespaces.add(namespace, '', manifest.toString());
    }
  }

  /** Actions of Kanister, which write kinds in lower case. */
  private addKanister(): void {
    for (const manifest of this.set.all('cr.kanister.io/ActionSet')) {
      for (const action of manifest.root.at('spec', 'actions').items) {
        if (!/backup/i.test(action.at('name').text ?? '')) continue;
        const [kind, name, namespace] = ['kind', 'name', 'namespace'].map((key) => action.at('object', key).text);
        const workload = ['StatefulSet', 'Deployment'].find((known) => known.toLowerCase() === kind?.toLowerCase());
        if (workload !== undefined) this.ofWorkloads.add(namespace ?? manifest.namespace, `${workload}/${name ?? ''}`, manifest.toString());
      }
    }
  }
}

/** What backs up claims of a namespace by their labels. */
interface Selecting {
  readonly title: string;
  readonly namespace: string;
  readonly selector: Cursor;
}

function rests({ root }: Manifest, facts: BackupFacts): boolean {
  return facts.rests !== undefined && placesAt(root, facts.rests).some(({ flag }) => flag === true);
}

function isOptedOut(claim: Claim): boolean {
  return claim.at.at('metadata', 'annotations', 'k8up.io/backup').text === 'false';
}

/** The namespaces that a policy of Kasten names. */
function kastenNamespaces(selector: Cursor): readonly string[] {
  return [
    ...selector
      .at('matchLabels')
      .textEntries.filter(([key]) => key === 'k10.kasten.io/appNamespace')
      .map(([, value]) => value),
    ...selector
      .at('matchExpressions')
      .items.filter((one) => one.at('key').text === 'k10.kasten.io/appNamespace' && one.at('operator').text === 'In')
      .flatMap((one) => one.at('values').texts),
  ];
}
