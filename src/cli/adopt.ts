import { count, printable } from '../checks/formats/checked';
import { formatProblem } from '../checks/formats/human';
import { Adoption, newSecretName } from '../runbooks/adopt/adoption';
import { findAdoptions, NotAdopted } from '../runbooks/adopt/find';
import { adoptionRunbook } from '../runbooks/adopt/runbook';
import { runbookText } from '../runbooks/text';
import { adoptionCode } from './adopt-code';
import type { Command } from './command';
import { readInputs } from './input';
import { EXIT, Io, UsageError } from './io';
import { runbookFiles, WrittenFile, writeFiles } from './runbook-files';

export const ADOPT: Command = {
  usage: 'adopt FILE|DIRECTORY|- ...',
  about: [
    'Takes over databases that a cluster has: writes the construct for each, with storage.existing, and the runbook that hands its volume over,',
    'as a text and as a script that changes nothing without --apply. Nothing is asked of a cluster, and nothing in it is changed.',
    '',
    'Reads what this prints:',
    '  kubectl get statefulset,deployment,pvc,pv,svc -n NAMESPACE -o yaml',
    'Secrets are not needed: their names are read from the Pods, and no value of one is kept or printed.',
    '',
    'Exit code: 0 something is taken over, 1 nothing of what was read can be, 2 something could not be read or written.',
  ].join('\n'),
  options: {
    output: { short: 'o', value: 'DIRECTORY', help: 'Write NAME.ts, NAME.md and NAME.sh there; without it all is shown' },
    namespace: { short: 'n', value: 'NAMESPACE', help: 'Only what is in this namespace' },
    name: { value: 'NAME', help: 'What the database is called from now on, where one is taken over (default: its old name)' },
    'move-claims': {
      help: 'Give each claim the name that the new StatefulSet looks for; without it, a claim of another name is mounted as it is',
    },
  },
  async run(args, io) {
    const { manifests, problems, notes } = await readInputs(args.positionals, io, 'take over');
    for (const problem of [...problems, ...notes]) io.err(`${formatProblem(problem)}\n`);
    if (problems.length > 0) return EXIT.notChecked;
    const { found, left } = findAdoptions(manifests, {
      namespace: args.text('namespace'),
      name: args.text('name'),
      moveClaims: args.flag('move-claims'),
    });
    if (args.text('name') !== undefined && found.length > 1) {
      throw new UsageError(`--name is for one database, and there are ${found.length}. Choose by --namespace, or give the objects of one.`);
    }
    const directory = args.text('output');
    if (directory === undefined) for (const adoption of found) io.out(shown(adoption));
    else writeFiles(filesOf(found), directory, io);
    tell(found, left, io);
    return found.length > 0 ? EXIT.clean : EXIT.findings;
  },
};

/** Everything about one database, as one text. */
function shown(adoption: Adoption): string {
  return `${runbookText(adoptionRunbook(adoption))}\n## The construct\n\n\`\`\`ts\n${adoptionCode(adoption)}\`\`\`\n\n`;
}

/** The files of all; where two have one name, the namespace tells them apart. */
function filesOf(found: readonly Adoption[]): WrittenFile[] {
  const names = new Set<string>();
  return found.flatMap((adoption) => {
    const name = names.has(adoption.name) ? `${adoption.workload.namespace}.${adoption.name}` : adoption.name;
    names.add(name);
    return [
      { name: `${name}.ts`, text: adoptionCode(adoption), mode: 0o644 },
      ...runbookFiles({ name, runbook: adoptionRunbook(adoption) }),
    ];
  });
}

const WAYS: Readonly<Record<Adoption['way'], string>> = {
  'same name': 'its claim has the name that the new set looks for',
  'as it is': 'its claim is mounted under its old name',
  moved: 'its claim gets the name that the new set looks for',
};

function tell(found: readonly Adoption[], left: readonly NotAdopted[], io: Io): void {
  const lines = [
    ...found.flatMap((adoption) => [
      `taken over: ${adoption.workload.kind} ${adoption.workload.namespace}/${adoption.workload.name} (${adoption.title} ${adoption.version}): ${WAYS[adoption.way]}, ${adoption.claim.name}; user and password come from the Secret ${newSecretName(adoption)}`,
      ...adoption.otherServices.map(
        (service) => `  clients that use the Service ${service} find the database as ${adoption.name} from then on`,
      ),
      ...adoption.unknown.map((what) => `  not known: ${what}`),
    ]),
    ...left.map(({ object, why }) => `left as it is: ${object}: ${why}`),
    `${count(found.length, 'database')} can be taken over, ${count(left.length, 'workload')} with claims ${left.length === 1 ? 'is left as it is' : 'are left as they are'}.`,
  ];
  io.err(lines.map((line) => `${printable(line)}\n`).join(''));
}
