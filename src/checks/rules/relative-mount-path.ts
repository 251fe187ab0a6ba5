import { isAbsolute } from '../../facts/kubernetes/paths';
import { isPlaceholder } from '../../facts/kubernetes/placeholders';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

/** A drive, or a share or pipe: `C:\\data`, `\\\\.\\pipe\\csi-proxy`. */
const WINDOWS_PATH = /^[A-Za-z]:([\\/]|$)|^\\\\?[^\\]/;

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const pod of set.pods) {
    for (const { path, at, container, name, isDevice } of pod.mounts) {
      if (path !== undefined && (isAbsolute(path) || WINDOWS_PATH.test(path) || isPlaceholder(path))) continue;
      const key = isDevice ? 'devicePath' : 'mountPath';
      // What is no text is told as such.
      if (path === undefined && at.at(key).exists) continue;
      yield {
        at: at.at(key),
        cause:
          path === undefined || path === ''
            ? `Container ${container.name} mounts volume ${name} without a ${key}.`
            : `Container ${container.name} mounts volume ${name} at ${path}, which does not start with a slash; where that leads depends on the container runtime.`,
        remedy:
          path === undefined || path === ''
            ? `Give an absolute ${key}.`
            : `Write the whole path, such as /${path.replace(/^(\.\/)+/, '')}.`,
      };
    }
  }
}

export const relativeMountPath: Rule = {
  id: 'relative-mount-path',
  level: 'error',
  summary: 'a mountPath that is not absolute',
  explanation: {
    why: [
      'The API server accepts it. Some runtimes refuse to start the container, others take it from the root of the image: not from the working directory, as its author meant.',
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
              - name: data
                mountPath: data
        volumes:
          - name: data
            persistentVolumeClaim:
              claimName: data
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
              - name: data
                mountPath: /data
        volumes:
          - name: data
            persistentVolumeClaim:
              claimName: data
    `,
    see: ['https://kubernetes.io/docs/concepts/storage/volumes/'],
  },
  check,
};
