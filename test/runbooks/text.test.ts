import { exists, fieldIs, kubectl, needs, unused } from '../../src/runbooks/conditions';
import type { Runbook } from '../../src/runbooks/runbook';
import { commandText, runbookScript } from '../../src/runbooks/script';
import { runbookText } from '../../src/runbooks/text';

const volume = { kind: 'persistentvolume', name: 'pv-1' };
const retain = fieldIs(volume, '{.spec.persistentVolumeReclaimPolicy}', 'Retain');

const BOOK: Runbook = {
  title: 'Keep a volume',
  about: ['It would go with its claim.'],
  requirements: [needs(exists(volume), 'Look whether this is the right cluster.')],
  steps: [
    {
      title: 'Keep pv-1',
      why: 'Its policy is Delete.',
      done: retain,
      checks: [needs(unused({ name: 'data', namespace: 'shop' }), 'Scale to zero.')],
      act: [
        kubectl('patch', 'persistentvolume/pv-1', '-p', '{"spec":{}}'),
        { words: ['kubectl', 'create', '-f', '-'], input: 'kind: A\nEND\n' },
      ],
      undo: { told: 'Let it go again.', commands: [kubectl('get', "it's")] },
    },
    {
      title: 'Apply',
      why: 'It is a new set.',
      done: retain,
      checks: [],
      act: { byHand: 'run `kubectl apply`.' },
      undo: { told: 'Nothing to undo.' },
      onlyWith: 'apply',
    },
  ],
  unknown: ['Whether backups exist.'],
};

test('the text says for each step why, what is checked, done and undone, in the commands of the script', () => {
  expect(runbookText(BOOK)).toBe(`# Keep a volume

It would go with its claim.

## What has to hold throughout

- persistentvolume pv-1 is there. Otherwise: Look whether this is the right cluster.

## Step 1: Keep pv-1

Its policy is Delete.

- Before: no Pod uses the claim shop/data. Otherwise: Scale to zero.

\`\`\`sh
kubectl patch persistentvolume/pv-1 -p '{"spec":{}}'
kubectl create -f - <<'END_'
kind: A
END
END_
\`\`\`

Done when spec.persistentVolumeReclaimPolicy of persistentvolume pv-1 is Retain.

Undo: Let it go again.

\`\`\`sh
kubectl get 'it'\\''s'
\`\`\`

## Step 2: Apply

It is a new set.

Left out unless it is asked for: \`--with=apply\`.

By hand: run \`kubectl apply\`.

Done when spec.persistentVolumeReclaimPolicy of persistentvolume pv-1 is Retain.

Undo: Nothing to undo.

## What cannot be known from here

- Whether backups exist.
`);
});

test('the script does the same commands, the next only where the one before ended well', () => {
  expect(runbookScript(BOOK)).toContain(
    `act() {\nkubectl patch persistentvolume/pv-1 -p '{"spec":{}}' &&\nkubectl create -f - <<'END_'\nkind: A\nEND\nEND_\n}\n`,
  );
});

test('a here-document ends at no line of its own text', () => {
  expect(commandText({ words: ['cat'], input: 'END\nEND_\n' }, ' &&')).toBe("cat <<'END__' &&\nEND\nEND_\nEND__");
});
