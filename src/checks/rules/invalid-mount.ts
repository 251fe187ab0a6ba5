import { hasParentPart } from '../../facts/kubernetes/paths';
import { mountFaults } from '../../facts/kubernetes/volume-mounts';
import { Mount, PodTemplate } from '../pod-template';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const pod of set.pods) yield* checkPod(pod);
}

function* checkPod({ mounts }: PodTemplate): Generator<Discovery> {
  for (const mount of mounts) {
    if (mount.isDevice) yield* checkDevice(mount);
    else if (mount.at.map !== undefined) {
      for (const { path, why, remedy } of mountFaults(mount.at.map)) {
        yield { at: mount.at.at(...path), cause: `${titleOf(mount)} ${why}, and the API server refuses that.`, remedy };
      }
    }
  }
}

/** What a device can be is volume-mode-mismatch's. */
function* checkDevice(mount: Mount): Generator<Discovery> {
  const { at, path } = mount;
  if (path === undefined || !hasParentPart(path)) return;
  yield {
    at: at.at('devicePath'),
    cause: `${titleOf(mount)} is at ${path}, and the API server refuses ".." there.`,
    remedy: 'Write the path without "..".',
  };
}

const titleOf = ({ container, name, isDevice }: Mount): string =>
  `The ${isDevice ? 'device' : 'mount'} of ${name ?? 'a volume'} in container ${container.name}`;

export const invalidMount: Rule = {
  id: 'invalid-mount',
  level: 'error',
  summary: 'a mount that the API server refuses: a subPath that leads out of its volume, recursiveReadOnly without readOnly',
  explanation: {
    why: [
      'A subPath leads to a place inside of its volume, so it is relative and has no ".." in it. recursiveReadOnly says how far readOnly goes, and needs it; mounts that come from the node later cannot be promised to be read-only.',
      'The API server refuses such Pods, and workloads whose Pods would be such.',
    ],
    wrong: yaml`
      apiVersion: v1
      kind: Pod
      metadata:
        name: wiki
      spec:
        containers:
          - name: wiki
            image: registry.example.com/wiki:2.4.0
            volumeMounts:
              - { name: pages, mountPath: /pages, subPath: ../wiki }
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
        containers:
          - name: wiki
            image: registry.example.com/wiki:2.4.0
            volumeMounts:
              - { name: pages, mountPath: /pages, subPath: wiki }
        volumes:
          - name: pages
            persistentVolumeClaim: { claimName: pages }
    `,
    see: [
      'https://kubernetes.io/docs/concepts/storage/volumes/#using-subpath',
      'https://kubernetes.io/docs/concepts/storage/volumes/#recursive-read-only-mounts',
    ],
  },
  check,
};
