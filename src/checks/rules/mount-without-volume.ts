import { didYouMean } from '../../util/did-you-mean';
import { runsOf, sparkSpec, Task, tasksOf } from '../lookup/tasks';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const run of runsOf(set)) for (const task of tasksOf(run)) yield* checkTask(task);
  for (const pod of set.pods) {
    // More names than these help nobody.
    const names = pod.volumes.slice(0, 20).map(({ name }) => name);
    for (const { at, name, path, container, volume } of pod.mounts) {
      if (volume !== undefined) continue;
      const where = path === undefined ? '' : ` at ${path}`;
      const near = name === undefined ? '' : didYouMean(name, names);
      yield {
        at: at.at('name'),
        cause:
          name === undefined
            ? `Container ${container.name} mounts a volume${where} without naming one.`
            : `Container ${container.name} mounts volume ${name}${where}, and the Pod has no volume or claim template of that name.`,
        remedy:
          near !== '' ? near.trim() : names.length > 0 ? `Name one of ${names.join(', ')}, or declare the volume.` : 'Declare the volume.',
      };
    }
  }
}

function* checkTask({ manifest, title, mounts, volumes, isOpen }: Task): Generator<Discovery> {
  const names = volumes.map(({ name }) => name);
  for (const { at, name } of mounts) {
    if (names.includes(name)) continue;
    const near = didYouMean(name, names.slice(0, 20)).trim();
    // In a template of its own it is the calling run that may have it; a name that is nearly one here is that one.
    if (isOpen && near === '') continue;
    const ofSpark = sparkSpec(manifest) !== undefined;
    yield {
      at: at.at('name'),
      level: isOpen ? 'warning' : undefined,
      cause: `${title} of ${manifest.toString()} mounts volume ${name}, and there is none of that name${ofSpark ? ': the operator leaves the mount out without a word, and what is written there stays in the container' : ''}.`,
      remedy: near === '' ? 'Declare the volume.' : near,
    };
  }
}

export const mountWithoutVolume: Rule = {
  id: 'mount-without-volume',
  level: 'error',
  otherLevels: ['warning'],
  summary: 'a volumeMount or volumeDevice that names no volume of the Pod and no claim template',
  explanation: {
    why: [
      'The API server refuses a Pod that mounts a volume it does not have. In a Deployment or StatefulSet the mistake shows late: the workload is accepted, and no Pod ever appears.',
      'Templates of Argo Workflows and tasks of Tekton are looked at as well, where they have their volumes beside them: the run begins, and stops at that step. The operator of Spark is worse: it leaves out the mount.',
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
              - name: date
                mountPath: /data
        volumes:
          - name: data
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
        volumes:
          - name: data
            emptyDir:
              sizeLimit: 1Gi
    `,
    see: ['https://kubernetes.io/docs/concepts/storage/volumes/'],
  },
  check,
};
