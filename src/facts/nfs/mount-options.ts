import { didYouMean } from '../../util/did-you-mean';

/**
 * Mount options of NFS: defaults, and what is wrong with others. The API server checks none: a Pod simply never starts, or worse.
 *
 * @see https://man7.org/linux/man-pages/man5/nfs.5.html
 */

/** Waits for a server that is away instead of failing writes; one protocol version, with locks of its own; RPC timeouts of a minute. */
export const NFS_MOUNT_OPTIONS: readonly string[] = ['hard', 'nfsvers=4.1', 'timeo=600', 'retrans=2'];

/**
 * What Amazon EFS wants besides: large requests, and a new source port after a network failure.
 *
 * @see https://docs.aws.amazon.com/efs/latest/ug/mounting-fs-nfs-mount-settings.html
 */
export const EFS_MOUNT_OPTIONS: readonly string[] = [...NFS_MOUNT_OPTIONS, 'rsize=1048576', 'wsize=1048576', 'noresvport'];

export interface MountOptionProblem {
  /** Place in the list. */
  readonly index: number;
  readonly problem: string;
}

/** What a set of options puts at risk; each can be right, and none is reached by leaving something out. */
export type MountRisk = 'softMountMayCorruptData' | 'version3LocksNeedStatd' | 'locksHoldOnOneNodeOnly';

/** Options that stand for the same setting: of each group, one. Those of a group whose name ends in = take a value. */
const SETTINGS: ReadonlyArray<readonly string[]> = [
  ['hard', 'soft', 'softerr'],
  ['nfsvers=', 'vers=', 'v3', 'v4', 'v4.0', 'v4.1', 'v4.2'],
  ['minorversion='],
  ['timeo='],
  ['retrans='],
  ['rsize='],
  ['wsize='],
  ['resvport', 'noresvport'],
  ['ro', 'rw'],
  ['bg', 'fg'],
  ['proto=', 'tcp', 'tcp6', 'udp', 'udp6', 'rdma', 'rdma6'],
  ['port='],
  ['nconnect='],
  ['max_connect='],
  ['sec='],
  ['xprtsec='],
  ['ac', 'noac'],
  ['actimeo='],
  ['acregmin='],
  ['acregmax='],
  ['acdirmin='],
  ['acdirmax='],
  ['lookupcache='],
  ['cto', 'nocto'],
  ['lock', 'nolock'],
  ['local_lock='],
  ['acl', 'noacl'],
  ['rdirplus', 'nordirplus', 'rdirplus='],
  ['sharecache', 'nosharecache'],
  ['sharetransport', 'nosharetransport'],
  ['softreval', 'nosoftreval'],
  ['migration', 'nomigration'],
  ['trunkdiscovery', 'notrunkdiscovery'],
  ['intr', 'nointr'],
  ['posix', 'noposix'],
  ['fsc', 'nofsc', 'fsc='],
  ['write='],
  ['alignwrite', 'noalignwrite'],
  ['retry='],
  ['namlen='],
  ['bsize='],
  ['clientaddr='],
  ['mountport='],
  ['mountproto='],
  ['mountvers='],
  ['mounthost='],
  ['sync', 'async'],
  ['dirsync'],
  ['atime', 'noatime', 'relatime', 'norelatime', 'strictatime', 'nostrictatime'],
  ['diratime', 'nodiratime'],
  ['dev', 'nodev'],
  ['suid', 'nosuid'],
  ['exec', 'noexec'],
  ['context='],
  ['fscontext='],
  ['defcontext='],
  ['rootcontext='],
];

const settingOf = new Map(SETTINGS.flatMap((group) => group.map((name) => [name, group[0]] as const)));

const VERSIONS = ['3', '4', '4.0', '4.1', '4.2'];

/** What a value must look like, where any other makes the mount fail. */
const VALUES: Readonly<Record<string, { readonly fits: (value: string) => boolean; readonly remedy: string }>> = {
  ...byValues({
    'nfsvers=': VERSIONS,
    'vers=': VERSIONS,
    'minorversion=': ['0', '1', '2'],
    'proto=': ['tcp', 'tcp6', 'udp', 'udp6', 'rdma', 'rdma6'],
    'xprtsec=': ['none', 'tls', 'mtls'],
    'lookupcache=': ['all', 'none', 'pos', 'positive'],
    'local_lock=': ['all', 'flock', 'posix', 'none'],
    'write=': ['lazy', 'eager', 'wait'],
  }),
  ...byRange({
    'timeo=': [1, 2 ** 31 - 1],
    'retrans=': [0, 2 ** 31 - 1],
    'rsize=': [1024, 2 ** 31 - 1],
    'wsize=': [1024, 2 ** 31 - 1],
    'port=': [1, 65535],
    'nconnect=': [1, 16],
    'max_connect=': [1, 16],
    'actimeo=': [0, 2 ** 31 - 1],
    'acregmin=': [0, 2 ** 31 - 1],
    'acregmax=': [0, 2 ** 31 - 1],
    'acdirmin=': [0, 2 ** 31 - 1],
    'acdirmax=': [0, 2 ** 31 - 1],
    'retry=': [0, 2 ** 31 - 1],
  }),
};

