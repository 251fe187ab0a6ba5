import { isWrittenSecret } from '../../facts/credentials';
import { Manifest } from '../manifest';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const secret of set.all('Secret')) {
    if (isOfCluster(secret) || secret.root.at('sops').exists) continue;
    const keys = writtenKeys(secret);
    if (keys.length === 0) continue;
    const names = keys.length > 3 ? `${keys.slice(0, 3).join(', ')} and more` : keys.join(', ');
    yield {
      at: secret.root.at(secret.root.at('stringData', keys[0]).exists ? 'stringData' : 'data', keys[0]),
      cause: `${secret.toString()} is written with its values (${names}): whoever can read the manifest, or its repository, has them, and base64 hides nothing.`,
      remedy:
        'Keep it in a store of secrets (External Secrets, Vault), or encrypt it (SOPS, Sealed Secrets), and let that make the Secret.',
    };
  }
}

/** What was read from a cluster is no manifest that somebody keeps. */
function isOfCluster({ root }: Manifest): boolean {
  const metadata = root.at('metadata');
  return (
    ['uid', 'resourceVersion', 'creationTimestamp'].some((field) => metadata.at(field).exists) ||
    /^helm\.sh\//.test(root.at('type').text ?? '')
  );
}

function writtenKeys({ root }: Manifest): string[] {
  const texts = root.at('stringData').textEntries.filter(([, value]) => isWrittenSecret(value));
  const encoded = root.at('data').textEntries.filter(([, value]) => isWrittenSecret(value) && isWrittenSecret(decode(value)));
  return [...texts, ...encoded].map(([key]) => key);
}

/** A value as the program gets it; what is no base64 stays as it is. */
function decode(value: string): string {
  return /^[A-Za-z0-9+/\s]+={0,2}\s*$/.test(value) ? Buffer.from(value, 'base64').toString('utf8') : value;
}

export const secretInManifest: Rule = {
  id: 'secret-in-manifest',
  level: 'info',
  summary: 'a Secret with its values in the manifest',
  explanation: {
    why: [
      'A Secret in a repository is known to all who can read the repository, for ever: changing it later does not take it out of the history. base64 is a way to write bytes, not to hide them.',
      'Placeholders, variables, values that SOPS has encrypted and public certificates are not reported, nor is what was read from a cluster.',
    ],
    wrong: yaml`
      apiVersion: v1
      kind: Secret
      metadata:
        name: shop
      stringData:
        password: hunter22
    `,
    right: yaml`
      apiVersion: external-secrets.io/v1
      kind: ExternalSecret
      metadata:
        name: shop
      spec:
        secretStoreRef: { kind: ClusterSecretStore, name: vault }
        target: { name: shop }
        data:
          - secretKey: password
            remoteRef: { key: shop, property: password }
    `,
    see: ['https://kubernetes.io/docs/concepts/security/secrets-good-practices/'],
  },
  check,
};
