import { Duration } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { checkBoolean, checkDuration, checkImage } from '../../props/check';
import { NotSecret } from '../../props/not-secret';
import { checkKnownProps } from '../../props/known-props';
import { isA } from '../../props/kinds';
import { Problems } from '../../props/problems';
import { withoutNulls } from '../../props/without-nulls';
import { checkResources } from '../../workloads/resources';
import { ReloadCall } from './reload-call';
import { Unchecked } from '../../util/unchecked';

/** How the watcher of `ReloadStrategy.live()` runs. */
export interface LiveReloadOptions {
  /**
   * Image of the watcher: needs a POSIX shell with readlink, sleep and timeout; wget for an HTTP call; tr and grep for a signal. Busybox
   * has all.
   *
   * @default 'busybox:1.37.0'
   */
  readonly image?: string;

  /**
   * Time between two looks at the directories, in whole seconds. The kubelet takes up to about 90 s to bring a change, so shorter is not
   * sooner.
   *
   * @default Duration.seconds(2)
   */
  readonly interval?: Duration;

  /**
   * After how long a reload call has failed, in whole seconds.
   *
   * @default Duration.seconds(30)
   */
  readonly timeout?: Duration;

  /**
   * Longest time between two calls that fail: it doubles from one interval up to this. A new change is delivered without waiting.
   *
   * @default Duration.seconds(64)
   */
  readonly maxRetryInterval?: Duration;

  /**
   * Whether the watcher is a native sidecar, an init container that keeps running: it starts before the program and stops after it.
   * Kubernetes below 1.29 needs `false`, which makes it a plain container.
   *
   * @default true
   */
  readonly nativeSidecar?: boolean;

  /**
   * Requests and limits of the watcher.
   *
   * @default - 10m to 100m of CPU, 16Mi to 64Mi of memory, 16Mi to 64Mi of ephemeral storage
   */
  readonly resources?: kplus.ContainerResources;
}

/**
 * How a change of the configuration reaches the Pods.
 *
 * @see https://kubernetes.io/docs/concepts/configuration/configmap/#mounted-configmaps-are-updated-automatically
 */
export class ReloadStrategy {
  /**
   * New Pods replace the old ones: the Pod template carries a digest of the configuration.
   *
   * Not atomic: the old Pods see the new files too, within about 90 s, and `kubectl rollout undo` does not bring the old ones back.
   */
  static rollout(): ReloadStrategy {
    return new ReloadStrategy('rollout');
  }

  /**
   * New Pods with new objects replace the old ones: each content is an immutable ConfigMap with a hash in its name. Old Pods keep the old
   * files, and `kubectl rollout undo` brings them back as long as their ConfigMaps exist.
   *
   * Nothing in the cluster collects the old ones. What prunes (Argo CD, Flux, `kubectl apply --prune`) deletes them with the next sync, and
   * with them the way back: keep them as long as `revisionHistoryLimit` keeps ReplicaSets.
   */
  static immutable(): ReloadStrategy {
    return new ReloadStrategy('immutable');
  }

  /**
   * The Pods stay, and a watcher beside the program tells it to load the new files: once at its start, since they may be newer than what
   * the program has loaded, and after each change.
   *
   * Environment variables cannot change in a running process: a config that containers read them from rolls the Pods also here.
   */
  static live(call: ReloadCall, options?: LiveReloadOptions): ReloadStrategy {
    return new ReloadStrategy('live', call, withoutNulls(options, 'LiveReloadOptions'));
  }

  /**
   * New Pods replace the old ones, also for objects that others own: stakater/Reloader, which has to run in the cluster, is told to watch
   * those. Our own objects roll by the digest.
   *
   * Let Reloader run with `--reload-strategy=annotations` where GitOps tools manage the Deployment: they would revert the variable
   * that it sets otherwise.
   *
   * @see https://github.com/stakater/Reloader
   */
  static reloader(): ReloadStrategy {
    return new ReloadStrategy('reloader');
  }

  private constructor(
    /** @internal */
    readonly _kind: 'rollout' | 'immutable' | 'live' | 'reloader',
    /** @internal */
    readonly _call?: ReloadCall,
    /** @internal */
    readonly _options: LiveReloadOptions = {},
  ) {}

  /**
   * What every copy of this package calls it.
   *
   * @internal
   */
  get _class(): string {
    return 'ReloadStrategy';
  }

  /** @internal */
  _check(problems: Problems, at: string, containers: readonly string[], notSecret: NotSecret): void {
    if (this._kind !== 'live') return;
    if (isA(this._call, ReloadCall)) this._call._check(problems, `${at}.call`, containers, notSecret);
    else problems.add(`${at}.call`, this._call, 'Say how the program is told: ReloadCall.httpPost(), command() or signal().');
    const options = this._options as Unchecked<LiveReloadOptions> | null;
    if (typeof options !== 'object' || options === null) {
      problems.add(`${at}.options`, options, 'Give an object of options.');
      return;
    }
    checkKnownProps(problems, at, options, 'LiveReloadOptions');
    if (options.image !== undefined) checkImage(problems, `${at}.image`, options.image);
    for (const name of ['interval', 'timeout', 'maxRetryInterval'] as const) {
      if (options[name] !== undefined) checkDuration(problems, `${at}.${name}`, options[name], 1);
    }
    checkBoolean(problems, `${at}.nativeSidecar`, options.nativeSidecar);
    checkResources(problems, `${at}.resources`, options.resources);
  }

  /** Why a mount by subPath does not keep what the strategy promises; undefined where it does. @internal */
  get _subPathProblem(): string | undefined {
    if (this._kind === 'immutable') return undefined;
    const why =
      this._kind === 'live'
        ? 'A file mounted by subPath never changes in a running container, so the program would load the old one again'
        : 'A file mounted by subPath changes when its container restarts, so a crash brings the new one into an old Pod by surprise';
    return `${why}. Mount the directory, or use ReloadStrategy.immutable(), under which nothing changes in a Pod.`;
  }
}
