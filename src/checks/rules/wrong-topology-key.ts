import { CLASS_DRIVERS, driverOf, topologyKeyProblem } from '../../facts/drivers';
import { DriverFacts } from '../../facts/drivers/driver-facts';
import { commonLabel, isGone, ZONE } from '../../facts/kubernetes/topology';
import { nodeTermsOf } from '../lookup/placement';
import { driverOfVolume } from '../lookup/storage';
import { Manifest } from '../manifest';
import { ManifestSet } from '../manifest-set';
import { splitRemedy } from '../remedy';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  yield* checkClasses(set);
  yield* checkVolumes(set);
}

function* checkClasses(set: ManifestSet): Generator<Discovery> {
  for (const storageClass of set.all('storage.k8s.io/StorageClass')) {
    yield* checkZones(storageClass);
    const facts = placing(storageClass.root.at('provisioner').text);
    if (facts === undefined) continue;
    for (const expression of storageClass.root.at('allowedTopologies').items.flatMap((term) => term.at('matchLabelExpressions').items)) {
      const key = expression.at('key').text;
      if (key === undefined || topologyKeyProblem(facts, key) === undefined) continue;
      yield {
        // Deprecated keys still work, and topologies that nobody reads do no harm.
        level: isRefused(facts, key) ? 'error' : 'warning',
        at: expression.at('key'),
        cause: `Class ${storageClass.name} allows topologies by ${key}: ${reasonOf(facts, key)}.`,
        remedy: facts.topologyKeys.length === 0 ? 'Leave allowedTopologies out.' : `Write ${facts.topologyKeys[0]}.`,
      };
    }
  }
}

/** Values that are no zones of the driver, or that its parameters make meaningless. */
function* checkZones({ root, name }: Manifest): Generator<Discovery> {
  const facts = driverOf(root.at('provisioner').text ?? '');
  const all = root.at('allowedTopologies').items.flatMap((term) => term.at('matchLabelExpressions').items);
  const [place] = all.filter((expression) => commonLabel(expression.at('key').text ?? '') === ZONE);
  // What is wrong with the key is told of above.
  if (facts === undefined || place === undefined || facts.topologyKeys?.length === 0) return;
  if (facts.topologyKeys !== undefined && topologyKeyProblem(facts, place.at('key').text!) !== undefined) return;
  const zones = all.filter((one) => commonLabel(one.at('key').text ?? '') === ZONE).flatMap((one) => one.at('values').texts);
  const parameters = Object.fromEntries(root.at('parameters').textEntries);
  for (const { problem, zones: wrong, works } of facts.checkZones(parameters, zones)) {
    const { reason, remedy } = splitRemedy(problem);
    yield {
      level: works === true ? 'warning' : undefined,
      at: place.at('values'),
      cause: `Class ${name} allows ${wrong.join(', ')}: ${reason === '' ? `${facts.title} knows no such zone` : reason}.`,
      remedy,
    };
  }
}

/** A driver whose disks are in places. */
interface PlacingDriver extends DriverFacts {
  readonly topologyKeys: readonly string[];
}

function placing(name: string | undefined): PlacingDriver | undefined {
  const facts = name === undefined ? undefined : driverOf(name);
  return facts?.topologyKeys === undefined ? undefined : (facts as PlacingDriver);
}

function isRefused(facts: PlacingDriver, key: string): boolean {
  return facts.topologyKeys.length > 0 && facts.deprecatedTopologyKeys?.includes(key) !== true;
}

function reasonOf(facts: PlacingDriver, key: string): string {
  if (facts.topologyKeys.length === 0) return 'nothing is provisioned, so nothing reads them';
  if (facts.deprecatedTopologyKeys?.includes(key) === true) return `${facts.title} still reads this key and calls it deprecated`;
  return `${facts.title} does not know this key, so no volume is made`;
}

/**
 * The affinity of a volume is compared with the labels of nodes, and people label nodes as they like: only keys that belong to another
 * driver, and the labels that are gone, are surely wrong.
 */
function* checkVolumes(set: ManifestSet): Generator<Discovery> {
  for (const volume of set.all('PersistentVolume')) {
    const facts = placing(driverOfVolume(volume));
    for (const at of nodeTermsOf(volume).flatMap((term) => term.at('matchExpressions').items.map((expression) => expression.at('key')))) {
      const key = at.text;
      if (key === undefined) continue;
      const isOld = isGone(key);
      if (!isOld && (facts === undefined || topologyKeyProblem(facts, key) === undefined || !isOfOther(facts, key))) continue;
      yield {
        level: isOld ? 'warning' : 'error',
        at,
        cause: isOld
          ? `Volume ${volume.name} asks for nodes with the label ${key}, which new nodes no longer have.`
          : `Volume ${volume.name} of ${facts!.title} asks for nodes with ${key}, the label of another driver.`,
        remedy: `Write ${facts?.topologyKeys[0] ?? commonLabel(key)}.`,
      };
    }
  }
}

function isOfOther(facts: DriverFacts, key: string): boolean {
  return (
    !key.startsWith('topology.kubernetes.io/') &&
    CLASS_DRIVERS.some((other) => other !== facts && topologyKeyProblem(other, key) === undefined)
  );
}

export const wrongTopologyKey: Rule = {
  id: 'wrong-topology-key',
  level: 'error',
  otherLevels: ['warning'],
  summary: 'allowedTopologies or nodeAffinity with a key or a zone that the driver does not know',
  explanation: {
    why: [
      'Each driver names zones by a label of its own, and takes no other: GCE topology.gke.io/zone only, Azure topology.disk.csi.azure.com/zone with values such as westeurope-1, EBS topology.kubernetes.io/zone. With another key no volume is made, and the Pod stays Pending. Keys that are deprecated and still work are warnings.',
    ],
    wrong: yaml`
      apiVersion: storage.k8s.io/v1
      kind: StorageClass
      metadata:
        name: database
      provisioner: pd.csi.storage.gke.io
      volumeBindingMode: WaitForFirstConsumer
      allowedTopologies:
        - matchLabelExpressions:
            - key: topology.kubernetes.io/zone
              values: [europe-west1-b]
    `,
    right: yaml`
      apiVersion: storage.k8s.io/v1
      kind: StorageClass
      metadata:
        name: database
      provisioner: pd.csi.storage.gke.io
      volumeBindingMode: WaitForFirstConsumer
      allowedTopologies:
        - matchLabelExpressions:
            - key: topology.gke.io/zone
              values: [europe-west1-b]
    `,
    see: ['https://kubernetes.io/docs/concepts/storage/storage-classes/#allowed-topologies'],
  },
  check,
};
