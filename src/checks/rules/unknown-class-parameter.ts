import { CLASS_DRIVERS, driverOf } from '../../facts/drivers';
import { attributeProblems } from '../../facts/drivers/attributes';
import type { DriverFacts, ParameterProblem, Parameters } from '../../facts/drivers/driver-facts';
import { Manifest } from '../manifest';
import { splitRemedy } from '../remedy';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const storageClass of set.all('storage.k8s.io/StorageClass')) {
    const facts = driverOf(storageClass.root.at('provisioner').text ?? '');
    yield* checkClass(storageClass, facts, (parameters) => facts?.checkParameters(parameters) ?? []);
  }
  for (const attributes of set.all('storage.k8s.io/VolumeAttributesClass')) {
    const facts = driverOf(attributes.root.at('driverName').text ?? '');
    yield* checkClass(attributes, facts, (parameters) => (facts === undefined ? [] : attributeProblems(facts, parameters)));
  }
}

function* checkClass(
  storageClass: Manifest,
  facts: DriverFacts | undefined,
  problemsOf: (parameters: Parameters) => readonly ParameterProblem[],
): Generator<Discovery> {
  const { root, name } = storageClass;
  const parameters = root.at('parameters');
  if (parameters.map === undefined) return;
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
  for (const { parameter, value, problem, works } of problemsOf(texts)) {
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
      'The API server takes any parameters, and a class cannot be changed afterwards. What the driver does not know it refuses when the first claim comes, which then stays Pending, or it ignores it, and the disk is not the one that was meant. So it is with a VolumeAttributesClass, whose parameters are those that the driver can change of a volume in use: few, and by some under other names.',
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
