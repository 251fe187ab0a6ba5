import { ApiObject, Chart, Lazy } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { Construct, IConstruct } from 'constructs';
import { keepPatchedFields } from '../../workloads/newer-fields';
import { addDeployment, addService } from '../../hardening/deployment';
import { declinedProbes } from '../../hardening/probed-container';
import { delayStops } from '../../hardening/stop-delay';
import { toContainerProps } from '../../hardening/container-options';
import { Identity } from '../../hardening/identity';
import { resolveHardening } from '../../hardening/pod-hardening';
import { allowFrom, allowTo, NetworkOwner, podsOf } from '../../hardening/pod-network';
import { checkKnownProps } from '../../props/known-props';
import { Problems } from '../../props/problems';
import { ownProps } from '../../props/own-props';
import { withoutNulls } from '../../props/without-nulls';
import { workloadOf } from '../../workloads/find-workload';
import { checkObjects, takeObjects } from '../../workloads/objects';
import { mountOwn } from '../../workloads/mount';
import { addWritablePaths } from '../../volumes/writable-paths';
import { configAnnotations, digestAnnotation } from './config-annotations';
import { ConfigOptions, checkConfig, configObject, configVolume, makeObject, PlannedConfig } from './config-object';
import { addWatcher, probelessWatcher, WATCHER } from './config-watcher';
import { checkKey, envValue, withConfigEnvironment } from './configured-container';
import { planDeployment, workloadProblems } from './plan';
import { ConfigReloadingDeploymentProps } from './props';
import { MARKER_PATH, MARKER_VOLUME } from './reload-call';
import { ReloadStrategy } from './reload-strategy';

const COMPONENT = 'configured';

/**
 * A Deployment whose Pods follow their configuration.
 *
 * Creates a Deployment; a ConfigMap for each config that is not an object of others, mounted as a directory and read-only; a
 * PodDisruptionBudget; a ServiceAccount without rights; a NetworkPolicy closed in both directions; and a Service on request. A change of the
 * configuration reaches the Pods as the `reload` strategy says, and is never left to chance: what the strategy cannot follow is
 * refused. All containers meet the "restricted" Pod Security Standard.
 *
 * @see https://kubernetes.io/docs/tutorials/configuration/updating-configuration-via-a-configmap/
 * @example
 * new ConfigReloadingDeployment(chart, 'site', {
 *   configs: [{ name: 'site', source: ConfigSource.fromData({ 'site.conf': 'server { listen 8080; }' }), mountPath: '/etc/nginx/conf.d' }],
 *   reload: ReloadStrategy.live(ReloadCall.signal(ReloadSignal.HUP)),
 *   containers: [
 *     {
 *       name: 'nginx',
 *       image: 'nginxinc/nginx-unprivileged:1.29.1-alpine',
 *       ports: [{ number: 8080 }],
 *       readiness: kplus.Probe.fromTcpSocket({ port: 8080 }),
 *       liveness: kplus.Probe.fromTcpSocket({ port: 8080, failureThreshold: 6 }),
 *     },
 *   ],
 * });
 */
export class ConfigReloadingDeployment extends Construct implements kplus.INetworkPolicyPeer {
  /** Name of the Deployment. */
  public readonly name: string;

  /** The Deployment. */
  public readonly deployment: kplus.Deployment;

  /** The Service, where ports were given for one. */
  public readonly service?: kplus.Service;

  /** How a change of the configuration reaches the Pods. */
  public readonly reload: ReloadStrategy;

  private readonly identity: Identity;
  private readonly configs: PlannedConfig[] = [];
  private readonly objects: Construct;
  private readonly made: ApiObject[] = [];
  private readonly watcher?: kplus.Container;

  public constructor(scope: Construct, id: string, props: ConfigReloadingDeploymentProps) {
    props = ownProps(props, 'ConfigReloadingDeploymentProps', new.target !== ConfigReloadingDeployment);
    const identity: Identity = { name: props?.name ?? id, component: COMPONENT };
    const { configs, reload, objects } = planDeployment(scope, id, identity, props);

    super(scope, id);
    takeObjects(this, objects);
    const hardening = resolveHardening(props.hardening);
    const names = props.containers.map((container) => container.name);
    const target = reload._call?._target(names);
    this.name = identity.name;
    this.identity = identity;
    this.reload = reload;
    // Before the Deployment: applied after it, new Pods could start with the old content, and what reads it once would keep that.
    this.objects = new Construct(this, 'Configs');
    this.deployment = addDeployment(this, {
      identity,
      options: { ...props, shareProcessNamespace: target !== undefined || props.shareProcessNamespace },
      rollout: props,
      annotations: declinedProbes([...props.containers, ...probelessWatcher(reload)]),
      containers: props.containers.map((container) => toContainerProps(withConfigEnvironment(container, configs), hardening)),
      fsGroup: true,
    });
    delayStops(this.deployment, props.containers);
    if (reload._kind === 'live') this.watcher = addWatcher(this.deployment, reload, hardening, () => this.mountPaths());
    for (const config of configs) this.attach(config);
    for (const container of props.containers) addWritablePaths(this.deployment, container.name, container.writablePaths);
    if (target !== undefined) mountOwn(this.deployment, { volume: MARKER_VOLUME, path: MARKER_PATH, containers: [target] });
    this.annotate();
    if (props.servicePorts !== undefined) this.service = addService(this, identity, props.servicePorts);
    keepPatchedFields(this);
    this.node.addValidation({ validate: () => workloadProblems(this.deployment, this.reload, this.configs, Chart.of(this)) });
  }

