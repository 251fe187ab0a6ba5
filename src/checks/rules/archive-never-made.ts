import { archiveProblem } from '../../facts/drivers';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const { root, name } of set.all('storage.k8s.io/StorageClass')) {
    const parameters = root.at('parameters');
    if (root.at('reclaimPolicy').text === 'Retain' || parameters.map === undefined) continue;
    const problem = archiveProblem(root.at('provisioner').text ?? '', parameters.map);
    if (problem === undefined) continue;
    yield {
      at: parameters.at('pathPattern'),
      cause: `The pathPattern of class ${name} ${problem}.`,
      remedy: 'Write the pattern without a slash, such as "${.PVC.namespace}-${.PVC.name}", or run a version above 4.0.2.',
    };
  }
}

export const archiveNeverMade: Rule = {
  id: 'archive-never-made',
  level: 'info',
  summary: 'a class of nfs-subdir-external-provisioner whose archive of deleted claims is never made',
  explanation: {
    why: [
      'With archiveOnDelete, which is the default, the provisioner renames the directory of a claim that was deleted. Up to version 4.0.2 it looks for the last part of the path only: with a pattern of namespace/name it finds nothing, says "deletion skipped", and the data stays where it is, for the next claim of that name to start with.',
    ],
    wrong: yaml`
      apiVersion: storage.k8s.io/v1
      kind: StorageClass
      metadata:
        name: directories
      provisioner: k8s-sigs.io/nfs-subdir-external-provisioner
      parameters:
        pathPattern: "\${.PVC.namespace}/\${.PVC.name}"
        archiveOnDelete: "true"
    `,
    right: yaml`
      apiVersion: storage.k8s.io/v1
      kind: StorageClass
      metadata:
        name: directories
      provisioner: k8s-sigs.io/nfs-subdir-external-provisioner
      parameters:
        pathPattern: "\${.PVC.namespace}-\${.PVC.name}"
        archiveOnDelete: "true"
    `,
    see: [
      'https://github.com/kubernetes-sigs/nfs-subdir-external-provisioner#readme',
      'https://github.com/kubernetes-sigs/nfs-subdir-external-provisioner/issues/91',
    ],
  },
  check,
};
