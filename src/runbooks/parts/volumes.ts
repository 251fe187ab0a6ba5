import { shellWord } from '../../util/shell-word';
import {
  allOf,
  anyOf,
  absent,
  exists,
  fieldIs,
  fieldNames,
  kubectl,
  needs,
  not,
  ObjectName,
  said,
  titleOf,
  unnamed,
  unused,
  wordsOf,
} from '../conditions';
import type { Command, Condition, Lookup, Requirement, Step } from '../runbook';
import { wordsText } from '../words';
import { ClaimName } from './names';

/** The annotation by which a run that was killed finds a volume again, whose claim is gone by then. */
const MARK = 'cdk8s-storage/runbook';
const MARK_PATH = '{.metadata.annotations.cdk8s-storage/runbook}';
const POLICY = '{.spec.persistentVolumeReclaimPolicy}';

/** The manager under which fields of claims are written: whoever applies the same claim later takes over what he writes. */
const MANAGER = 'cdk8s-storage-runbook';

/** A volume that a runbook hands on. */
export interface HeldVolume {
  readonly object: ObjectName;
  /** Its mark, where only the cluster knows its name. */
  readonly mark?: string;
  /** What becomes of it with its claim, where that was read. */
  readonly policy?: string;
}

/** The volume of a claim whose name only the cluster knows. */
export function lookedUp(variable: string, claim: ClaimName, mark: string, others: readonly string[]): [HeldVolume, Lookup] {
  const title = `the volume of the claim ${claim.namespace}/${claim.name}`;
  const lookup: Lookup = {
    variable,
    title,
    ask: [`marked ${shellWord(mark)}`, ...others].join(' || '),
    command: kubectl('get', ...wordsOf(claim), '-o', 'jsonpath={.spec.volumeName}'),
  };
  return [{ object: { kind: 'persistentvolume', name: title, variable }, mark }, lookup];
}

/** A list of the shell that finds the volume of a claim, of a class where one is named. */
export const volumeOf = ({ name, namespace }: ClaimName, className?: string): string =>
  `volume_of ${wordsText([name, namespace, ...(className === undefined ? [] : [className])])}`;

export const isKept = ({ object }: HeldVolume): Requirement =>
  needs(fieldIs(object, POLICY, 'Retain'), 'Run it again from the start: without this the disk goes with its claim.');

/** The claim has the volume, and is bound. */
export const isBoundTo = (claim: ClaimName, { object }: HeldVolume): Condition =>
  said(
    `the claim ${claim.namespace}/${claim.name} has ${object.variable === undefined ? `the volume ${object.name}` : object.name}`,
    allOf(fieldNames(claim, '{.spec.volumeName}', object), fieldIs(claim, '{.status.phase}', 'Bound')),
  );

/** Another volume is that of the claim, or it is gone. */
export const hasLeft = (claim: ClaimName, { object }: HeldVolume): Condition =>
  not(fieldNames(claim, '{.spec.volumeName}', object), `the old claim ${claim.name} is gone`);

/** Nothing that happens to the claim may take the disk with it. */
export function keepVolume(volume: HeldVolume, isDone: Condition): Step {
  const { object, mark, policy } = volume;
  const annotations = mark === undefined ? {} : { metadata: { annotations: { [MARK]: mark } } };
  const patch = { ...annotations, spec: { persistentVolumeReclaimPolicy: 'Retain' } };
  return {
    title: `Keep ${titleInWords(volume)}, whatever happens to its claim`,
    why: `${policy === 'Retain' ? 'It is kept already; that is looked at each time.' : 'With the policy Delete it would go with its claim, and the data with it.'}${mark === undefined ? '' : ` A mark on it (the annotation ${MARK}) says which it is, when its claim is gone.`}`,
    done: anyOf(isDone, allOf(fieldIs(object, POLICY, 'Retain'), ...(mark === undefined ? [] : [isMarked(volume)]))),
    checks: [],
    act: [kubectl('patch', ...wordsOf(object), '-p', JSON.stringify(patch))],
    undo: { told: 'Leave it: a volume that is kept is never wrong.' },
  };
}

const titleInWords = ({ object }: HeldVolume): string => (object.variable === undefined ? `the volume ${object.name}` : object.name);

/** The run has marked the volume as the one that is meant. */
export const isMarked = ({ object, mark = '' }: HeldVolume): Condition => fieldIs(object, MARK_PATH, mark);

/** A claim whose volume goes over to another claim. */
export interface Handover {
  readonly from: ClaimName;
  readonly to: ClaimName;
  readonly volume: HeldVolume;
  /** What the new claim asks for; the size of the volume, where nothing is said. */
  readonly size?: string;
  readonly labels?: Readonly<Record<string, string>>;
  /** Holds once all is done. */
  readonly isDone: Condition;
}

