import { normalizePath } from '../../facts/kubernetes/paths';
import { chownProblem, ownerChanges } from '../lookup/owners';
import { placeOfCommands } from '../lookup/shell';
import { PodTemplate } from '../pod-template';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const pod of set.pods) yield* checkPod(pod);
}

function* checkPod(pod: PodTemplate): Generator<Discovery> {
  const told = new Set<string>();
  for (const { container, program, mount, path, unconditional } of ownerChanges(pod)) {
    // Whoever made a directory may do more with it; the root of a volume belongs to root.
    if (
      program !== 'chown' ||
      !unconditional ||
      path !== normalizePath(mount.path!) ||
      mount.subPath !== undefined ||
      told.has(container.name)
    ) {
      continue;
    }
    const problem = chownProblem(pod, container);
    if (problem === undefined) continue;
    told.add(container.name);
    const capability = problem.startsWith('has no');
    yield {
      at: placeOfCommands(container),
      cause: `Container ${container.name} gives ${path} on volume ${mount.name} to another user and ${problem}: "Operation not permitted"${container.role === 'init' ? ', and the Pod never starts' : ''}.`,
      remedy: capability
        ? 'Add the capability CHOWN, or set fsGroup on the Pod and leave the command out.'
        : 'Set fsGroup with fsGroupChangePolicy: OnRootMismatch on the Pod and leave the command out; or run it with runAsUser: 0 and runAsNonRoot: false.',
    };
  }
}

export const chownWithoutRoot: Rule = {
  id: 'chown-without-root',
  level: 'error',
  summary: 'a chown of a volume by a user who may not: not root, or root without the capability',
  explanation: {
    why: [
      'Only root gives files to somebody else, and root needs the capability CHOWN for it. An init container that inherits runAsUser from its Pod, or drops ALL capabilities, ends with "Operation not permitted", and the Pod waits for it for ever.',
      'fsGroup does the same without a container: the kubelet changes the group of the volume before anything starts.',
    ],
    wrong: yaml`
      apiVersion: v1
      kind: Pod
      metadata:
        name: wiki
      spec:
        securityContext: { runAsUser: 1000, runAsNonRoot: true }
        initContainers:
          - name: owner
            image: busybox:1.37.0
            command: [chown, -R, "1000:1000", /pages]
            volumeMounts:
              - { name: pages, mountPath: /pages }
        containers:
          - name: wiki
            image: registry.example.com/wiki:2.4.0
            volumeMounts:
              - { name: pages, mountPath: /pages }
        volumes:
          - name: pages
            persistentVolumeClaim: { claimName: pages }
    `,
    right: yaml`
      apiVersion: v1
      kind: Pod
      metadata:
        name: wiki
      spec:
        securityContext:
          runAsUser: 1000
          runAsNonRoot: true
          fsGroup: 1000
          fsGroupChangePolicy: OnRootMismatch
        containers:
          - name: wiki
            image: registry.example.com/wiki:2.4.0
            volumeMounts:
              - { name: pages, mountPath: /pages }
        volumes:
          - name: pages
            persistentVolumeClaim: { claimName: pages }
    `,
    see: [
      'https://kubernetes.io/docs/tasks/configure-pod-container/security-context/#configure-volume-permission-and-ownership-change-policy-for-pods',
    ],
  },
  check,
};