function byValues(lists: Record<string, readonly string[]>): typeof VALUES {
  return Object.fromEntries(
    Object.entries(lists).map(([name, values]) => [
      name,
      { fits: (value: string) => values.includes(value), remedy: `Use one of ${values.join(', ')}.` },
    ]),
  );
}

function byRange(ranges: Record<string, readonly [number, number]>): typeof VALUES {
  return Object.fromEntries(
    Object.entries(ranges).map(([name, [min, max]]) => [
      name,
      {
        fits: (value: string) => /^[0-9]+$/.test(value) && Number(value) >= min && Number(value) <= max,
        remedy: `Use a whole number from ${min} to ${max}.`,
      },
    ]),
  );
}

/** The option's name, with its = where it has a value, and the value. */
function split(option: string): { readonly name: string; readonly value: string } {
  const at = option.indexOf('=');
  return at < 0 ? { name: option, value: '' } : { name: option.slice(0, at + 1), value: option.slice(at + 1) };
}

function keyOf(option: string): string {
  const { name } = split(option);
  return settingOf.get(name) ?? name;
}

/** What is wrong with options by themselves, and with one another. */
export function mountOptionProblems(options: readonly string[]): MountOptionProblem[] {
  const seen = new Map<string, string>();
  return options.flatMap((option, index) => {
    const problem = optionProblem(option) ?? contradiction(option, seen.get(keyOf(option)));
    seen.set(keyOf(option), option);
    return problem === undefined ? [] : [{ index, problem }];
  });
}

function contradiction(option: string, before: string | undefined): string | undefined {
  if (before === undefined) return undefined;
  return before === option ? 'It is there twice. Keep one.' : `It contradicts ${before}, and the last one would win. Keep one of them.`;
}

function optionProblem(option: string): string | undefined {
  if (option.trim() === '') return 'An option is empty. Leave it out.';
  if (/[\s,]/.test(option)) return 'Give one option in each entry of the list, without blanks or commas.';
  const { name, value } = split(option);
  if (!settingOf.has(name)) return unknownProblem(name);
  if (name.endsWith('=') && value === '') return `It has no value. Write ${name}VALUE.`;
  const check = VALUES[name];
  if (check !== undefined && !check.fits(value)) return check.remedy;
  if (name === 'bg') {
    return 'The mount command would report success before anything is mounted, so Pods would start on an empty directory of the node. Leave it out: the kubelet tries again by itself.';
  }
  if (/^udp6?$/.test(name === 'proto=' ? value : name)) {
    return 'NFS over UDP corrupts data on fast networks, and version 4 does not have it. Leave it out for TCP.';
  }
  return undefined;
}

function unknownProblem(name: string): string {
  const bare = name.replace(/=$/, '');
  if (settingOf.has(bare)) return `It takes no value. Write ${bare}.`;
  if (settingOf.has(`${bare}=`)) return `It has no value. Write ${bare}=VALUE.`;
  const known = [...settingOf.keys()].map((option) => option.replace(/=$/, ''));
  return `mount.nfs does not know this option, so no Pod would start.${didYouMean(bare, known)}`;
}

/** The options of the base, each replaced where an own one sets the same, and the other own ones after them. */
export function mergeMountOptions(base: readonly string[], own: readonly string[]): string[] {
  const left = new Map(own.map((option) => [keyOf(option), option]));
  const merged = base.map((option) => {
    const key = keyOf(option);
    const replacement = left.get(key) ?? option;
    left.delete(key);
    return replacement;
  });
  return [...merged, ...left.values()];
}

/** What options put at risk, each with the option that does it. */
export function mountRisks(options: readonly string[]): ReadonlyMap<MountRisk, string> {
  const risks = new Map<MountRisk, string>();
  const localLocks = options.find((option) => option === 'nolock' || (/^local_lock=/.test(option) && option !== 'local_lock=none'));
  const version3 = options.find((option) => /^(nfsvers=3|vers=3|v3)$/.test(option));
  const soft = options.find((option) => option === 'soft' || option === 'softerr');
  if (soft !== undefined) risks.set('softMountMayCorruptData', soft);
  if (localLocks !== undefined) risks.set('locksHoldOnOneNodeOnly', localLocks);
  else if (version3 !== undefined) risks.set('version3LocksNeedStatd', version3);
  return risks;
}

/** Why an option that puts something at risk is not taken without a word. */
export const MOUNT_RISKS: Readonly<Record<MountRisk, string>> = {
  softMountMayCorruptData:
    'When the server is away for some minutes, a soft mount fails writes that programs believe to be done, which corrupts data silently. Use hard',
  version3LocksNeedStatd:
    'Locks of version 3 need rpc.statd and rpcbind wherever volumes are mounted, and most nodes have neither, so mounts fail. Use nfsvers=4.1',
  locksHoldOnOneNodeOnly:
    'Locks then hold among the Pods of one node only, so Pods of two nodes both believe that they have the file to themselves. Leave it out',
};
