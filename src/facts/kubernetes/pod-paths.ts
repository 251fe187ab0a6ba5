const TEMPLATE = ['spec', 'template'];

/** Where the kinds of Kubernetes keep the template of their Pods, by kind with API group; a Pod is its own. */
const TEMPLATES: Readonly<Record<string, readonly string[]>> = {
  Pod: [],
  PodTemplate: ['template'],
  ReplicationController: TEMPLATE,
  'apps/Deployment': TEMPLATE,
  'apps/ReplicaSet': TEMPLATE,
  'apps/StatefulSet': TEMPLATE,
  'apps/DaemonSet': TEMPLATE,
  'batch/Job': TEMPLATE,
  'batch/CronJob': ['spec', 'jobTemplate', ...TEMPLATE],
};

/** Kinds of others that run Pods as those do. */
const TEMPLATES_OF_OTHERS: Readonly<Record<string, readonly string[]>> = {
  'argoproj.io/Rollout': TEMPLATE,
  'apps.openshift.io/DeploymentConfig': TEMPLATE,
  'serving.knative.dev/Service': TEMPLATE,
};

/** Where the kinds say how many Pods they run at once that do not say it as replicas. */
const PARALLEL: Readonly<Record<string, readonly string[]>> = {
  'batch/Job': ['spec', 'parallelism'],
  'batch/CronJob': ['spec', 'jobTemplate', 'spec', 'parallelism'],
};

/** The fields that lead to the template of the Pods, with their metadata and spec, of a kind of Kubernetes' own; undefined for other kinds. */
export function ownTemplatePath(type: string): readonly string[] | undefined {
  return Object.hasOwn(TEMPLATES, type) ? TEMPLATES[type] : undefined;
}

/** The same for those of others too that are known. */
export function templatePath(type: string): readonly string[] | undefined {
  return ownTemplatePath(type) ?? (Object.hasOwn(TEMPLATES_OF_OTHERS, type) ? TEMPLATES_OF_OTHERS[type] : undefined);
}

/** The fields in which a kind says how many Pods it runs at once. */
export function replicasPath(type: string): readonly string[] {
  return Object.hasOwn(PARALLEL, type) ? PARALLEL[type] : ['spec', 'replicas'];
}

/** Whether objects of a kind may ask for claims: claims themselves, and whatever runs Pods. */
export function isCounted(kind: string): boolean {
  return kind === 'PersistentVolumeClaim' || Object.keys(TEMPLATES).some((type) => type.split('/').at(-1) === kind);
}
