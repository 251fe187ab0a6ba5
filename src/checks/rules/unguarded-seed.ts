import { isAbsolute, normalizePath } from '../../facts/kubernetes/paths';
import { mountOver } from '../lookup/mounts';
import { fillIn } from '../../util/fill-in';
import { variablesOf } from '../lookup/scripts';
import { commandsOf, mentions, placeOfCommands, programOf, ShellCommand } from '../lookup/shell';
import { isConfigVolume, isPersistent } from '../lookup/storage';
import { Container, Mount, PodTemplate } from '../pod-template';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const pod of set.pods) {
    // What a Job copies, it copies once.
    if (pod.isTask) continue;
    for (const container of pod.containers) {
      if (container.role === 'init') yield* checkSeed(pod, container);
    }
  }
}

function* checkSeed(pod: PodTemplate, container: Container): Generator<Discovery> {
  if (!mentions(container, COPYING)) return;
  const commands = commandsOf(container);
  for (const [index, command] of commands.entries()) {
    if (isGuarded(commands, index)) continue;
    const copy = copyOf(command, variablesOf(container));
    const mount = copy && mountOver(container.mounts, copy.target);
    if (copy === undefined || mount?.volume === undefined || !mount.writable) continue;
    const persistent = isPersistent(mount.volume);
    if (!persistent && !(copy.recursive && mount.volume.type === 'emptyDir' && isChangedLater(pod, mount))) continue;
    yield {
      // Init containers run once for a Pod, and again where its sandbox was lost.
      // A file of a ConfigMap that is laid down anew each time is meant to be the newest.
      level: persistent && !copy.sources.every((path) => isConfigAt(container, path)) ? 'error' : 'info',
      at: placeOfCommands(container),
      cause: `Init container ${container.name} copies to ${copy.target} on volume ${mount.volume.name} each time it runs, over whatever the program has changed there.`,
      remedy: persistent
        ? 'Copy to a temporary directory, rename it when it is complete, and do nothing where that has been done.'
        : 'Copy to a directory that only the init container writes, or check first whether it has been done.',
    };
    return;
  }
}

const COPYING = /\b(cp|rsync|tar|unzip|git)\b/;

/** Options by which a copy leaves alone what is there. */
const CAREFUL = /^(--ignore-existing|--no-clobber|--update(=(none|older).*)?|--skip-old-files|--keep-old-files|-[a-zA-Z]*[nu][a-zA-Z]*)$/;

