/**
 * What can delete the data behind a volume whose claim is gone.
 *
 * @see https://github.com/kubernetes/kubernetes/blob/master/pkg/controller/volume/persistentvolume/pv_controller.go
 */

/** Written by whoever made a volume for a claim, and will delete it. */
export const PROVISIONED_BY = 'pv.kubernetes.io/provisioned-by';

/** What says of a volume that a provisioner made it, also where it is none that deletes what it made. */
export const PROVISIONER_KEYS: readonly string[] = [PROVISIONED_BY, 'hostPathProvisionerIdentity'];

/** Sources of volumes that nothing in Kubernetes deletes, as they are called in a sentence. */
const WITHOUT_DELETER: Readonly<Record<string, string>> = {
  nfs: 'NFS',
  local: 'a disk of a node',
  iscsi: 'iSCSI',
  fc: 'Fibre Channel',
  flexVolume: 'a FlexVolume',
  cephfs: 'CephFS',
  hostPath: 'a directory of a node outside of /tmp',
};

/** The kind of source, where nothing deletes such data; undefined where something does, or may. */
export function undeletedSource(spec: Readonly<Record<string, unknown>>): string | undefined {
  const field = Object.keys(WITHOUT_DELETER).find((key) => spec[key] !== undefined && spec[key] !== null);
  if (field === undefined) return undefined;
  const { path } = (field === 'hostPath' ? spec.hostPath : {}) as { readonly path?: unknown };
  // The controller was once tested with these, and still deletes them.
  return typeof path === 'string' && path.startsWith('/tmp/') ? undefined : WITHOUT_DELETER[field];
}
