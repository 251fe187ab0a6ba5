import { isAbsolute, isWithin, normalizePath } from '../../facts/kubernetes/paths';
import { isSubPathOfConfig } from '../lookup/config-refs';
import { isPersistent } from '../lookup/storage';
import { Container, Mount } from '../pod-template';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const pod of set.pods) for (const container of pod.containers) yield* checkContainer(container);
}

interface Placed {
  readonly mount: Mount;
  readonly path: string;
}

function* checkContainer({ name, mounts }: Container): Generator<Discovery> {
  const placed = mounts
    .filter(({ path, isDevice }) => path !== undefined && isAbsolute(path) && !isDevice)
    .map((mount) => ({ mount, path: normalizePath(mount.path!) }));
  // With a slash at the end, a directory stands right before what lies below it.
  const sorted = [...placed].sort((one, other) => (`${one.path}/` < `${other.path}/` ? -1 : `${one.path}/` > `${other.path}/` ? 1 : 0));
  const above: Placed[] = [];
  for (const current of sorted) {
    while (above.length > 0 && !isWithin(current.path, above[above.length - 1].path)) above.pop();
    const outer = above.at(-1);
    if (outer !== undefined) yield* compare(name, outer, current);
    above.push(current);
  }
}

function* compare(container: string, outer: Placed, inner: Placed): Generator<Discovery> {
  if (outer.path === inner.path) {
    yield {
      at: inner.mount.at.at('mountPath'),
      cause: `Container ${container} mounts both ${outer.mount.name} and ${inner.mount.name} at ${inner.path}, so one hides the other.`,
      remedy: 'Give each mount a path of its own.',
    };
  } else if (!isSingleFile(inner.mount) && !isAnotherPart(outer.mount, inner.mount) && !isSamePlace(outer, inner)) {
    yield {
      level: mayHide(outer.mount, inner.mount) ? 'warning' : 'info',
      at: inner.mount.at.at('mountPath'),
      cause: `Container ${container} mounts ${inner.mount.name} at ${inner.path}, inside of ${outer.mount.name} at ${outer.path}, and hides what that has there.`,
      remedy: 'Mount them side by side.',
    };
  }
}

/** What a volume that starts empty has there is known, and what has a claim of its own is put there; what else is in a kept volume is not. */
function mayHide({ volume }: Mount, inner: Mount): boolean {
  if (volume === undefined || volume.type === 'hostPath') return true;
  return isPersistent(volume) && !(inner.volume !== undefined && isPersistent(inner.volume));
}

/** Directories of one volume, laid into each other by name. */
function isAnotherPart(outer: Mount, inner: Mount): boolean {
  if (outer.volume === undefined || outer.volume !== inner.volume || outer.subPath === undefined || inner.subPath === undefined) {
    return false;
  }
  return !isWithin(outer.subPath, inner.subPath);
}

/** What of the node stands there anyway, which is mounted once more for its propagation. */
function isSamePlace(outer: Placed, inner: Placed): boolean {
  const [around, within] = [outer, inner].map(({ mount: { volume, subPath } }) =>
    volume?.type === 'hostPath' && subPath === undefined ? volume.source.at('path').text : undefined,
  );
  if (around === undefined || within === undefined) return false;
  return normalizePath(within) === normalizePath(`${around}/${inner.path.slice(outer.path.length)}`);
}

/** A file laid into a directory: what subPath is for. */
function isSingleFile(mount: Mount): boolean {
  const { path, subPath } = mount;
  if (subPath === undefined) return false;
  const last = (text: string) => normalizePath(text).split('/').pop();
  return isSubPathOfConfig(mount) || (last(path!) === last(subPath) && /\.[A-Za-z0-9]+$/.test(path!));
}

export const overlappingMounts: Rule = {
  id: 'overlapping-mounts',
  level: 'error',
  otherLevels: ['warning', 'info'],
  summary:
    'two mounts of one container at the same path (error), or one below the other (warning, info inside of volumes that start empty)',
  explanation: {
    why: [
      'A mount hides what is there. Two mounts at one path leave one of them invisible, and the API server notices only when both are spelled alike: /data and /data/ pass.',
      'A mount below another hides what the outer volume has in that directory, and leaves an empty directory behind there. Inside of an emptyDir or of configuration there is little to hide, and a claim of its own for a directory is put there on purpose (info); a single file laid into a directory by subPath, directories of one volume laid into each other, and a directory of the node that stands there anyway, are not reported.',
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
                mountPath: /data
              - name: cache
                mountPath: /data/
        volumes:
          - name: data
            persistentVolumeClaim:
              claimName: data
          - name: cache
            emptyDir:
              sizeLimit: 1Gi
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
              - name: cache
                mountPath: /cache
        volumes:
          - name: data
            persistentVolumeClaim:
              claimName: data
          - name: cache
            emptyDir:
              sizeLimit: 1Gi
    `,
    see: ['https://kubernetes.io/docs/concepts/storage/volumes/'],
  },
  check,
};