/** Programs that ask something: what comes of them is a condition. */
const ASKING = /^(\[|\[\[|test|ls|find|grep|egrep|stat|diff|cmp|mountpoint|git|mkdir|ln|readlink)$/;

const ENDING = /^(exit|return)$/;

/** Whether a script looks before it copies; a loop, and what happens after the copy, is no look. */
function isGuarded(commands: readonly ShellCommand[], index: number): boolean {
  const { words, conditions, joint, isCondition } = commands[index];
  if (conditions > 0 || isCondition) return true;
  const program = programOf(commands[index]);
  if ((program === 'cp' || program === 'rsync' || program === 'tar') && words.some((word) => CAREFUL.test(word))) return true;
  if (program === 'unzip' && words.some((word) => /^-[a-z]*[nu]/.test(word))) return true;
  const before = commands.slice(0, index);
  if ((joint === '||' || joint === '&&') && reaches(before)) return true;
  // An earlier look that ends the script: `[ -e x ] && exit 0`, `if ...; then exit 0; fi`.
  return before.some(
    (command, at) =>
      ENDING.test(command.words[0]) &&
      (command.conditions > 0 || ((command.joint === '&&' || command.joint === '||') && reaches(before.slice(0, at)))),
  );
}

/** Whether the list of commands that is joined by && and || so far begins with, or holds, one that asks. */
function reaches(before: readonly ShellCommand[]): boolean {
  for (let at = before.length - 1; at >= 0; at -= 1) {
    if (ASKING.test(programOf(before[at]))) return true;
    if (before[at].joint !== '&&' && before[at].joint !== '||' && before[at].joint !== '|') return false;
  }
  return false;
}

interface Copy {
  readonly sources: readonly string[];
  readonly target: string;
  readonly recursive: boolean;
}

/** What a command copies, and where to; undefined where it copies nothing that can be followed. */
function copyOf(command: ShellCommand, variables: ReadonlyMap<string, string>): Copy | undefined {
  const { words } = command;
  const program = programOf(command);
  const isClone = program === 'git' && words[1] === 'clone';
  if (!isClone && !/^(cp|rsync|tar|unzip)$/.test(program)) return undefined;
  const rest = words.slice(isClone ? 2 : 1).map((word) => fillIn(word, variables));
  const target = targetOf(program, rest);
  if (target === undefined || !isAbsolute(target)) return undefined;
  const sources = program === 'cp' ? rest.filter((word) => !word.startsWith('-') && word !== target) : [target];
  return { sources, target: normalizePath(target), recursive: program !== 'cp' || rest.some((word) => /^-[a-zA-Z]*[rRa]/.test(word)) };
}

function targetOf(command: string, words: readonly string[]): string | undefined {
  if (command === 'tar') return /(^|\s)-?[a-zA-Z]*x|--extract/.test(words.join(' ')) ? after(words, ['-C', '--directory']) : undefined;
  if (command === 'unzip') return after(words, ['-d']);
  const named = command === 'cp' ? after(words, ['-t', '--target-directory']) : undefined;
  return named ?? words.filter((word) => !word.startsWith('-')).at(-1);
}

function after(words: readonly string[], options: readonly string[]): string | undefined {
  const index = words.findIndex((word) => options.includes(word));
  return index < 0 ? undefined : words[index + 1];
}

/** Whether a path is a file of a ConfigMap or a Secret. */
function isConfigAt(container: Container, path: string): boolean {
  const volume = isAbsolute(path) ? mountOver(container.mounts, normalizePath(path))?.volume : undefined;
  return volume !== undefined && isConfigVolume(volume);
}

/** Whether a running container can write to what was copied. */
function isChangedLater(pod: PodTemplate, { volume }: Mount): boolean {
  return pod.mountsOf(volume!).some(({ writable, container }) => writable && container.role !== 'init');
}

export const unguardedSeed: Rule = {
  id: 'unguarded-seed',
  level: 'error',
  otherLevels: ['info'],
  summary: 'an init container that copies into a volume without checking what is there',
  explanation: {
    why: [
      'Init containers run at every start of the Pod, on a persistent volume that has been used (error), and on an emptyDir again when the node has restarted (warning, where a running container writes there too). A plain copy then overwrites what the program has changed since. A file that comes from a ConfigMap or a Secret is laid down anew on purpose, as a rule, so that is an info.',
      'Checking whether the directory is empty, or cp -n, stops that, but takes a copy that was interrupted half-way for a complete one. Copy to a temporary directory on the same volume, and rename it when it is complete.',
    ],
    wrong: yaml`
      apiVersion: v1
      kind: Pod
      metadata:
        name: wiki
      spec:
        initContainers:
          - name: seed
            image: registry.example.com/wiki:2.4.0
            command: [sh, -c, "cp -R /defaults/. /data/"]
            volumeMounts:
              - { name: data, mountPath: /data }
        containers:
          - name: wiki
            image: registry.example.com/wiki:2.4.0
            volumeMounts:
              - { name: data, mountPath: /data }
        volumes:
          - name: data
            persistentVolumeClaim: { claimName: wiki }
    `,
    right: yaml`
      apiVersion: v1
      kind: Pod
      metadata:
        name: wiki
      spec:
        initContainers:
          - name: seed
            image: registry.example.com/wiki:2.4.0
            command:
              - sh
              - -ec
              - |
                [ ! -d /data/content ] || exit 0
                rm -rf /data/content.tmp
                cp -R /defaults/. /data/content.tmp
                sync
                mv /data/content.tmp /data/content
            volumeMounts:
              - { name: data, mountPath: /data }
        containers:
          - name: wiki
            image: registry.example.com/wiki:2.4.0
            volumeMounts:
              - { name: data, mountPath: /data }
        volumes:
          - name: data
            persistentVolumeClaim: { claimName: wiki }
    `,
    see: ['https://kubernetes.io/docs/concepts/workloads/pods/init-containers/#detailed-behavior'],
  },
  check,
};
