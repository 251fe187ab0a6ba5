import { Driver } from './driver-facts';

/**
 * Azure Files.
 *
 * @see https://github.com/kubernetes-sigs/azurefile-csi-driver/blob/master/docs/driver-parameters.md
 */
export const AZURE_FILE: Driver = {
  title: 'Azure Files',
  provisioner: 'file.csi.azure.com',
  storage: 'files',
  protocol: 'smb',
  trustsRoot: true,
  classNames: ['azurefile', 'azurefile-csi', 'azurefile-premium', 'azurefile-csi-premium'],
  ownerInClass: true,
  predecessor: { provisioner: 'kubernetes.io/azure-file', source: 'azureFile', removedIn: '1.30', translation: {} },
};