/** Hands a volume from one claim to another: nothing mounts it meanwhile. */
export function handOver(handover: Handover): Step[] {
  const { from, to, volume, isDone } = handover;
  const { object } = volume;
  const isBound = isBoundTo(to, volume);
  const isPointed = said(
    `${titleInWords(volume)} is kept for the claim ${to.name}`,
    allOf(fieldIs(object, '{.spec.claimRef.namespace}', to.namespace), fieldIs(object, '{.spec.claimRef.name}', to.name)),
  );
  const gone = hasLeft(from, volume);
  return [
    {
      title: `Delete the claim ${from.name}`,
      why: 'A claim cannot be renamed. The volume stays, and is free for another one.',
      done: anyOf(isDone, gone),
      checks: [
        isKept(volume),
        needs(unused(from), 'Stop what uses it.'),
        unnamed(from),
        needs(
          anyOf(absent(to), fieldNames(to, '{.spec.volumeName}', object)),
          `There is a claim ${to.namespace}/${to.name} already, of another volume. Look what is on it; where that is nothing, stop what uses it and delete it.`,
        ),
      ],
      act: [kubectl('delete', ...wordsOf(from), '--timeout=120s')],
      undo: { told: 'Make it anew, for the same volume.', commands: [point(object, from), makeClaim({ ...handover, to: from })] },
    },
    {
      title: `Keep the volume for the claim ${to.name}`,
      why: 'It remembers the claim that is gone (claimRef), and lets no other in.',
      done: anyOf(isDone, isPointed),
      checks: [isKept(volume), needs(gone, 'Run it again from the start.')],
      act: [point(object, to)],
      undo: { told: `Keep it for ${from.name} again.`, commands: [point(object, from)] },
    },
    {
      title: `Make the claim ${to.name}, for this volume`,
      why: 'It asks for this volume by its name, so that no other is made.',
      done: anyOf(isDone, isBound),
      checks: [needs(isPointed, 'Run it again from the start.')],
      act: [makeClaim(handover)],
      undo: { told: 'Delete it: the volume is kept.', commands: [kubectl('delete', ...wordsOf(to))] },
      within: 300,
    },
  ];
}

/** The claim that is gone is forgotten by its id, too. */
function point(volume: ObjectName, { namespace, name }: ClaimName): Command {
  const claimRef = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace, name, uid: null, resourceVersion: null };
  return kubectl('patch', ...wordsOf(volume), '--type=merge', '-p', JSON.stringify({ spec: { claimRef } }));
}

/** A claim as its volume is: made from that in the cluster, which knows its modes and its class. */
function makeClaim({ to, volume, size = '{{.spec.capacity.storage}}', labels = {} }: Handover): Command {
  const modes = '[{{range $index, $mode := .spec.accessModes}}{{if $index}},{{end}}"{{$mode}}"{{end}}]';
  const attributes = '{{with .spec.volumeAttributesClassName}},"volumeAttributesClassName":"{{.}}"{{end}}';
  const metadata = JSON.stringify({ name: to.name, namespace: to.namespace, labels });
  const spec = `{"accessModes":${modes},"storageClassName":"{{with .spec.storageClassName}}{{.}}{{end}}"${attributes},"volumeMode":"{{.spec.volumeMode}}","volumeName":"{{.metadata.name}}","resources":{"requests":{"storage":"${size}"}}}`;
  const template = `{"apiVersion":"v1","kind":"PersistentVolumeClaim","metadata":${metadata},"spec":${spec}}`;
  return {
    from: ['kubectl', 'get', ...wordsOf(volume.object), '-o', `go-template=${template}`],
    ...kubectl('apply', '--server-side', `--field-manager=${MANAGER}`, '-f', '-'),
  };
}

/** The marks are for runs that were killed; the next runbook would take them for its own. */
export function forget(volumes: readonly HeldVolume[], isDone: Condition): Step[] {
  return volumes.flatMap((volume): Step[] =>
    volume.mark === undefined
      ? []
      : [
          {
            title: `Take the mark off ${titleInWords(volume)}`,
            why: 'It has told runs that were killed which volume is meant.',
            done: allOf(isDone, { that: 'no volume has the mark', test: `! marked ${shellWord(volume.mark)}` }),
            checks: [needs(isDone, 'Run it again from the start.')],
            act: [kubectl('annotate', ...wordsOf(volume.object), `${MARK}-`)],
            undo: { told: 'Leave it.' },
          },
        ],
  );
}

/** The policy comes back only where that is asked for. */
export function policyBack({ object, policy, mark }: HeldVolume, claim: ClaimName, isDone: Condition): Step[] {
  if (policy !== undefined && policy !== 'Delete') return [];
  // Without its mark it is found by its claim.
  const target: HeldVolume = { object, mark };
  return [
    {
      title: `Have ${titleInWords(target)} go with its claim ${policy === undefined ? '(Delete)' : 'again (Delete)'}`,
      why: 'Kept, it stays when its claim is deleted, which is the safer end. Do it only where volumes have to go with their claims.',
      done: fieldIs(object, POLICY, 'Delete'),
      checks: [needs(isDone, 'The rest comes first.'), needs(isBoundTo(claim, target), 'Its claim comes first.')],
      act: [kubectl('patch', ...wordsOf(object), '-p', '{"spec":{"persistentVolumeReclaimPolicy":"Delete"}}')],
      undo: {
        told: 'Keep it.',
        commands: [kubectl('patch', ...wordsOf(object), '-p', '{"spec":{"persistentVolumeReclaimPolicy":"Retain"}}')],
      },
      onlyWith: 'policy-back',
    },
  ];
}

/** Each volume is there, as far as it is looked at: the first requirement of a runbook. */
export function isFound(volume: HeldVolume, isDone: Condition): Requirement {
  const wrong = 'Look whether this is the cluster and the namespace that are meant, and read them again.';
  return volume.object.variable === undefined
    ? needs(exists(volume.object), wrong)
    : needs(said(`${titleOf(volume.object)} is found`, anyOf(isDone, exists(volume.object))), wrong);
}
