import { ClassTranslation, Parameters, Predecessor } from './driver-facts';
import { DRIVERS } from './index';
import { entryOf, FS_TYPE } from './parameter-table';

/** A provisioner that was once compiled into Kubernetes. */
export interface InTreeProvisioner extends Predecessor {
  /** The CSI driver that took over, where there is one. */
  readonly successor?: string;
  /** Whether a class can be translated; the API server's shim translates the same ones where the driver is installed. */
  readonly translates: boolean;
  /** What to use, where it cannot be translated. */
  readonly instead: string;
}

/**
 * All of them: those that a driver took over from, and those that are gone.
 *
 * @see https://kubernetes.io/docs/concepts/storage/volumes/#volume-types
 */
export const IN_TREE_PROVISIONERS: readonly InTreeProvisioner[] = [
  ...DRIVERS.flatMap(({ provisioner: successor, predecessor }) => {
    if (predecessor === undefined) return [];
    const translates = predecessor.translation !== undefined;
    const instead = translates ? `Use ${successor}` : `Write a class for ${successor}: its parameters are others`;
    return [{ ...predecessor, successor, translates, instead }];
  }),
  abandoned('glusterfs', 'glusterfs', '1.26', 'It has no CSI driver: move the data to another storage, such as Ceph or NFS'),
  abandoned('storageos', 'storageos', '1.25', 'Use the CSI driver of the vendor (Ondat), or another storage'),
  abandoned('quobyte', 'quobyte', '1.25', 'Use the CSI driver of the vendor: quobyte-csi'),
  abandoned('flocker', 'flocker', '1.25', 'It is abandoned: move the data to the CSI driver of another storage'),
  abandoned('scaleio', 'scaleIO', '1.22', 'Use the CSI driver of the vendor: csi-vxflexos.dellemc.com'),
];

function abandoned(name: string, source: string, removedIn: string, instead: string): InTreeProvisioner {
  return { provisioner: `kubernetes.io/${name}`, source, removedIn, translates: false, instead };
}

export function inTreeProvisioner(provisioner: string): InTreeProvisioner | undefined {
  return IN_TREE_PROVISIONERS.find((one) => one.provisioner === provisioner);
}

/** Fields of volumes whose code was once compiled into Kubernetes. */
export const IN_TREE_SOURCE_FIELDS: readonly string[] = IN_TREE_PROVISIONERS.map(({ source }) => source);

/** What became of the code behind a field of a volume; undefined where it is still there. */
export function inTreeSource(field: string): InTreeProvisioner | undefined {
  return IN_TREE_PROVISIONERS.find(({ source }) => source === field);
}

/** One term of a class's allowedTopologies, as in YAML. */
export interface TopologyTerm {
  readonly matchLabelExpressions: ReadonlyArray<{ readonly key: string; readonly values: readonly string[] }>;
}

/** A class's fields for the CSI driver, and what could not be translated. */
export interface Translation {
  readonly parameters: Parameters;
  readonly allowedTopologies: readonly TopologyTerm[];
  readonly problems: readonly TranslationProblem[];
}

export interface TranslationProblem {
  /** The parameter that cannot be translated. */
  readonly parameter: string;
  readonly value: unknown;
  readonly problem: string;
}

/** Node labels by which an in-tree class named its zones, of which the API server warns where they are old. */
const OLD_ZONE_KEYS = ['failure-domain.beta.kubernetes.io/zone', 'topology.kubernetes.io/zone'];
const OLD_REGION_KEY = 'failure-domain.beta.kubernetes.io/region';

/**
 * Translates the fields of a class whose provisioner `translates`, as the API server's shim does.
 *
 * @see https://github.com/kubernetes/kubernetes/tree/master/staging/src/k8s.io/csi-translation-lib/plugins
 */
export function translateInTree(provisioner: string, parameters: Parameters, topologies: readonly TopologyTerm[]): Translation {
  const rules: ClassTranslation = inTreeProvisioner(provisioner)?.translation ?? {};
  const result: Record<string, unknown> = {};
  const problems: TranslationProblem[] = [];
  let zones: { readonly parameter: string; readonly value: unknown; readonly names: readonly string[] } | undefined;
  for (const [parameter, value] of Object.entries(parameters)) {
    const key = parameter.toLowerCase();
    const gone = entryOf(rules.gone ?? {}, key);
    if (rules.fsType === true && key === 'fstype') {
      result[FS_TYPE] = value;
    } else if (rules.zoneParameters === true && (key === 'zone' || key === 'zones')) {
      const names = String(value)
        .split(',')
        .map((name) => name.trim());
      if (zones !== undefined) problems.push({ parameter, value, problem: `It is there beside ${zones.parameter}. Keep one of them.` });
      else if (names.includes('')) problems.push({ parameter, value, problem: 'It names an empty zone. Name each zone, or leave it out.' });
      zones ??= { parameter, value, names };
    } else if (gone !== undefined) {
      const problem = gone(String(value));
      if (problem !== undefined) problems.push({ parameter, value, problem });
    } else {
      result[parameter] = value;
    }
    Object.assign(result, entryOf(rules.implied ?? {}, key));
  }
  if (zones !== undefined && topologies.length > 0) {
    problems.push({ parameter: zones.parameter, value: zones.value, problem: 'It is there beside allowedTopologies. Keep one of them.' });
  }
  return {
    parameters: result,
    allowedTopologies:
      zones === undefined || rules.zoneKey === undefined
        ? topologies.map((term) => translateTerm(term, rules.zoneKey))
        : [{ matchLabelExpressions: [{ key: rules.zoneKey, values: zones.names }] }],
    problems,
  };
}

function translateTerm(term: TopologyTerm, zoneKey = 'topology.kubernetes.io/zone'): TopologyTerm {
  return {
    matchLabelExpressions: term.matchLabelExpressions.map(({ key, values }) => ({
      key: OLD_ZONE_KEYS.includes(key) ? zoneKey : key === OLD_REGION_KEY ? 'topology.kubernetes.io/region' : key,
      values: [...values],
    })),
  };
}
