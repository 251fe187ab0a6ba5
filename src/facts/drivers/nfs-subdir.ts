import { Driver, Parameters } from './driver-facts';

/** Whether a class is one of this provisioner: whoever installs it names it, but its parameters tell. */
function isOurs(provisioner: string, parameters: Parameters): boolean {
  return /nfs-subdir/.test(provisioner) || 'archiveOnDelete' in parameters;
}

/**
 * Up to version 4.0.2 it looks for the last part of the path alone, finds nothing where the pattern makes a directory in a directory,
 * and leaves it where it is.
 */
function archiveProblem(provisioner: string, parameters: Parameters): string | undefined {
  const { pathPattern } = parameters;
  if (typeof pathPattern !== 'string' || !isOurs(provisioner, parameters) || !archives(parameters)) return undefined;
  // A variable may have slashes in its own name.
  if (!/[^/]\/+[^/]/.test(pathPattern.replace(/\$\{[^}]*\}/g, 'x'))) return undefined;
  return 'makes a directory within a directory, and nfs-subdir-external-provisioner up to 4.0.2 then archives nothing when a claim goes: the data stays where the next claim of that name finds it';
}

/** It archives unless it is told to do otherwise. */
function archives({ archiveOnDelete, onDelete }: Parameters): boolean {
  if (onDelete === 'delete' || onDelete === 'retain') return false;
  return archiveOnDelete === undefined || (typeof archiveOnDelete === 'string' && /^(1|t|true)$/i.test(archiveOnDelete));
}

/**
 * nfs-subdir-external-provisioner: a directory on an NFS server for each claim.
 *
 * @see https://github.com/kubernetes-sigs/nfs-subdir-external-provisioner
 */
export const NFS_SUBDIR: Driver = {
  title: 'nfs-subdir-external-provisioner',
  provisioner: 'k8s-sigs.io/nfs-subdir-external-provisioner',
  withoutSnapshots: true,
  storage: 'files',
  archiveProblem,
};
