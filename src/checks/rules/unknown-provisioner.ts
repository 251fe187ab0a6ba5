import { misspeltProvisioner, nobodyServes } from '../../facts/kubernetes/provisioners';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const storageClass of set.all('storage.k8s.io/StorageClass')) {
    const at = storageClass.root.at('provisioner');
    const name = at.text;
    if (name === undefined) continue;
    const meant = misspeltProvisioner(name);
    if (nobodyServes(name)) {
      yield {
        at,
        cause: `Class ${storageClass.name} names the provisioner ${name}, and names below kubernetes.io belong to Kubernetes, which has none of that name: claims of the class stay Pending.`,
        remedy:
          meant === undefined
            ? 'Name the provisioner that is installed in the cluster, or kubernetes.io/no-provisioner for volumes that are made by hand.'
            : `Did you mean ${meant}?`,
      };
    } else if (meant !== undefined) {
      yield {
        level: 'warning',
        at,
        cause: `Class ${storageClass.name} names the provisioner ${name}, which nobody is known to serve, and ${meant} is near: where nothing of that name is installed, claims stay Pending without a word.`,
        remedy: `Did you mean ${meant}?`,
      };
    }
  }
}

export const unknownProvisioner: Rule = {
  id: 'unknown-provisioner',
  level: 'error',
  otherLevels: ['warning'],
  summary: 'a class whose provisioner nothing serves',
  explanation: {
    why: [
      'A class names the program that makes its volumes. Names below kubernetes.io were those of plugins inside Kubernetes, and the controller refuses others of them: no external provisioner can take their place. kubernetes.io/host-path was served by a test flag of the controller manager, kubernetes.io/nfs and kubernetes.io/local-path by nothing ever.',
      'A name with another prefix is waited for: the claim says that it waits for an external provisioner, for ever where the name is misspelt.',
    ],
    wrong: yaml`
      apiVersion: storage.k8s.io/v1
      kind: StorageClass
      metadata:
        name: shares
      provisioner: kubernetes.io/nfs
    `,
    right: yaml`
      apiVersion: storage.k8s.io/v1
      kind: StorageClass
      metadata:
        name: shares
      provisioner: nfs.csi.k8s.io
      parameters:
        server: nas.example.com
        share: /exports
    `,
    see: ['https://kubernetes.io/docs/concepts/storage/storage-classes/#provisioner'],
  },
  check,
};
