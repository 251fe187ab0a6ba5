import { CLASS_DRIVERS, driverOf } from '../../facts/drivers';
import { Manifest } from '../manifest';
import { splitRemedy } from '../remedy';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const storageClass of set.all('storage.k8s.io/StorageClass')) yield* checkClass(storageClass);
}

function* checkClass(storageClass: Manifest): Generator<Discovery> {
  const { root, name } = storageClass;
  const parameters = root.at('parameters');
  if (parameters.map === undefined) return;
  const facts = driverOf(root.at('provisioner').text ?? '');
  for (const [key, at] of parameters.entries) {
    if (at.text !== undefined) continue;
    yield {
      at,
      cause: `Parameter ${key} of class ${name} is ${JSON.stringify(at.value)}, which is no text, and the API server refuses it.`,
      remedy:
        at.number !== undefined || at.flag !== undefined ? `Quote it: "${JSON.stringify(at.value)}".` : 'Give a text, or leave it out.',
    };
  }
  // Values that are no texts are reported above already.
  const texts = Object.fromEntries(parameters.textEntries);
  for (const { parameter, value, problem, works } of facts?.checkParameters(texts) ?? []) {
    const { reason, remedy } = splitRemedy(problem);
    yield {
      level: works === true ? 'info' : undefined,
      at: parameters.at(parameter),
      cause: `Parameter ${parameter} of class ${name} is ${value === undefined ? 'missing' : JSON.stringify(value)}, ${reason === '' ? `and ${facts!.title} does not take that` : `for ${facts!.title}: ${reason}`}.`,
      remedy,
    };
  }
}

export const unknownClassParameter: Rule = {
  id: 'unknown-class-parameter',
  level: 'error',
  otherLevels: ['info'],
  summary: 'parameters of a class that its driver refuses or ignores',
  explanation: {
    why: [
      'The API server takes any parameters, and a class cannot be changed afterwards. What the driver does not know it refuses when the first claim comes, which then stays Pending, or it ignores it, and the disk is not the one that was meant.',
      `Known are ${CLASS_DRIVERS.map(({ title }) => title).join(', ')}. Values have to be texts, so numbers and true are quoted.`,
    ],
    wrong: yaml`
      apiVersion: storage.k8s.io/v1
      kind: StorageClass
      metadata:
        name: fast
      provisioner: ebs.csi.aws.com
      parameters:
        type: gp9
        encrypted: true
        fstype: ext4
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
        encrypted: "true"
        csi.storage.k8s.io/fstype: ext4
      volumeBindingMode: WaitForFirstConsumer
    `,
    see: [
      'https://kubernetes.io/docs/concepts/storage/storage-classes/#parameters',
      'https://github.com/kubernetes-sigs/aws-ebs-csi-driver/blob/master/docs/parameters.md',
    ],
  },
  check,
};
