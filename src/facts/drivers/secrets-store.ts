import { Driver } from './driver-facts';

/**
 * Secrets of vaults, as files of one Pod, and as Secrets that follow them. It mounts nothing that can be written.
 *
 * @see https://github.com/kubernetes-sigs/secrets-store-csi-driver/blob/main/pkg/secrets-store/nodeserver.go
 */
export const SECRETS_STORE: Driver = {
  title: 'the Secrets Store driver',
  provisioner: 'secrets-store.csi.k8s.io',
  inline: 'readOnly',
  syncsSecrets: true,
};
