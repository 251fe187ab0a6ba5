/**
 * Objects of well-known controllers that make Secrets, and what they call them. Places are written as those of claims in custom
 * resources.
 */
export interface SecretMaker {
  readonly type: string;
  /** Where the names stand. */
  readonly at?: string;
  /** What follows the name of the object in those that it makes where nothing stands there; none, unless said otherwise. */
  readonly endings?: readonly string[];
}

export const SECRET_MAKERS: readonly SecretMaker[] = [
  { type: 'cert-manager.io/Certificate', at: 'spec.secretName' },
  { type: 'external-secrets.io/ExternalSecret', at: 'spec.target.name', endings: [''] },
  { type: 'bitnami.com/SealedSecret', at: 'spec.template.metadata.name', endings: [''] },
  { type: 'secrets.hashicorp.com/VaultStaticSecret', at: 'spec.destination.name' },
  { type: 'secrets.hashicorp.com/VaultDynamicSecret', at: 'spec.destination.name' },
  { type: 'secrets-store.csi.x-k8s.io/SecretProviderClass', at: 'spec.secretObjects.*.secretName' },
  { type: 'postgresql.cnpg.io/Cluster', endings: ['-app', '-superuser', '-ca', '-server'] },
];
