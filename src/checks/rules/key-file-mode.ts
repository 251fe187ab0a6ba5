import { besideFsGroup, DEFAULT_MODE, octal } from '../../facts/kubernetes/file-modes';
import { isUnder, isWithin } from '../../facts/kubernetes/paths';
import { variablesOf, wordsOf } from '../lookup/scripts';
import { runsAsNonRoot, writtenUser } from '../lookup/users';
import { Container, Mount, PodTemplate } from '../pod-template';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const pod of set.pods) {
    for (const mount of pod.mounts) if (mount.volume?.type === 'secret') yield* checkMount(pod, mount);
  }
}

function* checkMount(pod: PodTemplate, { container, volume, path }: Mount): Generator<Discovery> {
  const at = volume!.source.at('defaultMode');
  const mode = at.number ?? DEFAULT_MODE;
  const hasGroup = pod.spec.at('securityContext', 'fsGroup').exists;
  const user = writtenUser(pod, container);
  const sets = volume!.source.at('items').items.some((item) => item.at('mode').exists);
  if (!hasGroup && user !== undefined && user !== 0 && (mode & 0o044) === 0 && !sets) {
    yield {
      at,
      level: 'error',
      cause: `Container ${container.name} runs as user ${user}, and the files of volume ${volume!.name} belong to root with mode ${octal(mode)}: it cannot read them.`,
      remedy: 'Set fsGroup on the Pod, which lets its group read them, and mode 0440.',
    };
    return;
  }
  if (sets) return;
  const refused = refusedFile(pod, container, path);
  if (refused !== undefined && (hasGroup || (mode & 0o077) !== 0)) {
    yield {
      at,
      cause: `Container ${container.name} has ${refused.file}, and ${refused.program} refuses a file that a group can read: ${hasGroup ? `beside fsGroup, mode ${octal(mode)} becomes ${octal(besideFsGroup(mode))}` : `it has mode ${octal(mode)}`}.`,
      remedy: 'Copy the file to a scratch volume with mode 0600 first, by an init container of the same user.',
    };
    return;
  }
  const passwordFile = variablesOf(container).get('PGPASSFILE');
  if (passwordFile === undefined || path === undefined || !isUnder(passwordFile, path)) return;
  if (!hasGroup && (mode & 0o077) === 0) return;
  yield {
    at,
    cause: `Container ${container.name} takes passwords from ${passwordFile}, and PostgreSQL's programs leave out a file that a group can read: ${hasGroup ? `beside fsGroup, mode ${octal(mode)} becomes ${octal(besideFsGroup(mode))}` : `it has mode ${octal(mode)}`}.`,
    remedy: 'Give the password in the variable PGPASSWORD, or copy the file to a scratch volume with mode 0600 first.',
  };
}

/** A file that its program refuses for its mode, whoever it belongs to; ssh only where it belongs to the user, who is root then. */
function refusedFile(pod: PodTemplate, container: Container, path: string | undefined): { file: string; program: string } | undefined {
  if (path === undefined) return undefined;
  const words = wordsOf(container);
  const keyFile = words[words.indexOf('--keyFile') + 1];
  if (words.includes('--keyFile') && isWithin(keyFile ?? '', path)) return { file: keyFile, program: 'mongod' };
  if (path.endsWith('/.erlang.cookie')) return { file: path, program: 'Erlang' };
  const isRoot = (writtenUser(pod, container) ?? 0) === 0 && !runsAsNonRoot(pod, container);
  return isRoot && SSH_KEY.test(path) ? { file: path, program: 'ssh' } : undefined;
}

const SSH_KEY = /\/(id_(rsa|dsa|ecdsa|ed25519)|ssh_host_[a-z0-9]+_key)$/;

export const keyFileMode: Rule = {
  id: 'key-file-mode',
  level: 'warning',
  otherLevels: ['error'],
  summary: 'a file of a Secret that its program refuses for its mode (warning), or cannot read (error)',
  explanation: {
    why: [
      'Files of a Secret belong to root. With mode 0400 and without fsGroup, a program that does not run as root cannot read them. With fsGroup they belong to that group, and the kubelet lets it read them: 0400 becomes 0440.',
      'Programs of PostgreSQL do not take passwords from a file that a group can read, and go on without one. Nor does mongod take such a keyFile, Erlang such a cookie, or ssh such a key of root.',
    ],
    wrong: yaml`
      apiVersion: v1
      kind: Pod
      metadata:
        name: report
      spec:
        securityContext: { runAsUser: 1000 }
        containers:
          - name: report
            image: registry.example.com/report:3.1.0
            volumeMounts:
              - { name: key, mountPath: /run/secrets/key, readOnly: true }
        volumes:
          - name: key
            secret: { secretName: report-key, defaultMode: 0400 }
    `,
    right: yaml`
      apiVersion: v1
      kind: Pod
      metadata:
        name: report
      spec:
        securityContext: { runAsUser: 1000, fsGroup: 1000 }
        containers:
          - name: report
            image: registry.example.com/report:3.1.0
            volumeMounts:
              - { name: key, mountPath: /run/secrets/key, readOnly: true }
        volumes:
          - name: key
            secret: { secretName: report-key, defaultMode: 0440 }
    `,
    see: [
      'https://kubernetes.io/docs/concepts/configuration/secret/#secret-files-permissions',
      'https://www.postgresql.org/docs/current/libpq-pgpass.html',
    ],
  },
  check,
};
