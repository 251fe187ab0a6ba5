import { checkInteger, checkOneOf, checkText } from '../../props/check';
import { checkWords } from '../../props/environment';
import { NotSecret } from '../../props/not-secret';
import { Problems } from '../../props/problems';
import { Mountable } from '../../workloads/mountable';

/** A signal that programs take as a request to load their configuration. */
export enum ReloadSignal {
  HUP = 'HUP',
  INT = 'INT',
  QUIT = 'QUIT',
  USR1 = 'USR1',
  USR2 = 'USR2',
  WINCH = 'WINCH',
}

/**
 * Where the container to signal, and no other, has a mount, by which its process is found. At the root of the file system nothing else of the
 * user's is above it.
 */
export const MARKER_PATH = '/.config-reload-target';

/** What is mounted there: something that takes no room. */
export const MARKER_VOLUME: Mountable = {
  name: 'config-reload-target',
  source: { downwardAPI: { items: [{ path: 'pod', fieldRef: { fieldPath: 'metadata.name' } }] } },
};

/**
 * How a running program is told to load its configuration. Every call is made within the Pod: nothing has to be opened in the network.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/pods/#resource-sharing-and-communication
 */
export class ReloadCall {
  /** A GET request to a port of the Pod, such as HAProxy's or a program's own; a status of 2xx is success. */
  static httpGet(port: number, path: string): ReloadCall {
    return new ReloadCall('http', ['get', port, path]);
  }

  /** A POST request, without a body, to a port of the Pod, such as Prometheus' `/-/reload`; a status of 2xx is success. */
  static httpPost(port: number, path: string): ReloadCall {
    return new ReloadCall('http', ['post', port, path]);
  }

  /**
   * A command in the watcher's container, which sees the configuration at the same paths as the program; status 0 is success. Give the
   * watcher an image that has the command: often it is the program's own.
   */
  static command(command: string[]): ReloadCall {
    return new ReloadCall('command', ['run', command]);
  }

  /**
   * A signal to the first process of a container, for programs that take nothing else. It is sent once the process catches it, since
   * before that it would kill. The container gets a small mount at `/.config-reload-target`, by which its process is found; its program has to
   * run as the same user as the watcher, which it does unless a user is set for one of them.
   *
   * The price is a process namespace that all containers of the Pod share: each sees the processes of the others and, as all have the
   * same user, can signal them and read their memory, environment and files through /proc; and no program is process 1, which some rely
   * on.
   *
   * @see https://kubernetes.io/docs/tasks/configure-pod-container/share-process-namespace/
   *
   * @param signal The signal.
   * @param container Name of the container; the first one unless given.
   */
  static signal(signal: ReloadSignal, container?: string): ReloadCall {
    return new ReloadCall('signal', ['signal', signal, container ?? undefined]);
  }

  private constructor(
    /** @internal */
    readonly _kind: 'http' | 'command' | 'signal',
    private readonly given: readonly unknown[],
  ) {}

  /**
   * What every copy of this package calls it.
   *
   * @internal
   */
  get _class(): string {
    return 'ReloadCall';
  }

  /** @internal */
  _check(problems: Problems, at: string, containers: readonly string[], notSecret: NotSecret): void {
    const [, first, second] = this.given;
    if (this._kind === 'http') {
      checkInteger(problems, `${at}.port`, first, { min: 1, max: 65535 });
      if (typeof second !== 'string' || !/^\/[\x21-\x7e]*$/.test(second)) {
        problems.add(`${at}.path`, second, 'Give the path of the URL: it starts with a slash and has no blanks.');
      } else {
        checkWords(problems, `${at}.path`, [second], 'args', notSecret);
      }
    } else if (this._kind === 'command') {
      const command = checkWords(problems, `${at}.command`, first ?? null, 'args', notSecret);
      if (command !== undefined) checkText(problems, `${at}.command`, command[0], 'Give the command and its arguments.');
    } else {
      checkOneOf(problems, `${at}.signal`, first, Object.values(ReloadSignal));
      if (second !== undefined && !containers.includes(second as string)) {
        problems.add(`${at}.container`, second, `There is no such container: there are ${containers.join(', ')}.`);
      }
    }
  }

  /** The container that a signal goes to. @internal */
  _target(containers: readonly string[]): string | undefined {
    return this._kind === 'signal' ? ((this.given[2] as string | undefined) ?? containers[0]) : undefined;
  }

  /** The last arguments of the watcher's script. @internal */
  _args(): string[] {
    const [mode, first, path] = this.given as [string, unknown, string];
    // Never by a name: what listens on IPv4 only would not be found where the name leads to IPv6 first.
    if (this._kind === 'http') return [mode, `http://127.0.0.1:${first as number}${path}`];
    if (this._kind === 'command') return [mode, ...(first as string[])];
    return [mode, '/proc', first as string, MARKER_PATH];
  }
}
