import { absent, allOf, anyOf, exists, fieldIs, kubectl, needs, not, ObjectName, said, unnamed, unused, wordsOf } from '../conditions';
import type { Condition, Requirement, Runbook, Step } from '../runbook';
import { guards } from '../parts/keepers';
import { Adoption, newClaimName, newSecretName } from './adoption';

/** What is changed in the cluster, step by step, so that a new database finds the data of the old one. */
export function adoptionRunbook(adoption: Adoption): Runbook {
  const objects = objectsOf(adoption);
  const { workload, title, unknown } = adoption;
  return {
    title: `Take over the data of ${workload.kind} ${workload.namespace}/${workload.name}`,
    about: [
      `The StatefulDatabase ${adoption.name} takes over the ${title} of ${workload.kind} ${workload.name}, with the volume ${adoption.claim.volume.name} on which its data lies. Nothing is copied.`,
      'Make a backup first, and try it. From the step that stops the old server to the one that applies the new one, the database is away.',
      'Run the script without a word to see what is so and what would be done; with --apply it is done. It may be killed and run again at any point.',
    ],
    requirements: requirementsOf(adoption, objects),
    steps: [
      ...guards(adoption.keepers, {
        claims: [objects.oldClaim],
        isApplied: objects.isApplied,
        because: `It would start the old server again, and with it two servers on one volume. Take ${workload.kind} ${workload.name} out of its source, and let it go on only when ${adoption.name} is in it.`,
      }),
      ...keepVolume(adoption, objects),
      ...keepClaims(adoption, objects),
      ...makeSecret(adoption),
      ...stopOld(adoption, objects),
      ...(adoption.way === 'moved' ? moveClaim(adoption, objects) : []),
      ...removeOld(adoption, objects),
      ...applyNew(adoption, objects),
      ...policyBack(adoption, objects),
    ],
    unknown: [
      ...unknown,
      'Whether anything else writes to the data, or starts the old server again: an operator, an autoscaler, a pipeline.',
      'Whether clients find the server under its new names, and whether network policies let them in: connect() and allowFrom() say who may.',
    ],
  };
}

interface Objects {
  readonly namespace: string;
  readonly workload: ObjectName;
  readonly set: ObjectName;
  readonly oldClaim: ObjectName & { readonly namespace: string };
  readonly newClaim: ObjectName & { readonly namespace: string };
  readonly volume: ObjectName;
  /** Whether the new database runs: its set is there, and is not the old one. */
  readonly isApplied: Condition;
  /** The claim of the new database has the volume. */
  readonly isBound: Condition;
}

const UID = '{.metadata.uid}';
const POLICY = '{.spec.persistentVolumeReclaimPolicy}';

function objectsOf(adoption: Adoption): Objects {
  const { namespace } = adoption.workload;
  const claim = (name: string) => ({ kind: 'persistentvolumeclaim', name, namespace });
  const set = { kind: 'statefulset', name: adoption.name, namespace };
  const newClaim = claim(newClaimName(adoption));
  return {
    namespace,
    workload: { kind: adoption.workload.kind.toLowerCase(), name: adoption.workload.name, namespace },
    set,
    oldClaim: claim(adoption.claim.name),
    newClaim,
    volume: { kind: 'persistentvolume', name: adoption.claim.volume.name },
    isApplied: said(
      `the new StatefulSet ${namespace}/${adoption.name} is there`,
      fieldIs(set, '{.metadata.labels.app\\.kubernetes\\.io/managed-by}', 'cdk8s-storage'),
    ),
    isBound: said(
      `the claim ${namespace}/${newClaim.name} has the volume ${adoption.claim.volume.name}`,
      allOf(fieldIs(newClaim, '{.spec.volumeName}', adoption.claim.volume.name), fieldIs(newClaim, '{.status.phase}', 'Bound')),
    ),
  };
}

