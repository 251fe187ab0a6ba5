import { customResource } from '../../facts/operators';
import { ScratchPlace } from '../../facts/operators/resource-facts';
import { parseQuantity } from '../../facts/kubernetes/quantities';
import { parsePrometheusDuration } from '../../facts/operators/prometheus';
import { Cursor } from '../cursor';
import { below, placesAt } from '../custom-claims';
import { Manifest } from '../manifest';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const manifest of set.manifests) {
    const facts = customResource(manifest.type);
    for (const place of facts?.scratch ?? []) {
      for (const part of placesAt(manifest.root, place.part)) yield* checkPart(manifest, facts!.title, place, part);
    }
  }
}

function* checkPart(manifest: Manifest, title: string, place: ScratchPlace, part: Cursor): Generator<Discovery> {
  const { says, when, where = 'on an emptyDir', unless = [], data, remedy } = place;
  if (when !== undefined && below(part, when.at).value !== when.is) return;
  const at = says === undefined ? part : below(part, says.at);
  if (says !== undefined ? !holds(at, says.is) : unless.some((path) => below(part, path).exists) || !runs(part)) return;
  const long = keptFor(manifest);
  yield {
    at: long?.at ?? at,
    level: long === undefined ? place.level : 'warning',
    cause: `${title} ${manifest.name} keeps ${data} ${where}${long === undefined ? '' : `, though for ${long.text}`}: they are lost with each Pod that is replaced.`,
    remedy,
  };
}

/** Scaled to nothing, it keeps nothing. */
function runs(part: Cursor): boolean {
  return part.at('replicas').number !== 0 && part.at('replicaCount').number !== 0;
}

function holds(at: Cursor, is: string | boolean | number | undefined): boolean {
  if (!at.exists) return false;
  if (is === undefined) return true;
  return typeof is === 'number' ? parseQuantity(at.value) === is : at.value === is;
}

const DAY = 24 * 3600;

/** What says that metrics are kept for longer than the day that Prometheus keeps them by default. */
function keptFor({ type, root }: Manifest): { readonly at: Cursor; readonly text: string } | undefined {
  if (type !== 'monitoring.coreos.com/Prometheus') return undefined;
  const at = root.at('spec', 'retention');
  const seconds = parsePrometheusDuration(at.text ?? '');
  return seconds !== undefined && seconds > DAY ? { at, text: at.text! } : undefined;
}

export const operatorDataOnScratch: Rule = {
  id: 'operator-data-on-scratch',
  level: 'info',
  otherLevels: ['warning'],
  summary: 'a custom resource whose operator keeps the data on an emptyDir',
  explanation: {
    why: [
      'What an operator does where nothing is said about storage is its own choice, and for Prometheus, Alertmanager, VictoriaMetrics and others it is an emptyDir. Each update of the operator replaces the Pods, and the data is gone. Many run Prometheus so on purpose; a retention of weeks says that it was not meant.',
      'Others have to be told: Strimzi by type: ephemeral, Percona and OpenSearch by emptyDir, MongoDB by persistent: false.',
    ],
    wrong: yaml`
      apiVersion: monitoring.coreos.com/v1
      kind: Prometheus
      metadata:
        name: cluster
      spec:
        retention: 30d
    `,
    right: yaml`
      apiVersion: monitoring.coreos.com/v1
      kind: Prometheus
      metadata:
        name: cluster
      spec:
        retention: 30d
        storage:
          volumeClaimTemplate:
            spec:
              storageClassName: disks
              accessModes: [ReadWriteOnce]
              resources: { requests: { storage: 50Gi } }
    `,
    see: [
      'https://prometheus-operator.dev/docs/platform/storage/',
      'https://strimzi.io/docs/operators/latest/configuring#type-EphemeralStorage-reference',
      'https://github.com/prometheus-operator/prometheus-operator/issues/1474',
    ],
  },
  check,
};
