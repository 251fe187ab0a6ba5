import { isAbsolute, isUnder, normalizePath } from '../../facts/kubernetes/paths';
import { fillIn, variablesOf, wordsOf } from '../lookup/scripts';
import { isPersistent } from '../lookup/storage';
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
  const script = fillIn(wordsOf(container).join(isShell(container) ? '\n' : ' '), variablesOf(container));
  if (GUARD.test(script)) return;
  for (const { target, recursive } of copies(script)) {
    const mount = mountOf(container, target);
    if (mount?.volume === undefined || !mount.writable) continue;
    const persistent = isPersistent(mount.volume);
    if (!persistent && !(recursive && mount.volume.type === 'emptyDir' && isChangedLater(pod, mount))) continue;
    yield {
      level: persistent ? 'error' : 'warning',
      at: container.at.at(container.at.at('args').exists ? 'args' : 'command'),
      cause: `Init container ${container.name} copies to ${target} on volume ${mount.volume.name} each time it runs, over whatever the program has changed there.`,
      remedy: persistent
        ? 'Copy to a temporary directory, rename it when it is complete, and do nothing where that has been done.'
        : 'Copy to a directory that only the init container writes, or check first whether it has been done.',
    };
    return;
  }
}

/** Anything that looks before it copies. */
const GUARD =
  /(^|[\s;&|(])(if|case|test|while|until|\[{1,2})\s|\|\|\s*|--ignore-existing|--no-clobber|--update|-(?:[a-zA-Z]*n|[a-zA-Z]*u)\s/m;

const COPY = /(?:^|[\s;&|(/])(cp|rsync|tar|unzip|git\s+clone)\s+([^\n;&|]*)/g;

function isShell({ at }: Container): boolean {
  return /(^|\/)(sh|bash|ash|dash)$/.test([...at.at('command').texts, ...at.at('args').texts][0] ?? '');
}

interface Copy {
  readonly target: string;
  readonly recursive: boolean;
}

function* copies(script: string): Generator<Copy> {
  for (const [, command, rest] of script.matchAll(COPY)) {
    const words = rest
      .split(/\s+/)
      .map((word) => word.replace(/^["']|["']$/g, ''))
      .filter((word) => word !== '');
    const target = targetOf(command, words);
    if (target === undefined || !isAbsolute(target)) continue;
    yield { target: normalizePath(target), recursive: command !== 'cp' || words.some((word) => /^-[a-zA-Z]*[rRa]/.test(word)) };
  }
}

function targetOf(command: string, words: readonly string[]): string | undefined {
  if (command === 'tar') return /(^|\s)-?[a-zA-Z]*x|--extract/.test(words.join(' ')) ? after(words, ['-C', '--directory']) : undefined;
  if (command === 'unzip') return after(words, ['-d']);
  const named = command === 'cp' ? after(words, ['-t', '--target-directory']) : undefined;
  return named ?? words.filter((word) => !word.startsWith('-') && !word.startsWith('>') && !word.startsWith('2>')).at(-1);
}

function after(words: readonly string[], options: readonly string[]): string | undefined {
  const index = words.findIndex((word) => options.includes(word));
  return index < 0 ? undefined : words[index + 1];
}

/** The deepest mount that holds a path. */
function mountOf({ mounts }: Container, path: string): Mount | undefined {
  return mounts
    .filter(
      (mount) => mount.path !== undefined && isAbsolute(mount.path) && (normalizePath(mount.path) === path || isUnder(path, mount.path)),
    )
    .sort((one, other) => other.path!.length - one.path!.length)[0];
}

/** Whether a running container can write to what was copied. */
function isChangedLater(pod: PodTemplate, { volume }: Mount): boolean {
  return pod.mountsOf(volume!).some(({ writable, container }) => writable && container.role !== 'init');
}

export const unguardedSeed: Rule = {
  id: 'unguarded-seed',
  level: 'error',
  otherLevels: ['warning'],
  summary: 'an init container that copies into a volume without checking what is there',
  explanation: {
    why: [
      'Init containers run at every start of the Pod, on a persistent volume that has been used (error), and on an emptyDir again when the node has restarted (warning, where a running container writes there too). A plain copy then overwrites what the program has changed since.',
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
