import { configObject, configRefs, isSubPathOfConfig, neverChanges, rollsOnChange } from '../lookup/config-refs';
import { ManifestSet } from '../manifest-set';
import { Mount, PodTemplate } from '../pod-template';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const pod of set.pods) {
    if (pod.isTask || rollsOnChange(pod)) continue;
    for (const mount of pod.mounts) {
      if (mount.container.role === 'init' || !isSubPathOfConfig(mount) || isFixed(set, pod, mount)) continue;
      yield {
        at: mount.at.at(mount.at.at('subPath').exists ? 'subPath' : 'subPathExpr'),
        cause: `Container ${mount.container.name} sees ${mount.subPath} of ${mount.volume!.type} volume ${mount.name} by subPath: an update reaches it only when the container restarts, after a crash say.`,
        remedy: 'Mount the volume as a directory, or put a digest of the content into an annotation of the Pod template.',
      };
    }
  }
}

function isFixed(set: ManifestSet, pod: PodTemplate, { volume }: Mount): boolean {
  const refs = configRefs(pod).filter((ref) => ref.volume === volume);
  return refs.length > 0 && refs.every((ref) => neverChanges(configObject(set, pod, ref), ref.name));
}

export const subpathUpdateNeedsRestart: Rule = {
  id: 'subpath-update-needs-restart',
  level: 'warning',
  summary: 'a subPath mount of a ConfigMap, Secret, projected or downwardAPI volume',
  explanation: {
    why: [
      'The kubelet refreshes such volumes by swapping a link, and a subPath mount does not follow the link. The file stays as it was when the container started, and changes by surprise with the next restart. Mounted as a directory it changes within about 90 seconds.',
      'Where a digest in the Pod template (or a controller such as Reloader) replaces the Pods on every change, or the object is immutable, there is no surprise, and nothing is reported.',
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
              - { name: config, mountPath: /etc/nginx/nginx.conf, subPath: nginx.conf, readOnly: true }
        volumes:
          - name: config
            configMap: { name: web }
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
            args: [nginx, -c, /config/nginx.conf]
            volumeMounts:
              - { name: config, mountPath: /config, readOnly: true }
        volumes:
          - name: config
            configMap: { name: web }
    `,
    see: ['https://kubernetes.io/docs/concepts/storage/volumes/#using-subpath', 'https://github.com/kubernetes/kubernetes/issues/50345'],
  },
  check,
};
