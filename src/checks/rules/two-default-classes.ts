import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  const [first, ...others] = set.defaultClasses;
  for (const storageClass of others) {
    if (storageClass.name === first.name) continue;
    yield {
      at: storageClass.root.at('metadata', 'annotations'),
      cause: `Class ${storageClass.name} is marked as the default, and so is ${first.name}: claims that name no class get the one that was made last.`,
      remedy: 'Mark one class at most, and name the class in every claim.',
    };
  }
}

export const twoDefaultClasses: Rule = {
  id: 'two-default-classes',
  level: 'warning',
  summary: 'more than one default class',
  explanation: {
    why: [
      'Of several default classes the newest wins, so which storage a claim gets depends on the order in which they were applied. Before 1.26 such claims were refused.',
    ],
    wrong: yaml`
      apiVersion: storage.k8s.io/v1
      kind: StorageClass
      metadata:
        name: standard
        annotations:
          storageclass.kubernetes.io/is-default-class: "true"
      provisioner: ebs.csi.aws.com
      volumeBindingMode: WaitForFirstConsumer
      ---
      apiVersion: storage.k8s.io/v1
      kind: StorageClass
      metadata:
        name: fast
        annotations:
          storageclass.kubernetes.io/is-default-class: "true"
      provisioner: ebs.csi.aws.com
      volumeBindingMode: WaitForFirstConsumer
    `,
    right: yaml`
      apiVersion: storage.k8s.io/v1
      kind: StorageClass
      metadata:
        name: standard
        annotations:
          storageclass.kubernetes.io/is-default-class: "true"
      provisioner: ebs.csi.aws.com
      volumeBindingMode: WaitForFirstConsumer
      ---
      apiVersion: storage.k8s.io/v1
      kind: StorageClass
      metadata:
        name: fast
        annotations:
          storageclass.kubernetes.io/is-default-class: "false"
      provisioner: ebs.csi.aws.com
      volumeBindingMode: WaitForFirstConsumer
    `,
    see: ['https://kubernetes.io/docs/concepts/storage/storage-classes/#default-storageclass'],
  },
  check,
};
