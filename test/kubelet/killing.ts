import { Node } from './node/node';

/** The processes that are meant: by their command line, and by the Pod that they belong to. */
export interface Victim {
  readonly command: string;
  /** The id of the Pod, or what its name begins with. */
  readonly pod: { readonly uid: string } | { readonly name: string };
}

/**
 * Kills processes with SIGKILL the moment that a path is there: looked for without pauses, by a loop on the node itself. True where there was
 * one; false where it had ended before.
 *
 * @param glob A path of the node, as the shell expands it; where there is none, the moment is that of the process itself.
 */
export async function killWhen(node: Node, glob: string | undefined, { command, pod }: Victim, seconds = 120): Promise<boolean> {
  const isMeant =
    'uid' in pod ? `grep -q '${pod.uid}' "/proc/$p/cgroup"` : `tr '\\0' '\\n' <"/proc/$p/environ" | grep -q '^HOSTNAME=${pod.name}'`;
  const there = glob === undefined ? 'kill_all' : `{ set -- ${glob}; [ -e "$1" ] || [ -L "$1" ]; }`;
  // Without the brackets the pattern would find this command itself.
  const script = `
    kill_all() {
      killed=1
      for p in $(pgrep -f -- '[${command[0]}]${command.slice(1)}'); do
        if { ${isMeant}; } 2>/dev/null && kill -KILL "$p"; then killed=0; fi
      done
      return $killed
    }
    until ${there}; do :; done
    ${glob === undefined ? '' : 'kill_all'}
  `;
  return node.inside.run(['timeout', String(seconds), 'sh', '-c', script]).then(
    () => true,
    (error: { readonly code?: number }) => {
      if (error.code === 1) return false;
      if (error.code === 124) throw new Error(`waited ${seconds} s in vain until ${glob ?? command} was there`);
      throw error;
    },
  );
}

/** Where the kubelet has a volume of a Pod. */
export const scratchOf = (uid: string, volume: string): string => `/var/lib/kubelet/pods/${uid}/volumes/kubernetes.io~empty-dir/${volume}`;
