import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set, complete }: RuleContext): Generator<Discovery> {
  // What the Pods of each namespace mount there: a claim that is mounted where it is has its own use.
  const used = new Set(set.claims.filter((claim) => set.podsOfClaim(claim).length > 0).map(({ manifest }) => manifest));
  for (const pod of set.pods) {
    if (pod.namespace === undefined) continue;
    for (const volume of pod.volumes) {
      const { claimName, source } = volume;
      if (claimName === undefined || set.claim(pod, volume) !== undefined) continue;
      const elsewhere = set.findAll('PersistentVolumeClaim', claimName).find((claim) => complete || !used.has(claim));
      if (elsewhere === undefined) continue;
      yield {
        at: source.at('claimName'),
        cause: `The Pod is in namespace ${pod.namespace}, and claim ${claimName} is in namespace ${elsewhere.namespace}; a Pod can mount claims of its own namespace only.`,
        remedy: `Put both into one namespace, or make a claim in ${pod.namespace} with a volume of its own.`,
      };
    }
  }
}

export const claimInOtherNamespace: Rule = {
  id: 'claim-in-other-namespace',
  level: 'error',
  summary: 'a Pod and the claim that it mounts in different namespaces',
  explanation: {
    why: [
      'A claim is found by its name within the namespace of the Pod. The Pod stays Pending, with an event that the claim was not found. A volume has no namespace, so the same files can be given to a second claim where the storage allows it.',
    ],
    wrong: yaml`
      apiVersion: v1
      kind: Pod
      metadata:
        name: report
        namespace: reports
      spec:
        containers:
          - name: report
            image: alpine:3.22
            volumeMounts:
              - name: data
                mountPath: /data
        volumes:
          - name: data
            persistentVolumeClaim:
              claimName: orders
      ---
      apiVersion: v1
      kind: PersistentVolumeClaim
      metadata:
        name: orders
        namespace: shop
      spec:
        storageClassName: standard
        accessModes: [ReadWriteOnce]
        resources:
          requests:
            storage: 10Gi
    `,
    right: yaml`
      apiVersion: v1
      kind: Pod
      metadata:
        name: report
        namespace: shop
      spec:
        containers:
          - name: report
            image: alpine:3.22
            volumeMounts:
              - name: data
                mountPath: /data
        volumes:
          - name: data
            persistentVolumeClaim:
              claimName: orders
      ---
      apiVersion: v1
      kind: PersistentVolumeClaim
      metadata:
        name: orders
        namespace: shop
      spec:
        storageClassName: standard
        accessModes: [ReadWriteOnce]
        resources:
          requests:
            storage: 10Gi
    `,
    see: ['https://kubernetes.io/docs/concepts/storage/persistent-volumes/#a-note-on-namespaces'],
  },
  check,
};
