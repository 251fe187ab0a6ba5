import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const [manifest, { kind, path, why, remedy }] of set.fieldFaults) {
    if (kind !== 'unknown') continue;
    yield {
      at: manifest.root.at(...path),
      cause: `In ${manifest.toString()}, ${why}: kubectl refuses the object, and what applies it without looking leaves out what it does not know.`,
      remedy,
    };
  }
}

export const unknownField: Rule = {
  id: 'unknown-field',
  level: 'error',
  summary: 'a field that its object does not have: misspelt, or in the wrong place',
  explanation: {
    why: [
      'Names of fields matter to the letter: claimname is not claimName. kubectl asks the API server to refuse fields that it does not know, and the object is not applied. Other tools ask for no such thing, and the field is dropped without a word: a claim without its class, a Pod with an empty directory in the place of its data.',
      'Looked at are Pods and all workloads, claims, volumes, classes, snapshots, ConfigMaps, Secrets, Services, budgets and autoscalers, by the fields that Kubernetes itself says they have. Directives of merges, such as $patch, are none of them, nor is what SOPS adds.',
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
              - { name: pages, mountPath: /pages, readonly: true }
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
              - { name: pages, mountPath: /pages, readOnly: true }
        volumes:
          - name: pages
            persistentVolumeClaim: { claimName: pages }
    `,
    see: ['https://kubernetes.io/docs/reference/using-api/api-concepts/#field-validation'],
  },
  check,
};
