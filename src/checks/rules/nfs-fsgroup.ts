import { forcesUser, titleOfDriver } from '../../facts/drivers';
import { driverOfPodVolume, isConfigVolume, isNfs } from '../lookup/storage';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const pod of set.pods) {
    const fsGroup = pod.spec.at('securityContext', 'fsGroup');
    const volumes = pod.volumes.filter((volume) => !isConfigVolume(volume));
    if (!fsGroup.exists || volumes.length === 0) continue;
    const drivers = volumes.map((volume) => driverOfPodVolume(set, pod, volume));
    if (drivers.every((driver) => driver !== undefined && forcesUser(driver))) {
      yield {
        level: 'info',
        at: fsGroup,
        cause: `fsGroup ${String(fsGroup.value)} does nothing for ${volumes.map(({ name }) => name).join(', ')}: on ${titleOfDriver(drivers[0]!)} the access point says as whom everything is read and written.`,
        remedy: 'Leave it out, and say uid and gid in the class.',
      };
      continue;
    }
    if (!drivers.every(isNfs)) continue;
    yield {
      at: fsGroup,
      cause: `fsGroup ${String(fsGroup.value)} does nothing good for ${volumes.map(({ name }) => name).join(', ')}: the kubelet ignores it on NFS, and csi-driver-nfs walks the whole share and fails where root is squashed.`,
      remedy: `Use supplementalGroups: [${String(fsGroup.value)}], the group that owns the files on the server.`,
    };
  }
}

export const nfsFsgroup: Rule = {
  id: 'nfs-fsgroup',
  level: 'warning',
  otherLevels: ['info'],
  summary: 'fsGroup in a Pod that mounts nothing but NFS or EFS',
  explanation: {
    why: [
      'fsGroup makes the kubelet change the group of all files. The in-tree NFS plugin ignores it. csi-driver-nfs obeys, walks the whole share, and fails on exports that squash root. Who may write is decided by the server, from the groups that the process has: supplementalGroups gives it one.',
      'On EFS with access points it does nothing at all, which is an info: the access point says as whom everything is read and written.',
    ],
    wrong: yaml`
      apiVersion: v1
      kind: Pod
      metadata:
        name: report
      spec:
        securityContext:
          fsGroup: 2000
        containers:
          - name: report
            image: registry.example.com/report:3.1.0
            volumeMounts:
              - { name: reports, mountPath: /reports }
        volumes:
          - name: reports
            nfs: { server: nfs.example.com, path: /reports }
    `,
    right: yaml`
      apiVersion: v1
      kind: Pod
      metadata:
        name: report
      spec:
        securityContext:
          supplementalGroups: [2000]
        containers:
          - name: report
            image: registry.example.com/report:3.1.0
            volumeMounts:
              - { name: reports, mountPath: /reports }
        volumes:
          - name: reports
            nfs: { server: nfs.example.com, path: /reports }
    `,
    see: [
      'https://kubernetes.io/docs/tasks/configure-pod-container/security-context/',
      'https://github.com/kubernetes-csi/csi-driver-nfs/issues/894',
    ],
  },
  check,
};
