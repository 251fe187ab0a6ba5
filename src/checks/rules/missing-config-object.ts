import { SECRET_MAKERS } from '../../facts/operators/secrets';
import { placesAt } from '../custom-claims';
import { ManifestSet } from '../manifest-set';
import { configObject, configRefs } from '../lookup/config-refs';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set, complete }: RuleContext): Generator<Discovery> {
  if (!complete) return;
  const made = madeByControllers(set);
  for (const pod of set.pods) {
    const seen = new Set<string>();
    for (const ref of configRefs(pod)) {
      const { kind, name, at, optional } = ref;
      if (
        optional ||
        BUILT_IN.includes(name) ||
        !set.hasAll(kind) ||
        seen.has(`${kind}/${name}`) ||
        configObject(set, pod, ref) !== undefined
      ) {
        continue;
      }
      if (kind === 'Secret' && made.has(`${pod.namespace ?? ''}/${name}`)) continue;
      seen.add(`${kind}/${name}`);
      yield {
        at,
        cause: `The Pod needs ${kind} ${name}, and no manifest makes it.`,
        remedy: `Add the ${kind}, correct the name, or mark the reference optional where the program can do without.`,
      };
    }
  }
}

/** ConfigMaps that clusters put into every namespace. */
const BUILT_IN = ['kube-root-ca.crt', 'openshift-service-ca.crt'];

function madeByControllers(set: ManifestSet): Set<string> {
  return new Set(
    SECRET_MAKERS.flatMap(({ type, at, endings = [] }) =>
      set.all(type).flatMap(({ root, namespace, name }) => {
        const written = (at === undefined ? [] : placesAt(root, at)).flatMap(({ text }) => text ?? []);
        const names = written.length > 0 ? written : endings.map((ending) => `${name}${ending}`);
        return names.map((secret) => `${namespace ?? ''}/${secret}`);
      }),
    ),
  );
}

export const missingConfigObject: Rule = {
  id: 'missing-config-object',
  level: 'error',
  needsComplete: true,
  summary: 'a ConfigMap or Secret that a Pod needs and no manifest makes',
  explanation: {
    why: [
      'A Pod that needs a missing ConfigMap or Secret hangs in ContainerCreating or CreateContainerConfigError. Such objects are often made elsewhere, so this is reported only where the manifests are said to be complete. Secrets that cert-manager, External Secrets, Sealed Secrets and others make from a manifest in the set count as there.',
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
            envFrom:
              - configMapRef:
                  name: web-settings
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
            envFrom:
              - configMapRef:
                  name: web-settings
      ---
      apiVersion: v1
      kind: ConfigMap
      metadata:
        name: web-settings
      data:
        LOG_LEVEL: info
    `,
    see: ['https://kubernetes.io/docs/concepts/configuration/configmap/#configmaps-and-pods'],
  },
  check,
};
