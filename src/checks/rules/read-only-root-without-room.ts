import { scratchOf } from '../../facts/programs/scratch';
import { parseImage } from '../../facts/kubernetes/images';
import { isAbsolute, isWithin } from '../../facts/kubernetes/paths';
import { configurationOf } from '../lookup/configuration';
import { lossOf } from '../lookup/loss';
import { Program, programIn, savesNothing } from '../lookup/programs';
import { isConfigVolume } from '../lookup/storage';
import { Container } from '../pod-template';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const pod of set.pods) {
    for (const container of pod.running) {
      const flag = container.at.at('securityContext', 'readOnlyRootFilesystem');
      if (flag.flag !== true) continue;
      const closed = writesOf(container, programIn(set, container), () => configurationOf(set, pod, container).text).filter(
        (directory) => !isOpen(container, directory),
      );
      if (closed.length === 0) continue;
      yield {
        at: flag,
        cause: `The root file system of container ${container.name} is read-only, and ${container.image!} writes to ${closed.join(' and to ')}, where no volume is: it ends at its start, or when it comes to write.`,
        remedy: `Mount an emptyDir with a sizeLimit at ${closed.join(' and at ')}.`,
      };
    }
  }
}

function writesOf(container: Container, program: Program | undefined, configuration: () => string): readonly string[] {
  if (program !== undefined) {
    const { image, mount, directory } = program;
    // Where its data is missed, a rule of its own asks for a claim.
    const needsData = mount === undefined && !savesNothing(program) && lossOf(program) === undefined;
    return [...(needsData && !directory.includes('$') ? [directory] : []), ...(image.scratch ?? [])];
  }
  if (container.image === undefined || container.at.at('command').texts.length > 0 || hasOwnConfiguration(container)) return [];
  const reference = parseImage(container.image);
  return reference === undefined ? [] : scratchOf(reference, configuration);
}

/** Whether the file that says where it writes is another one than that of the image. */
function hasOwnConfiguration({ at, mounts }: Container): boolean {
  return (
    at.at('args').texts.includes('-c') || mounts.some(({ path }) => path !== undefined && /^\/etc\/[^/]+(?:\/[^/]+\.conf)?\/?$/.test(path))
  );
}

/** Whether a writable volume is at a directory or above it; /var/run is /run in nearly all images, and /var/lock is in it. */
function isOpen({ mounts }: Container, directory: string): boolean {
  const names = [
    directory,
    directory.replace(/^\/var\/run/, '/run').replace(/^\/var\/lock/, '/run/lock'),
    directory.replace(/^\/run/, '/var/run').replace(/^\/var\/lock/, '/var/run/lock'),
  ];
  return mounts.some(
    ({ path, volume, writable, isDevice }) =>
      path !== undefined &&
      isAbsolute(path) &&
      writable &&
      !isDevice &&
      (volume === undefined || !isConfigVolume(volume)) &&
      names.some((name) => isWithin(name, path)),
  );
}

export const readOnlyRootWithoutRoom: Rule = {
  id: 'read-only-root-without-room',
  level: 'warning',
  summary: 'a read-only root file system, and no volume where the program of the image writes',
  explanation: {
    why: [
      'With readOnlyRootFilesystem a container writes to its volumes alone. Many programs write to a directory of their own when they start, such as /var/cache/nginx or the place of a socket, and end where they cannot: the Pod crashes in a loop, and the reason is in its log only.',
      'An emptyDir with a sizeLimit at each of these directories is enough.',
    ],
    wrong: yaml`
      apiVersion: apps/v1
      kind: Deployment
      metadata:
        name: site
      spec:
        selector:
          matchLabels: { app: site }
        template:
          metadata:
            labels: { app: site }
          spec:
            containers:
              - name: site
                image: nginx:1.29.1
                securityContext: { readOnlyRootFilesystem: true }
    `,
    right: yaml`
      apiVersion: apps/v1
      kind: Deployment
      metadata:
        name: site
      spec:
        selector:
          matchLabels: { app: site }
        template:
          metadata:
            labels: { app: site }
          spec:
            containers:
              - name: site
                image: nginx:1.29.1
                securityContext: { readOnlyRootFilesystem: true }
                resources: { requests: { ephemeral-storage: 100Mi }, limits: { ephemeral-storage: 200Mi } }
                volumeMounts:
                  - { name: run, mountPath: /var/run }
                  - { name: cache, mountPath: /var/cache/nginx }
            volumes:
              - { name: run, emptyDir: { sizeLimit: 1Mi } }
              - { name: cache, emptyDir: { sizeLimit: 100Mi } }
    `,
    see: [
      'https://kubernetes.io/docs/tasks/configure-pod-container/security-context/',
      'https://hub.docker.com/r/nginxinc/nginx-unprivileged',
    ],
  },
  check,
};
