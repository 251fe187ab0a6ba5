import { DEFAULT_MODE, octal } from '../../facts/kubernetes/file-modes';
import { isUnder } from '../../facts/kubernetes/paths';
import { variablesOf } from '../lookup/scripts';
import { writtenUser } from '../lookup/users';
import { Mount, PodTemplate } from '../pod-template';
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
  const passwordFile = variablesOf(container).get('PGPASSFILE');
  if (passwordFile === undefined || path === undefined || !isUnder(passwordFile, path) || sets) return;
  if (!hasGroup && (mode & 0o077) === 0) return;
  yield {
    at,
    cause: `Container ${container.name} takes passwords from ${passwordFile}, and PostgreSQL's programs leave out a file that a group can read: ${hasGroup ? `beside fsGroup, mode ${octal(mode)} becomes ${octal(mode | 0o440)}` : `it has mode ${octal(mode)}`}.`,
    remedy: 'Give the password in the variable PGPASSWORD, or copy the file to a scratch volume with mode 0600 first.',
  };
}

export const keyFileMode: Rule = {
  id: 'key-file-mode',
  level: 'warning',
  otherLevels: ['error'],
  summary: 'a file of a Secret that its program refuses for its mode (warning), or cannot read (error)',
  explanation: {
    why: [
      'Files of a Secret belong to root. With mode 0400 and without fsGroup, a program that does not run as root cannot read them. With fsGroup they belong to that group, and the kubelet lets it read them: 0400 becomes 0440.',
      'Programs of PostgreSQL do not take passwords from a file that a group can read, and go on without one.',
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