  /** The ConfigMaps that were made. */
  public get configMaps(): ApiObject[] {
    return [...this.made];
  }

  /**
   * Adds a config, as if it had been among the `configs`.
   *
   * @param config The config. Containers read its variables by `container.env.addVariable(name, deployment.envValue(config, key))`.
   */
  public addConfig(config: ConfigOptions): void {
    config = withoutNulls(config, 'ConfigOptions');
    const problems = Problems.of('ConfigReloadingDeployment', this);
    checkKnownProps(problems, 'config', config, 'ConfigOptions');
    const mounters = this.mounters.map(({ name }) => name);
    const containers = workloadOf(this.deployment)!
      .view()
      .containers.filter(({ name }) => mounters.includes(name))
      .map(({ name, mounts }) => [name, mounts.map(({ path }) => ({ prop: `the container ${name}`, path }))] as const);
    const planned = checkConfig(problems, 'config', config, {
      owner: this.name,
      strategy: this.reload,
      containers: new Map(containers),
      programs: new Map(this.mounters.map(({ name, image, command }) => [name, { image, program: command?.[0] }])),
      names: new Set(this.configs.map(({ name }) => name)),
    });
    const isNew = planned !== undefined && !this.configs.some(({ name }) => name === planned.name);
    const objects = checkObjects(problems, this, isNew ? planned.name : undefined, () => configObject(planned!));
    problems.throwIfAny();
    takeObjects(this, objects);
    this.attach(planned!);
  }

  /**
   * An entry of a config as the value of an environment variable. A change of the config then rolls the Pods, under every strategy.
   *
   * @param config Name of the config.
   * @param key Key of the entry.
   */
  public envValue(config: string, key: string): kplus.EnvValue {
    const problems = Problems.of('ConfigReloadingDeployment', this);
    const found = checkKey(problems, 'envValue', config, key, this.configs, this.reload);
    problems.throwIfAny();
    return envValue(found!, key);
  }

  /** Lets a peer connect: to the ports given, or to all ports that the containers name. */
  public allowFrom(peer: IConstruct, ports?: kplus.NetworkPolicyPort[]): void {
    allowFrom(this.networkOwner, peer, ports);
  }

  /** Lets the Pods connect to a peer: to the ports given, or to any. */
  public allowTo(peer: IConstruct, ports?: kplus.NetworkPolicyPort[]): void {
    allowTo(this.networkOwner, peer, ports);
  }

  /** The Pods as a peer of network policies. */
  public toNetworkPolicyPeerConfig(): kplus.NetworkPolicyPeerConfig {
    return this.deployment.toNetworkPolicyPeerConfig();
  }

  /** The Pods as a selector. */
  public toPodSelector(): kplus.IPodSelector | undefined {
    return this.deployment.toPodSelector();
  }

  private get networkOwner(): NetworkOwner {
    return { kind: 'ConfigReloadingDeployment', construct: this, pods: podsOf(this.deployment) };
  }

  /** Makes and mounts a config that has been checked. */
  private attach(config: PlannedConfig): void {
    this.configs.push(config);
    const object = makeObject(this.objects, this.identity, config, this.reload);
    if (object !== undefined) this.made.push(object);
    if (config.mountPath === undefined) return;
    const names = this.mounters.map(({ name }) => name).filter((name) => name === WATCHER || config.containers.includes(name));
    mountOwn(this.deployment, { volume: configVolume(config), path: config.mountPath, containers: names, subPath: config.subPath });
  }

  /** The containers that configs are mounted into: the watcher is one of them, or an init container. */
  private get mounters(): kplus.Container[] {
    const { containers } = this.deployment;
    return this.watcher === undefined || containers.includes(this.watcher) ? containers : [...containers, this.watcher];
  }

  private mountPaths(): string[] {
    return this.configs.flatMap(({ mountPath }) => mountPath ?? []);
  }

  /** What follows from the configuration is written late, so that what is added by methods counts. */
  private annotate(): void {
    const digest = Lazy.any({ produce: () => digestAnnotation(this.deployment, this.reload, this.configs) }) as string;
    this.deployment.podMetadata.addAnnotation('cdk8s-storage/config-digest', digest);
    for (const [key, produce] of configAnnotations(this.deployment, this.reload, this.configs)) {
      this.deployment.metadata.addAnnotation(key, Lazy.any({ produce }) as string);
    }
  }
}
