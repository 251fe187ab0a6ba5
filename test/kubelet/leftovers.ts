import { existsSync, readdirSync, readFileSync, readlinkSync } from 'fs';
import { join } from 'path';
import { cgroupDirectories } from './node/cgroups';

/** What a run could leave on a machine, as lists that are compared before and after it. */
export type Inventory = Readonly<Record<'mounts' | 'networkLinks' | 'cgroups' | 'loopDevices' | 'settings', readonly string[]>>;

export function takeInventory(cgroup: string): Inventory {
  return {
    mounts: lines(readFileSync('/proc/self/mountinfo', 'utf8')).map((line) => line.split(' ')[4]),
    networkLinks: readdirSync('/sys/class/net').sort(),
    cgroups: cgroupDirectories(cgroup).filter((directory) => existsSync(directory)),
    loopDevices: readdirSync('/sys/block')
      .filter((name) => existsSync(join('/sys/block', name, 'loop/backing_file')))
      .map((name) => `${name} ${readFileSync(join('/sys/block', name, 'loop/backing_file'), 'utf8').trim()}`),
    settings: kernelSettings(),
  };
}

/** What is there after a run and was not before, or is no longer; of things that others have, only what names this run. */
export function differences(before: Inventory, after: Inventory, run: string): string[] {
  return (Object.keys(before) as Array<keyof Inventory>).flatMap((what) => {
    const known = (item: string) => what !== 'settings' || before.settings.some((other) => keyOf(other) === keyOf(item));
    // Settings that were not there are of a module that the kernel has loaded, and keeps.
    const added = after[what].filter((item) => !before[what].includes(item) && known(item));
    const gone = before[what].filter((item) => !after[what].includes(item));
    const ours =
      what === 'loopDevices'
        ? added.filter((item) => item.includes(run))
        : [...added.map((item) => `+ ${item}`), ...gone.map((item) => `- ${item}`)];
    return ours.map((item) => `${what}: ${item}`);
  });
}

const keyOf = (setting: string): string => setting.slice(0, setting.indexOf(' = '));

/** Settings of the kernel that count or change by themselves. */
const VOLATILE =
  /^kernel\/(random|ns_last_pid|pty\/nr|sched_domain|keys\/)|^fs\/(dentry-state|file-nr|inode-|aio-nr|quota|epoll|nfs|mqueue|binfmt_misc)|^net\/netfilter\/nf_conntrack_count|stat_refresh|compact_memory|drop_caches|^user\/|fs-verity/;

function kernelSettings(): string[] {
  const found: string[] = [];
  const visit = (path: string) => {
    for (const entry of readdirSync(join('/proc/sys', path), { withFileTypes: true })) {
      const name = path === '' ? entry.name : `${path}/${entry.name}`;
      if (VOLATILE.test(name)) continue;
      if (entry.isDirectory()) visit(name);
      else found.push(`${name} = ${readSetting(name)}`);
    }
  };
  visit('');
  return found.sort();
}

function readSetting(name: string): string {
  try {
    return readFileSync(join('/proc/sys', name), 'utf8').trim();
  } catch {
    return '(cannot be read)';
  }
}

/** Settings that a kubelet changes for the whole machine, and what they were. */
export function globalSettings(): Readonly<Record<string, string>> {
  const names = [
    'vm/overcommit_memory',
    'vm/panic_on_oom',
    'kernel/panic',
    'kernel/panic_on_oops',
    'kernel/keys/root_maxkeys',
    'kernel/keys/root_maxbytes',
  ];
  return Object.fromEntries(names.map((name) => [name, readSetting(name)]));
}

/** The namespaces of all processes that are in a namespace of processes, or below it. */
export function namespacesBelow(pidNamespaceOwner: number): Set<string> {
  const found = new Set<string>();
  for (const pid of processesBelow(pidNamespaceOwner)) for (const namespace of namespacesOf(pid)) found.add(namespace);
  // Not all kinds are new.
  for (const namespace of namespacesOf(process.pid)) found.delete(namespace);
  return found;
}

/** The processes of the machine that are in one of these namespaces. */
export function processesIn(namespaces: ReadonlySet<string>): string[] {
  return allProcesses()
    .filter((pid) => namespacesOf(pid).some((namespace) => namespaces.has(namespace)))
    .map((pid) => `${pid} ${commandOf(pid)}`);
}

/** Programs that were started from a directory, or work in it. */
export function processesOf(directory: string): string[] {
  return allProcesses()
    .filter((pid) => pid !== process.pid && (commandOf(pid).includes(directory) || linkOf(`/proc/${pid}/cwd`).startsWith(directory)))
    .map((pid) => `${pid} ${commandOf(pid)}`);
}

function processesBelow(first: number): number[] {
  const own = linkOf(`/proc/${first}/ns/pid`);
  const children = new Map<number, number[]>();
  const members: number[] = [];
  for (const pid of allProcesses()) {
    if (linkOf(`/proc/${pid}/ns/pid`) === own) members.push(pid);
    const parent = Number(/^PPid:\s*(\d+)/m.exec(readText(`/proc/${pid}/status`))?.[1]);
    children.set(parent, [...(children.get(parent) ?? []), pid]);
  }
  const seen = new Set<number>();
  const visit = (pid: number) => {
    if (seen.has(pid)) return;
    seen.add(pid);
    for (const child of children.get(pid) ?? []) visit(child);
  };
  for (const pid of members) visit(pid);
  return [...seen];
}

const KINDS = ['pid', 'net', 'mnt', 'ipc', 'uts'];

const namespacesOf = (pid: number): string[] => KINDS.map((kind) => linkOf(`/proc/${pid}/ns/${kind}`)).filter((link) => link !== '');

const allProcesses = (): number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);

const commandOf = (pid: number): string => readText(`/proc/${pid}/cmdline`).split('\0').join(' ').trim();

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}

const lines = (text: string): string[] => text.trim().split('\n');
