import { DriverFields, driverProblems } from '../../facts/kubernetes/csi-node';
import { Manifest } from '../manifest';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const driver of set.all('storage.k8s.io/CSIDriver')) {
    const spec = driver.root.at('spec');
    for (const { field, index, part, cause, remedy, refused } of driverProblems(fieldsOf(driver))) {
      const at = index === undefined ? spec.at(field) : spec.at(field, index, part!);
      yield { level: refused === true ? 'error' : 'warning', at: at.written, cause: `Driver ${driver.name}: ${cause}.`, remedy };
    }
  }
}

function fieldsOf({ root }: Manifest): DriverFields {
  const spec = root.at('spec');
  const modes = spec.at('volumeLifecycleModes');
  return {
    attachRequired: spec.at('attachRequired').flag,
    podInfoOnMount: spec.at('podInfoOnMount').flag,
    requiresRepublish: spec.at('requiresRepublish').flag,
    serviceAccountTokenInSecrets: spec.at('serviceAccountTokenInSecrets').flag,
    // An empty list is that of the server.
    ...(modes.texts.length > 0 && { volumeLifecycleModes: modes.texts }),
    tokenRequests: spec.at('tokenRequests').items.map((token) => ({
      audience: token.at('audience').text,
      expirationSeconds: token.at('expirationSeconds').number,
    })),
  };
}

export const csiDriverContradiction: Rule = {
  id: 'csi-driver-contradiction',
  level: 'warning',
  otherLevels: ['error'],
  summary: 'a CSIDriver object that contradicts itself (warning), or that the API server refuses (error)',
  explanation: {
    why: [
      'A driver that serves claims and volumes that a Pod describes itself learns which of them it mounts by csi.storage.k8s.io/ephemeral, which it is told with podInfoOnMount only: true, or a false that is meant. What Pods describe themselves is never attached, so attachRequired means nothing to a driver without claims, and the next reader looks for an attacher.',
      'tokenRequests give the driver tokens when it mounts. They end, an hour later unless told, and new ones come with requiresRepublish only, so that is said as well. A token of less than 600 s, and one audience twice, are refused.',
    ],
    wrong: yaml`
      apiVersion: storage.k8s.io/v1
      kind: CSIDriver
      metadata:
        name: files.csi.example.com
      spec:
        attachRequired: false
        volumeLifecycleModes: [Persistent, Ephemeral]
    `,
    right: yaml`
      apiVersion: storage.k8s.io/v1
      kind: CSIDriver
      metadata:
        name: files.csi.example.com
      spec:
        attachRequired: false
        podInfoOnMount: true
        volumeLifecycleModes: [Persistent, Ephemeral]
    `,
    see: [
      'https://kubernetes-csi.github.io/docs/csi-driver-object.html',
      'https://kubernetes-csi.github.io/docs/ephemeral-local-volumes.html',
    ],
  },
  check,
};