function requirementsOf({ claim }: Adoption, { volume }: Objects): Requirement[] {
  const { uid, name } = claim.volume;
  const wrong = 'Look whether this is the cluster that was read, and read it again: kubectl get statefulset,deployment,pvc,pv,svc -o yaml.';
  return [
    needs(uid === undefined ? exists(volume) : said(`the volume ${name} is the one that was read`, fieldIs(volume, UID, uid)), wrong),
  ];
}

/** Nothing that happens to the claim may take the disk with it. */
function keepVolume({ claim }: Adoption, { volume, isApplied, isBound }: Objects): Step[] {
  const before = claim.volume.reclaimPolicy;
  return [
    {
      title: `Keep the volume ${volume.name}, whatever happens to its claim`,
      why:
        before === 'Retain'
          ? 'It is kept already; that is looked at each time.'
          : 'Its policy is Delete: it would go with its claim, and the data with it.',
      done: anyOf(fieldIs(volume, POLICY, 'Retain'), said('all is done', allOf(isApplied, isBound))),
      checks: [],
      act: [kubectl('patch', ...wordsOf(volume), '-p', '{"spec":{"persistentVolumeReclaimPolicy":"Retain"}}')],
      undo:
        before === undefined || before === 'Retain'
          ? { told: 'Leave it: a volume that is kept is never wrong.' }
          : { told: `Give it its policy back, once the claim that it belongs to is there.`, commands: [policyCommand(volume, before)] },
    },
  ];
}

const policyCommand = (volume: ObjectName, policy: string) =>
  kubectl('patch', ...wordsOf(volume), '-p', `{"spec":{"persistentVolumeReclaimPolicy":"${policy}"}}`);

function keepClaims({ deletesClaims, workload }: Adoption, objects: Objects): Step[] {
  if (!deletesClaims) return [];
  const path = (when: string) => `{.spec.persistentVolumeClaimRetentionPolicy.${when}}`;
  const patch = '{"spec":{"persistentVolumeClaimRetentionPolicy":{"whenDeleted":"Retain","whenScaled":"Retain"}}}';
  const owned = said(`no claim belongs to the old set`, fieldIs(objects.oldClaim, '{.metadata.ownerReferences}', ''));
  return [
    {
      title: `Have the old StatefulSet keep its claims`,
      why: 'Its retention policy deletes them when it is scaled down or deleted.',
      done: anyOf(
        allOf(fieldIs(objects.workload, path('whenDeleted'), 'Retain'), fieldIs(objects.workload, path('whenScaled'), 'Retain'), owned),
        isGone(workload.uid, objects),
      ),
      checks: [],
      act: [kubectl('patch', ...wordsOf(objects.workload), '-p', patch)],
      undo: { told: 'Leave it: claims that are kept are never wrong.' },
    },
  ];
}

/** The old workload is not there any more, or another one has its name. */
const isGone = (uid: string, { workload }: Objects): Condition =>
  not(fieldIs(workload, UID, uid), `the old ${workload.kind} ${workload.name} is gone`);

function makeSecret(adoption: Adoption): Step[] {
  const { credentials, workload } = adoption;
  const name = newSecretName(adoption);
  const { namespace } = workload;
  const secret = { kind: 'secret', name, namespace };
  if ('userKey' in credentials) return [];
  const undo = { told: 'Delete it, once nobody reads it.', commands: [kubectl('delete', ...wordsOf(secret), '--ignore-not-found')] };
  const title = `Make the Secret ${name}, with user and password`;
  if (!('secret' in credentials)) {
    const user = credentials.user ?? 'USER';
    return [
      {
        title,
        why: `${credentials.why} The users of the data stay as they are: the Secret has to hold one of them, by the keys username and password.`,
        done: exists(secret),
        checks: [],
        act: {
          byHand: `kubectl create secret generic ${name} -n ${namespace} --from-literal=username=${user} --from-file=password=/dev/stdin, and type the password, then Ctrl-D (twice, without a line break).`,
        },
        undo,
      },
    ];
  }
  const from = { kind: 'secret', name: credentials.secret, namespace };
  // The value goes from one Secret to the other as the server has it: it is neither decoded nor shown.
  const template = JSON.stringify({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace },
    data: { username: Buffer.from(credentials.user).toString('base64'), password: 'VALUE' },
  }).replace('"VALUE"', `"{{index .data "${credentials.passwordKey}"}}"`);
  return [
    {
      title,
      why: `The Secret ${credentials.secret} has the password of the user ${credentials.user}, and not his name; and it may go with what made it.`,
      done: exists(secret),
      checks: [needs(exists(from), 'Its name was read from the Pods. Make the new one by hand.')],
      act: [{ from: ['kubectl', 'get', ...wordsOf(from), '-o', `go-template=${template}`], ...kubectl('create', '-f', '-') }],
      undo,
    },
  ];
}

