import { IN_TREE_SOURCE_FIELDS, InTreeProvisioner, inTreeProvisioner, inTreeSource } from '../../facts/drivers/in-tree';
import { Cursor } from '../cursor';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const storageClass of set.all('storage.k8s.io/StorageClass')) {
    const at = storageClass.root.at('provisioner');
    const facts = inTreeProvisioner(at.text ?? '');
    if (facts !== undefined) yield discovery(at, `Provisioner ${facts.provisioner} of class ${storageClass.name}`, facts);
  }
  for (const volume of set.all('PersistentVolume')) {
    for (const field of IN_TREE_SOURCE_FIELDS) {
      const at = volume.root.at('spec', field);
      if (at.exists) yield discovery(at, `The source ${field} of volume ${volume.name}`, inTreeSource(field)!);
    }
  }
  for (const pod of set.pods) {
    for (const { name, type, source } of pod.volumes) {
      const facts = inTreeSource(type);
      if (facts !== undefined) yield discovery(source, `The source ${type} of volume ${name}`, facts);
      else if (type === 'gitRepo') yield gitRepo(source, name);
    }
  }
}

function discovery(at: Cursor, what: string, { removedIn, translates, successor, instead }: InTreeProvisioner): Discovery {
  return translates
    ? {
        at,
        cause: `${what} was removed with Kubernetes ${removedIn}; the API server translates it, and only where the driver ${successor} is installed.`,
        remedy: `Name the driver yourself: ${successor}.`,
      }
    : {
        level: 'error',
        at,
        cause: `${what} was removed with Kubernetes ${removedIn}, and nothing translates it.`,
        remedy: `${instead}.`,
      };
}

function gitRepo(at: Cursor, name: string): Discovery {
  return {
    level: 'error',
    at,
    cause: `Volume ${name} is a gitRepo, which Kubernetes 1.36 no longer mounts: whoever could write the repository could run commands on the node.`,
    remedy: 'Clone in an init container, into an emptyDir.',
  };
}

export const removedInTreeProvisioner: Rule = {
  id: 'removed-in-tree-provisioner',
  level: 'warning',
  otherLevels: ['error'],
  summary: 'a provisioner or volume source that was compiled into Kubernetes and is gone',
  explanation: {
    why: [
      'The code of the cloud disks has moved to CSI drivers. The API server still translates seven of the old names, and only where the driver is installed (warning). The others do nothing any more (error).',
      'A class cannot be changed: make a new one under another name, with the parameters in the words of the driver.',
    ],
    wrong: yaml`
      apiVersion: storage.k8s.io/v1
      kind: StorageClass
      metadata:
        name: fast
      provisioner: kubernetes.io/aws-ebs
      parameters:
        type: gp3
        fsType: ext4
      volumeBindingMode: WaitForFirstConsumer
    `,
    right: yaml`
      apiVersion: storage.k8s.io/v1
      kind: StorageClass
      metadata:
        name: fast
      provisioner: ebs.csi.aws.com
      parameters:
        type: gp3
        csi.storage.k8s.io/fstype: ext4
      volumeBindingMode: WaitForFirstConsumer
    `,
    see: [
      'https://kubernetes.io/docs/concepts/storage/volumes/#volume-types',
      'https://github.com/kubernetes/kubernetes/tree/master/staging/src/k8s.io/csi-translation-lib',
    ],
  },
  check,
};
