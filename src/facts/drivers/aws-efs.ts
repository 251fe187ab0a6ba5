import { Driver } from './driver-facts';

/**
 * Amazon Elastic File System.
 *
 * @see https://github.com/kubernetes-sigs/aws-efs-csi-driver#storage-class-parameters-for-dynamic-provisioning
 */
export const AWS_EFS: Driver = {
  title: 'AWS EFS',
  provisioner: 'efs.csi.aws.com',
  withoutSnapshots: true,
  inline: 'refuses',
  mistakenFor: ['kubernetes.io/aws-efs', 'efs.csi.amazonaws.com'],
  storage: 'files',
  protocol: 'nfs',
  classNames: ['efs-sc'],
  ownerInClass: true,
};
