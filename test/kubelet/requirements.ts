import { execFileSync } from 'child_process';
import { readFileSync } from 'fs';
import { MissingPrograms } from '../cluster/binaries';

/** Fails with all that a machine lacks, at once. */
export function requirements(): void {
  const missing: string[] = [];
  if (process.platform !== 'linux') missing.push('Linux');
  if (process.getuid?.() !== 0) missing.push('root');
  for (const program of ['apt-get', 'dpkg-deb', 'gcc', 'go', 'ip', 'nsenter', 'setpriv', 'tar', 'unshare']) {
    if (!isThere(program)) missing.push(program);
  }
  if (missing.length === 0 && !canMakeNamespaces()) {
    missing.push('namespaces of mounts, networks and processes, which this sandbox forbids');
  }
  if (missing.length > 0) throw new MissingPrograms(`A kubelet is not run: there is no ${missing.join(', no ')}.`);
}

/** What is not run on this machine, or nowhere, to be said beside what was. */
export function notRun(): string {
  const hasClient = /\tnfs4?$/m.test(readFileSync('/proc/filesystems', 'utf8'));
  return `not run: NFS, ${hasClient ? 'which has no experiment' : 'which this kernel has no client for'}; enforced NetworkPolicies, CSI drivers of others, several nodes`;
}

function isThere(program: string): boolean {
  return succeeds('sh', ['-c', 'command -v "$1"', 'sh', program]);
}

const canMakeNamespaces = (): boolean =>
  succeeds('unshare', ['--mount', '--pid', '--net', '--fork', 'sh', '-c', 'mount -t tmpfs tmpfs /mnt && ip link set lo up']);

function succeeds(command: string, args: readonly string[]): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
