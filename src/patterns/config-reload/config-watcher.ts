import { Duration, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { toContainerProps } from '../../hardening/container-options';
import { ResolvedHardening } from '../../hardening/pod-hardening';
import { loadScript } from '../../scripts/load-script';
import { rewriteContainers } from '../../workloads/pod-spec';
import { ReloadStrategy } from './reload-strategy';

/** Name of the watcher's container. */
export const WATCHER = 'config-watcher';

/** Where the watcher writes how it is, which its probe reads: the one file of a container that everybody can write. */
const STATUS = '/dev/termination-log';

/** Seconds that a program may take to start before its log says that calls fail. */
const PATIENCE = 60;

const DEFAULTS = {
  image: 'busybox:1.37.0',
  interval: Duration.seconds(2),
  timeout: Duration.seconds(30),
  maxRetryInterval: Duration.seconds(64),
  resources: {
    cpu: { request: kplus.Cpu.millis(10), limit: kplus.Cpu.millis(100) },
    memory: { request: Size.mebibytes(16), limit: Size.mebibytes(64) },
    ephemeralStorage: { request: Size.mebibytes(16), limit: Size.mebibytes(64) },
  },
};

/**
 * Adds the container that watches directories; it starts before the program, since a change that comes between must be seen too.
 *
 * @param paths The directories, which are mounted by the caller.
 */
export function addWatcher(
  deployment: kplus.Deployment,
  strategy: ReloadStrategy,
  hardening: ResolvedHardening,
  paths: () => readonly string[],
): kplus.Container {
  const options = { ...DEFAULTS, ...given(strategy._options) };
  const seconds = options.interval.toSeconds();
  const looks = (time: number) => Math.max(1, Math.ceil(time / seconds));
  const props = toContainerProps(
    {
      name: WATCHER,
      image: options.image,
      command: ['sh', '-c', loadScript('watch-config'), 'watch-config'],
      resources: options.resources,
    },
    hardening,
  );
  const watcher = options.nativeSidecar === false ? deployment.addContainer(props) : deployment.addInitContainer(props);
  // Rendered late: directories may be added, and cdk8s-plus cannot change arguments.
  const numbers = [seconds, looks(options.maxRetryInterval.toSeconds()), options.timeout.toSeconds(), looks(PATIENCE)].map(String);
  const args = () => [...numbers, STATUS, ...paths(), '--', ...strategy._call!._args()];
  rewriteContainers(deployment, (container) => {
    if (container.name !== WATCHER) return;
    container.args = args();
    container.readinessProbe = readiness();
    container.terminationMessagePolicy = 'FallbackToLogsOnError';
    // An init container that keeps running: cdk8s-plus-27 knows no such field.
    if (options.nativeSidecar !== false) container.restartPolicy = 'Always';
  });
  return watcher;
}

/**
 * A Pod whose program has never been told to load its configuration is not ready, and an event says why: else a call that cannot work, such
 * as one to a wrong port, would leave each change unloaded without a word. Written here, since cdk8s-plus allows init containers none.
 */
function readiness(): object {
  return {
    exec: { command: ['sh', '-c', loadScript('delivered-config'), 'delivered-config', STATUS] },
    periodSeconds: 5,
    timeoutSeconds: 5,
    failureThreshold: 1,
  };
}

/** Why a watcher that is a plain container has no liveness probe; a native sidecar is no container that linters ask for them. */
export function probelessWatcher(strategy: ReloadStrategy): ReadonlyArray<{ name: string; declineLiveness: string }> {
  if (strategy._kind !== 'live' || strategy._options.nativeSidecar !== false) return [];
  return [{ name: WATCHER, declineLiveness: 'each call that it makes has a timeout' }];
}

/** What was given; members set to undefined are as if they were left out. */
function given<T extends object>(options: T): { [Key in keyof T]?: NonNullable<T[Key]> } {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as {
    [Key in keyof T]?: NonNullable<T[Key]>;
  };
}
