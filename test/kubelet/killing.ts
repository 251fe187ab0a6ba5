import { Node } from './node/node';

/** The processes that are meant: by their command line, and by the Pod that they belong to. */
export interface Victim {
  readonly command: string;
  /** The id of the Pod, or what its name begins with. */
  readonly pod: { readonly uid: string } | { readonly name: string };
}

/** A moment of some work that begins anew when it is killed. */
export interface Moment {
  /** What appears then: a path of the node, as the shell expands it. What a killed one has left is gone before it appears again. */
  readonly path: string;
  /** What is there once the work is done. */
  readonly end?: string;
}

/**
 * Kills processes with SIGKILL at a moment, or as soon as they are there: looked for by a loop on the node itself. True where there was one;
 * false where the work had ended before.
 */
export async function killWhen(node: Node, moment: Moment | undefined, { command, pod }: Victim, seconds = 300): Promise<boolean> {
  const isMeant =
    'uid' in pod ? `grep -q '${pod.uid}' "/proc/$p/cgroup"` : `tr '\\0' '\\n' <"/proc/$p/environ" | grep -q '^HOSTNAME=${pod.name}'`;
  const has = (glob: string) => `has ${glob}`;
  // Moments last for longer than this, and loops without it take the processors from the work that they wait for.
  const look = `sleep 0.02${moment?.end === undefined ? '' : `; if ${has(moment.end)}; then exit 1; fi`}`;
  // Without the brackets the pattern would find this command itself.
  const script = `
    has() { [ -e "$1" ] || [ -L "$1" ]; }
    kill_all() {
      killed=1
      for p in $(pgrep -f -- '[${command[0]}]${command.slice(1)}'); do
        if { ${isMeant}; } 2>/dev/null && kill -KILL "$p"; then killed=0; fi
      done
      return $killed
    }
    ${moment === undefined ? 'until kill_all; do sleep 0.02; done' : `while ${has(moment.path)}; do ${look}; done; until ${has(moment.path)}; do ${look}; done; kill_all`}
  `;
  return node.inside.run(['timeout', String(seconds), 'sh', '-c', script]).then(
    () => true,
    (error: { readonly code?: number }) => {
      if (error.code === 1) return false;
      if (error.code === 124) throw new Error(`waited ${seconds} s in vain until ${moment?.path ?? command} was there`);
      throw error;
    },
  );
}

/** Where the kubelet has a volume of a Pod. */
export const scratchOf = (uid: string, volume: string): string => `/var/lib/kubelet/pods/${uid}/volumes/kubernetes.io~empty-dir/${volume}`;
