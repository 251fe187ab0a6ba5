import { BARMAN_PLUGIN, CNPG_CLUSTER, CNPG_POD_ROLE } from '../../facts/operators/cloudnative-pg';
import { HOSTNAME, ZONE } from '../../facts/kubernetes/topology';
import { formatSize } from '../../props/sizes';
import { toResourcesJson } from '../../workloads/resources';
import { storeName } from './objects';
import { ReplicatedPlan } from './plan';
import { ReplicatedDatabaseProps } from './props';

/** The Cluster as the operator reads it. */
export function clusterSpec(plan: ReplicatedPlan, props: ReplicatedDatabaseProps): object {
  const { name, backup, origin, storage, replicas } = plan;
  const { labels, annotations, serviceAccountAnnotations, preloadLibraries } = props;
  const synchronous = plan.commits._json;
  return {
    instances: replicas,
    imageName: plan.image,
    bootstrap: bootstrapOf(plan),
    ...(origin && { externalClusters: [origin.externalCluster] }),
    storage: diskOf(storage.data, storage.accessMode),
    walStorage: diskOf(storage.wal, storage.accessMode),
    resources: toResourcesJson(plan.resources),
    postgresql: {
      parameters: plan.parameters,
      ...(preloadLibraries && preloadLibraries.length > 0 && { shared_preload_libraries: preloadLibraries }),
      ...(synchronous && { synchronous }),
    },
    enableSuperuserAccess: false,
    // A budget of one server would keep its node from being drained for ever.
    enablePDB: replicas > 1,
    primaryUpdateStrategy: 'unsupervised',
    primaryUpdateMethod: 'restart',
    affinity: {
      enablePodAntiAffinity: true,
      topologyKey: HOSTNAME,
      podAntiAffinityType: props.separateNodes === false ? 'preferred' : 'required',
      ...(props.nodeSelector && { nodeSelector: props.nodeSelector }),
    },
    topologySpreadConstraints: [
      {
        maxSkew: 1,
        topologyKey: ZONE,
        whenUnsatisfiable: 'ScheduleAnyway',
        labelSelector: { matchLabels: { [CNPG_CLUSTER]: name, [CNPG_POD_ROLE]: 'instance' } },
      },
    ],
    ...(props.priorityClassName !== undefined && { priorityClassName: props.priorityClassName }),
    ...((labels || annotations) && { inheritedMetadata: { ...(labels && { labels }), ...(annotations && { annotations }) } }),
    ...(serviceAccountAnnotations && { serviceAccountTemplate: { metadata: { annotations: serviceAccountAnnotations } } }),
    ...(backup && {
      plugins: [{ name: BARMAN_PLUGIN, isWALArchiver: true, parameters: { barmanObjectName: storeName(name), serverName: name } }],
    }),
  };
}

function bootstrapOf({ name, database, owner, credentials, initdb, origin }: ReplicatedPlan): object {
  // The operator makes the one that it calls so itself, and waits for any other.
  const secret = credentials._secretName === `${name}-app` ? {} : { secret: { name: credentials._secretName } };
  if (origin?.recovery !== undefined) return { recovery: { ...origin.recovery, ...secret } };
  return { initdb: { database, owner, ...secret, ...initdb, ...origin?.initdb } };
}

function diskOf({ size, storageClassName }: ReplicatedPlan['storage']['data'], accessMode: string): object {
  const disk = { size: formatSize(size), storageClass: storageClassName, resizeInUseVolumes: true };
  return accessMode === 'ReadWriteOnce' ? disk : { ...disk, pvcTemplate: { accessModes: [accessMode] } };
}

/** Requests that are limits too, so that the Pods of the servers keep their place. */
const SIDECAR = { cpu: '500m', memory: '512Mi' };

/** The store as the plugin reads it. */
export function storeSpec({ store, keep }: NonNullable<ReplicatedPlan['backup']>): object {
  return {
    configuration: store._configuration,
    retentionPolicy: keep,
    instanceSidecarConfiguration: { resources: { requests: SIDECAR, limits: SIDECAR } },
  };
}

export function scheduleSpec(name: string, { schedule, suspend }: NonNullable<ReplicatedPlan['backup']>): object {
  return {
    cluster: { name },
    schedule,
    // Without a base backup the log in the store is worth nothing.
    immediate: true,
    suspend,
    method: 'plugin',
    pluginConfiguration: { name: BARMAN_PLUGIN },
  };
}