function stopOld({ workload }: Adoption, objects: Objects): Step[] {
  const old = objects.workload;
  return [
    {
      title: `Stop the old server`,
      why: 'Two servers on one volume destroy it.',
      done: anyOf(
        said(
          `${old.kind} ${old.name} has no replicas, and no Pod uses the claim ${objects.oldClaim.name}`,
          allOf(fieldIs(old, '{.spec.replicas}', '0'), unused(objects.oldClaim)),
        ),
        isGone(workload.uid, objects),
        objects.isApplied,
      ),
      checks: [needs(fieldIs(objects.volume, POLICY, 'Retain'), 'Run it again from the start.')],
      act: [kubectl('scale', ...wordsOf(old), '--replicas=0')],
      undo: {
        told: 'Start it again, while its claim is as it was.',
        commands: [kubectl('scale', ...wordsOf(old), '--replicas=1')],
      },
      within: 600,
    },
  ];
}

function moveClaim(adoption: Adoption, objects: Objects): Step[] {
  const { claim } = adoption;
  const { oldClaim, newClaim, volume, isBound } = objects;
  const manifest = (name: string) =>
    JSON.stringify(
      {
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        metadata: { name, namespace: objects.namespace },
        spec: {
          accessModes: claim.accessModes,
          storageClassName: claim.className,
          volumeName: volume.name,
          resources: { requests: { storage: claim.size } },
        },
      },
      undefined,
      2,
    );
  const reference = (name: string) => ({ apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace: objects.namespace, name });
  const point = (name: string, uid?: string) =>
    kubectl(
      'patch',
      ...wordsOf(volume),
      '--type=json',
      '-p',
      JSON.stringify([
        ...(uid === undefined ? [] : [{ op: 'test', path: '/spec/claimRef/uid', value: uid }]),
        { op: 'replace', path: '/spec/claimRef', value: reference(name) },
      ]),
    );
  const isKept = needs(fieldIs(volume, POLICY, 'Retain'), 'Run it again from the start: without this the disk goes with the claim.');
  const isPointed = said(`the volume is kept for the claim ${newClaim.name}`, fieldIs(volume, '{.spec.claimRef.name}', newClaim.name));
  return [
    {
      title: `Delete the claim ${oldClaim.name}`,
      why: 'A claim cannot be renamed. The volume stays, and is free for another one.',
      done: not(fieldIs(oldClaim, UID, claim.uid), `the old claim ${oldClaim.name} is gone`),
      checks: [
        isKept,
        needs(unused(oldClaim), 'Stop what uses it.'),
        unnamed(oldClaim),
        needs(
          anyOf(absent(newClaim), isBound),
          `There is a claim ${newClaim.name} already, of another volume. Look what is on it; give the database another name by --name, or delete that claim if nothing is.`,
        ),
      ],
      act: [kubectl('delete', ...wordsOf(oldClaim), '--timeout=120s')],
      undo: {
        told: 'Make it anew, for the same volume.',
        commands: [point(oldClaim.name), { ...kubectl('apply', '-f', '-'), input: manifest(oldClaim.name) }],
      },
    },
    {
      title: `Keep the volume for the claim ${newClaim.name}`,
      why: 'It remembers the claim that is gone (claimRef), and lets no other in.',
      done: isPointed,
      checks: [
        isKept,
        needs(not(fieldIs(oldClaim, UID, claim.uid), `the old claim ${oldClaim.name} is gone`), 'Run it again from the start.'),
      ],
      act: [point(newClaim.name, claim.uid)],
      undo: { told: `Keep it for ${oldClaim.name} again.`, commands: [point(oldClaim.name)] },
    },
    {
      title: `Make the claim ${newClaim.name}, for this volume`,
      why: 'The Pod of the new database looks for it by this name.',
      done: isBound,
      checks: [needs(isPointed, 'Run it again from the start.')],
      act: [{ ...kubectl('apply', '-f', '-'), input: manifest(newClaim.name) }],
      undo: { told: 'Delete it: the volume is kept.', commands: [kubectl('delete', ...wordsOf(newClaim))] },
      within: 300,
    },
  ];
}

