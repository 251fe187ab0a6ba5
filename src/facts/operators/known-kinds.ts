import { isBuiltIn } from '../kubernetes/built-in-kinds';
import { RULE_OBJECTS } from './alert-rules';
import { BACKUP_OBJECTS } from './backups';
import { CLUSTER_BACKUPS } from './cluster-backups';
import { customResource } from './index';

/** Kinds that rules read besides those of Kubernetes and of operators that make storage. */
const READ_BY_RULES = [
  'apps.openshift.io/DeploymentConfig',
  'argoproj.io/Rollout',
  'serving.knative.dev/Service',
  'keda.sh/ScaledObject',
  'secrets-store.csi.x-k8s.io/SecretProviderClass',
  'gateway.networking.k8s.io/ReferenceGrant',
  'operator.tekton.dev/TektonConfig',
  'external-secrets.io/ExternalSecret',
  'bitnami.com/SealedSecret',
  'tekton.dev/ClusterTask',
  'longhorn.io/Volume',
  'postgresql.cnpg.io/Pooler',
  ...RULE_OBJECTS.map(({ type }) => type),
];

/** Kinds that say what is backed up. */
const BACKUPS = [
  ...BACKUP_OBJECTS.map(({ type }) => type),
  ...CLUSTER_BACKUPS.flatMap(({ objects = [] }) => objects.map(({ type }) => type)),
  'longhorn.io/RecurringJob',
  'velero.io/Schedule',
  'velero.io/Backup',
  'volsync.backube/ReplicationDestination',
  'cr.kanister.io/ActionSet',
  'cr.kanister.io/Blueprint',
  'config.kio.kasten.io/Policy',
];

const KNOWN = new Set([...READ_BY_RULES, ...BACKUPS]);

/**
 * Whether any rule knows what an object of a kind stores, even if that is nothing. What is not known is not called checked: an operator
 * may keep data for it in ways that nobody here has read up on.
 */
export function isKnownKind(type: string): boolean {
  return isBuiltIn(type) || KNOWN.has(type) || customResource(type) !== undefined;
}
