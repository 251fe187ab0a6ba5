import { NFS_CSI_DRIVER, sharedSubDirProblem } from '../../facts/nfs/servers';
import { splitRemedy } from '../remedy';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const { root, name } of set.all('storage.k8s.io/StorageClass')) {
    // The driver tells no upper from lower case.
    const [, at] = root.at('parameters').entries.find(([key]) => key.toLowerCase() === 'subdir') ?? [];
    if (root.at('provisioner').text !== NFS_CSI_DRIVER || !at?.text) continue;
    const problem = sharedSubDirProblem(at.text);
    if (problem === undefined) continue;
    const { reason, remedy } = splitRemedy(problem);
    const byName = at.text.includes('${pvc.metadata.name}');
    yield {
      level: byName ? 'info' : undefined,
      at,
      cause: `Class ${name} makes the directory ${at.text} for each claim: ${byName ? 'claims of one name in two namespaces share it' : reason}.`,
      remedy,
    };
  }
}

export const sharedNfsDirectory: Rule = {
  id: 'shared-nfs-directory',
  level: 'warning',
  otherLevels: ['info'],
  summary: 'a class of csi-driver-nfs whose claims all get one directory',
  explanation: {
    why: [
      'The NFS driver makes a directory for each claim, named after its volume, unless subDir says otherwise. A subDir without the names of claim and namespace, or of the volume, is the same for all: programs find the files of others, and with reclaim policy Delete the first claim that goes takes the data of all with it.',
    ],
    wrong: yaml`
      apiVersion: storage.k8s.io/v1
      kind: StorageClass
      metadata:
        name: shares
      provisioner: nfs.csi.k8s.io
      parameters:
        server: nas.example.com
        share: /exports
        subDir: team
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
        subDir: team/\${pvc.metadata.namespace}/\${pvc.metadata.name}
    `,
    see: ['https://github.com/kubernetes-csi/csi-driver-nfs/blob/master/docs/driver-parameters.md'],
  },
  check,
};