/** What has the names of the new objects: kubectl would mix the two, and the server refuses some of it. */
function removeOld({ workload, name, services }: Adoption, objects: Objects): Step[] {
  const { namespace } = objects;
  const steps = services.map((service): Step => {
    const object = { kind: 'service', name: service.name, namespace };
    return {
      title: `Delete the old Service ${service.name}`,
      why: 'The new one has its name. Applied over the old one it would keep parts of its selector, and lead nowhere.',
      done: not(fieldIs(object, UID, service.uid), `the old Service ${service.name} is gone`),
      checks: [],
      act: [kubectl('delete', ...wordsOf(object))],
      undo: { told: 'What made it makes it again: helm upgrade, or a sync.' },
    };
  });
  if (workload.kind !== 'StatefulSet' || workload.name !== name) return steps;
  return [
    ...steps,
    {
      title: `Delete the old StatefulSet ${workload.name}, and leave its claims`,
      why: 'The new one has its name, and the claims, the selector and the Service of a set cannot be changed.',
      done: isGone(workload.uid, objects),
      checks: [needs(unused(objects.newClaim), 'Stop what uses it.')],
      act: [kubectl('delete', ...wordsOf(objects.workload), '--cascade=orphan', '--timeout=120s')],
      undo: { told: 'What made it makes it again: helm upgrade, or a sync. It finds its claim by its name.' },
    },
  ];
}

function applyNew({ name }: Adoption, { isApplied, isBound, set, namespace, newClaim, volume }: Objects): Step[] {
  const ready = fieldIs(set, '{.status.readyReplicas}', '1');
  return [
    {
      title: 'Apply the new database',
      why: 'It starts on the volume as it is, after it has looked at it.',
      done: isApplied,
      checks: [needs(isBound, 'Run it again from the start.'), needs(unused(newClaim), 'Something uses the claim. Stop it.')],
      act: { byHand: 'put the construct into your app, then synthesize and apply it: npx cdk8s synth && kubectl apply -f dist/.' },
      undo: { told: `Delete it, and leave the claims: the data is where it was.`, commands: [kubectl('delete', ...wordsOf(set))] },
    },
    {
      title: 'Wait until it is ready',
      why: 'A reason why it is not stands in the status of its Pod.',
      done: said(`${name} is ready`, ready),
      checks: [needs(isBound, `Look which volume the claim has: kubectl get pvc -n ${namespace}. It has to be ${volume.name}.`)],
      act: [kubectl('rollout', 'status', ...wordsOf(set), '--timeout=600s')],
      undo: { told: 'Nothing to take back.' },
    },
  ];
}

function policyBack({ claim }: Adoption, { volume, isBound, set }: Objects): Step[] {
  const before = claim.volume.reclaimPolicy;
  if (before === undefined || before === 'Retain') return [];
  return [
    {
      title: `Give the volume ${volume.name} its policy ${before} back`,
      why: 'Kept, it stays when its claim is deleted, which is the safer end. Do it only where volumes have to go with their claims.',
      done: fieldIs(volume, POLICY, before),
      checks: [needs(isBound, 'Its claim comes first.'), needs(fieldIs(set, '{.status.readyReplicas}', '1'), 'The database comes first.')],
      act: [policyCommand(volume, before)],
      undo: { told: 'Keep it.', commands: [policyCommand(volume, 'Retain')] },
      onlyWith: 'policy-back',
    },
  ];
}
