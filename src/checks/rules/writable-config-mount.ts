import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const pod of set.pods) {
    for (const container of pod.containers) {
      const mounts = container.mounts.filter(
        ({ at, volume }) => (volume?.type === 'configMap' || volume?.type === 'secret') && at.at('readOnly').flag !== true,
      );
      const [first] = mounts;
      if (first === undefined) continue;
      const paths = mounts.map(({ path }) => path).join(', ');
      yield {
        at: first.at,
        cause: `Container ${container.name} mounts ${mounts.length === 1 ? `${first.volume!.type} volume ${first.name}` : 'ConfigMaps and Secrets'} at ${paths} without readOnly, though nothing can be written there.`,
        remedy: 'Write readOnly: true, so that readers and other linters see it.',
      };
    }
  }
}

export const writableConfigMount: Rule = {
  id: 'writable-config-mount',
  level: 'info',
  summary: 'a ConfigMap or Secret mount that is not readOnly',
  explanation: {
    why: [
      'The kubelet mounts ConfigMaps and Secrets read-only whatever the manifest says. Saying so tells the reader that the program must not expect to write there. One finding is made for each container.',
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
              - { name: config, mountPath: /config }
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
            volumeMounts:
              - { name: config, mountPath: /config, readOnly: true }
        volumes:
          - name: config
            configMap: { name: web }
    `,
    see: ['https://kubernetes.io/docs/concepts/configuration/configmap/#using-configmaps-as-files-from-a-pod'],
  },
  check,
};
