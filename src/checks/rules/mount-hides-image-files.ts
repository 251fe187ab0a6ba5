import { isAbsolute, isSystemPath, isUnder, normalizePath } from '../../facts/kubernetes/paths';
import { Mount } from '../pod-template';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const pod of set.pods) {
    for (const mount of pod.mounts) {
      const { path, at, container, isDevice, name } = mount;
      if (path === undefined || isDevice || !isAbsolute(path) || !isSystemPath(path) || isMeant(mount)) continue;
      // A device at a path is a mistake of its own, and no other path helps.
      if (mount.volume !== undefined && set.claim(pod, mount.volume)?.volumeMode === 'Block') continue;
      yield {
        at: at.at('mountPath'),
        cause: `Container ${container.name} mounts volume ${name} at ${normalizePath(path)}, and hides the files of the image or the kernel there.`,
        remedy: 'Mount it at a directory of its own, such as /data or /var/lib/app; a single file can be laid in by subPath.',
      };
    }
  }
}

/** The node's own tree in its place, as agents need it, or huge pages where programs look for them. */
function isMeant({ path, volume }: Mount): boolean {
  if (volume === undefined) return false;
  const medium = volume.source.at('medium').text ?? '';
  if (volume.type === 'emptyDir') return medium.startsWith('HugePages') && isUnder(path!, '/dev');
  return volume.type === 'hostPath' && normalizePath(volume.source.at('path').text ?? '') === normalizePath(path!);
}

export const mountHidesImageFiles: Rule = {
  id: 'mount-hides-image-files',
  level: 'warning',
  summary: 'a mount exactly at a system directory, such as /, /etc, /usr, /bin, /lib, /var or /home',
  explanation: {
    why: [
      'A mount hides all that the image has at its path: at /etc that is the users and the certificates, at /usr the programs. The API server accepts even a mount at /, and then no container starts.',
    ],
    wrong: yaml`
      apiVersion: v1
      kind: Pod
      metadata:
        name: web
      spec:
        containers:
          - name: web
            image: nginx:1.29.1
            volumeMounts:
              - name: config
                mountPath: /etc
                readOnly: true
        volumes:
          - name: config
            configMap:
              name: web
    `,
    right: yaml`
      apiVersion: v1
      kind: Pod
      metadata:
        name: web
      spec:
        containers:
          - name: web
            image: nginx:1.29.1
            volumeMounts:
              - name: config
                mountPath: /etc/nginx/conf.d
                readOnly: true
        volumes:
          - name: config
            configMap:
              name: web
    `,
    see: ['https://kubernetes.io/docs/concepts/storage/volumes/'],
  },
  check,
};
