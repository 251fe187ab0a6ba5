import { byteQuantityProblem } from '../../facts/kubernetes/quantities';
import { Cursor } from '../cursor';
import { Level } from '../finding';
import { ManifestSet } from '../manifest-set';
import { PodTemplate } from '../pod-template';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const amount of amountsOf(set)) yield* checkAmount(amount);
}

/** An amount of bytes, and what it does. */
interface Amount {
  readonly at: Cursor;
  /** What has the amount, to begin a sentence. */
  readonly title: string;
  /** What comes of an amount that is next to nothing, to end a sentence. */
  readonly tooLittle: string;
  /** The level of that. */
  readonly level: Level;
}

function* amountsOf(set: ManifestSet): Generator<Amount> {
  for (const claim of set.everyClaim) {
    const tooLittle = 'the claim gets the least that the driver makes';
    const sides = claim.spec.at('resources');
    for (const side of ['requests', 'limits']) {
      yield { at: sides.at(side, 'storage'), title: `The ${claim.title}`, tooLittle, level: 'warning' };
    }
  }
  for (const volume of set.all('PersistentVolume')) {
    const tooLittle = 'no claim that asks for more than that gets the volume';
    yield { at: volume.root.at('spec', 'capacity', 'storage'), title: `Volume ${volume.name}`, tooLittle, level: 'warning' };
  }
  for (const quota of set.all('ResourceQuota')) {
    for (const [key, at] of quota.root.at('spec', 'hard').entries) {
      if (/(memory|storage)$/.test(key)) yield { at, title: `Quota ${quota.name}`, tooLittle: 'nothing fits into it', level: 'error' };
    }
  }
  for (const pod of set.pods) yield* amountsOfPod(pod);
}

function* amountsOfPod(pod: PodTemplate): Generator<Amount> {
  for (const { name, type, source } of pod.volumes) {
    if (type !== 'emptyDir') continue;
    const tooLittle = 'the Pod is evicted with the first byte, or cannot write it';
    yield { at: source.at('sizeLimit'), title: `Scratch volume ${name}`, tooLittle, level: 'error' };
  }
  const holders = [...pod.containers.map(({ at, name }) => [at, `Container ${name}`] as const), [pod.spec, 'The Pod'] as const];
  for (const [holder, title] of holders) {
    const resources = holder.at('resources');
    if (resources.map === undefined) continue;
    const [limits, requests] = [resources.at('limits'), resources.at('requests')];
    for (const [resource, result] of LIMITED) {
      if (limits.map !== undefined) yield { at: limits.at(resource), title, tooLittle: result, level: 'error' };
      if (requests.map === undefined) continue;
      yield { at: requests.at(resource), title, tooLittle: 'the scheduler reckons with none', level: 'warning' };
    }
  }
}

const LIMITED = [
  ['memory', 'the container never starts'],
  ['ephemeral-storage', 'the Pod is evicted with the first byte of its log'],
] as const;

function* checkAmount({ at, title, tooLittle, level }: Amount): Generator<Discovery> {
  const problem = at.exists ? byteQuantityProblem(at.value) : undefined;
  if (problem === undefined) return;
  const { kind, meant } = problem;
  const said = `${title} says ${String(at.value)}`;
  const remedy =
    meant === undefined ? 'Write a number and its unit: Mi, Gi or Ti, or M, G, T.' : `Write ${meant}, if that is what was meant.`;
  switch (kind) {
    case 'fraction':
      yield { level, at, cause: `${said}, which means thousandths of a byte and less: ${tooLittle}.`, remedy };
      return;
    case 'tiny':
      yield { level, at, cause: `${said}, which without a unit means bytes: ${tooLittle}.`, remedy };
      return;
    case 'vast':
      yield { level: 'warning', at, cause: `${said}, which is an exabyte or more.`, remedy };
  }
}

export const mistakenQuantity: Rule = {
  id: 'mistaken-quantity',
  level: 'error',
  otherLevels: ['warning'],
  summary: 'an amount of storage or memory in a unit that nobody meant',
  explanation: {
    why: [
      'Units are case-sensitive: 500M is 500 million bytes, 500m is half a byte, and 500 without a unit is 500 bytes. The API server takes all three. A claim then gets the least that its driver makes, a container with such a memory limit never starts, and a Pod with such a sizeLimit is evicted as soon as it writes.',
      'What ends in B, or begins its unit in lower case (5gb, 10g), is no quantity, and is refused: see wrong-type.',
    ],
    wrong: yaml`
      apiVersion: v1
      kind: PersistentVolumeClaim
      metadata:
        name: sessions
      spec:
        storageClassName: disks
        accessModes: [ReadWriteOnce]
        resources: { requests: { storage: 500m } }
    `,
    right: yaml`
      apiVersion: v1
      kind: PersistentVolumeClaim
      metadata:
        name: sessions
      spec:
        storageClassName: disks
        accessModes: [ReadWriteOnce]
        resources: { requests: { storage: 500Mi } }
    `,
    see: ['https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/#meaning-of-memory'],
  },
  check,
};
