import { Duration } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { PodOptions } from '../../hardening/pod-options';
import { ConfigOptions } from './config-object';
import { ConfiguredContainer } from './configured-container';
import { ReloadStrategy } from './reload-strategy';

/**
 * What a `ConfigReloadingDeployment` is made of.
 */
export interface ConfigReloadingDeploymentProps extends PodOptions {
  /** The containers: at least one. */
  readonly containers: ConfiguredContainer[];

  /** The configuration: any number of ConfigMaps and Secrets; `addConfig()` adds more. */
  readonly configs: ConfigOptions[];

  /**
   * How a change of the configuration reaches the Pods.
   *
   * @default ReloadStrategy.rollout()
   */
  readonly reload?: ReloadStrategy;

  /**
   * Name of the Deployment; what it creates is named after it.
   *
   * @default - the construct's id
   */
  readonly name?: string;

  /**
   * Number of Pods.
   *
   * @default 2
   */
  readonly replicas?: number;

  /**
   * How Pods are replaced.
   *
   * @default - RollingUpdate with maxUnavailable 0 and maxSurge 25%, so that a configuration that does not start takes nothing away
   */
  readonly strategy?: kplus.DeploymentStrategy;

  /**
   * How long a new Pod has to be ready before it counts, in whole seconds.
   *
   * @default Duration.seconds(0)
   */
  readonly minReady?: Duration;

  /**
   * After how long without progress a rollout counts as failed, in whole seconds; longer than `minReady`.
   *
   * @default Duration.seconds(600)
   */
  readonly progressDeadline?: Duration;

  /**
   * How many old ReplicaSets are kept, each a revision that `kubectl rollout undo` can go back to.
   *
   * @default 10
   */
  readonly revisionHistoryLimit?: number;

  /**
   * Ports of a Service with the name of the Deployment. A `targetPort` is one of a container; without one it is the port itself.
   *
   * @default - no Service
   */
  readonly servicePorts?: kplus.ServicePort[];
}
