import { AWS_EBS } from './aws-ebs';
import { AZURE_DISK } from './azure-disk';
import { Parameters } from './driver-facts';
import { GCE_PERSISTENT_DISK } from './gce-persistent-disk';
import { OPENSTACK_CINDER } from './openstack-cinder';
import { entryOf, FS_TYPE } from './parameter-table';
import { VSPHERE } from './vsphere';

/** A provisioner that was once compiled into Kubernetes. */
export interface InTreeProvisioner {
  readonly provisioner: string;
  /** The Kubernetes version that removed its code. */
  readonly removedIn: string;
  /** The CSI driver that took over, where there is one. */
  readonly successor?: string;
  /** Whether a class can be translated; the API server's shim translates the same ones where the driver is installed. */
  readonly translates: boolean;
  /** What to use, where it cannot be translated. */
  readonly instead: string;
}

const AZURE_FILE_DRIVER = 'file.csi.azure.com';
const PORTWORX_DRIVER = 'pxd.portworx.com';

/**
 * @see https://kubernetes.io/docs/concepts/storage/volumes/#volume-types
 */
export const IN_TREE_PROVISIONERS: readonly InTreeProvisioner[] = [
  translated('cinder', '1.26', OPENSTACK_CINDER.provisioner),
  translated('aws-ebs', '1.27', AWS_EBS.provisioner),
  translated('azure-disk', '1.27', AZURE_DISK.provisioner),
  translated('gce-pd', '1.28', GCE_PERSISTENT_DISK.provisioner),
  translated('azure-file', '1.30', AZURE_FILE_DRIVER),
  translated('vsphere-volume', '1.30', VSPHERE.provisioner),
  translated('portworx-volume', '1.36', PORTWORX_DRIVER),
  refused('rbd', '1.31', 'Write a class for rbd.csi.ceph.com: its parameters are others', 'rbd.csi.ceph.com'),
  refused('cephfs', '1.31', 'Write a class for cephfs.csi.ceph.com: its parameters are others', 'cephfs.csi.ceph.com'),
  refused('glusterfs', '1.26', 'It has no CSI driver: move the data to another storage, such as Ceph or NFS'),
  refused('storageos', '1.25', 'Use the CSI driver of the vendor (Ondat), or another storage'),
  refused('quobyte', '1.25', 'Use the CSI driver of the vendor: quobyte-csi'),
  refused('flocker', '1.25', 'It is abandoned: move the data to the CSI driver of another storage'),
  refused('scaleio', '1.22', 'Use the CSI driver of the vendor: csi-vxflexos.dellemc.com'),
];

function translated(name: string, removedIn: string, successor: string): InTreeProvisioner {
  return { provisioner: `kubernetes.io/${name}`, removedIn, successor, translates: true, instead: `Use ${successor}` };
}

function refused(name: string, removedIn: string, instead: string, successor?: string): InTreeProvisioner {
  return { provisioner: `kubernetes.io/${name}`, removedIn, successor, translates: false, instead };
}

export function inTreeProvisioner(provisioner: string): InTreeProvisioner | undefined {
  return IN_TREE_PROVISIONERS.find((one) => one.provisioner === provisioner);
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

interface Rules {
  /** The key of allowedTopologies, where the driver has zones. */
  readonly zoneKey?: string;
  /** Whether the old class names its zones in parameters. */
  readonly zoneParameters?: boolean;
  readonly fsType?: boolean;
  /** Parameters that the driver has no word for: what to write instead, or undefined where it can be dropped. */
  readonly gone?: Readonly<Record<string, (value: string) => string | undefined>>;
}

const POLICY = (): string =>
  'The CSI driver has no such parameter. Put it into a vSphere storage policy and name that as storagePolicyName.';

const RULES: Readonly<Record<string, Rules>> = {
  'kubernetes.io/aws-ebs': { zoneKey: AWS_EBS.topologyKeys[0], zoneParameters: true, fsType: true },
  'kubernetes.io/gce-pd': { zoneKey: GCE_PERSISTENT_DISK.topologyKeys[0], zoneParameters: true, fsType: true },
  // This driver keeps its own fsType.
  'kubernetes.io/azure-disk': { zoneKey: AZURE_DISK.topologyKeys[0], zoneParameters: true },
  'kubernetes.io/cinder': { zoneKey: OPENSTACK_CINDER.topologyKeys[0], fsType: true },
  'kubernetes.io/vsphere-volume': {
    zoneKey: 'topology.csi.vmware.com/zone',
    fsType: true,
    gone: {
      // The CSI driver makes thin disks unless a policy says otherwise.
      diskformat: (value) => (value === 'thin' ? undefined : POLICY()),
      datastore: () => 'The CSI driver names a datastore by its URL. Write datastoreurl: ds:///vmfs/volumes/ID/, or a storagePolicyName.',
      hostfailurestotolerate: POLICY,
      forceprovisioning: POLICY,
      cachereservation: POLICY,
      diskstripes: POLICY,
      objectspacereservation: POLICY,
      iopslimit: POLICY,
    },
  },
};

/** Node labels by which an in-tree class named its zones, of which the API server warns where they are old. */
const OLD_ZONE_KEYS = ['failure-domain.beta.kubernetes.io/zone', 'topology.kubernetes.io/zone'];
const OLD_REGION_KEY = 'failure-domain.beta.kubernetes.io/region';

/**
 * Translates the fields of a class whose provisioner `translates`, as the API server's shim does.
 *
 * @see https://github.com/kubernetes/kubernetes/tree/master/staging/src/k8s.io/csi-translation-lib/plugins
 */
export function translateInTree(provisioner: string, parameters: Parameters, topologies: readonly TopologyTerm[]): Translation {
  const rules = RULES[provisioner] ?? {};
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
    // The in-tree plugin rounded small disks up by itself.
    if (provisioner === 'kubernetes.io/aws-ebs' && key === 'iopspergb') result.allowautoiopspergbincrease = 'true';
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
