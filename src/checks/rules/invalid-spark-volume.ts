import { ConfVolume, confVolumes, isClaimForEach, LOCAL_DIR_PREFIX, ON_DEMAND, VOLUME_TYPES } from '../../facts/operators/spark';
import { didYouMean } from '../../util/did-you-mean';
import { Cursor } from '../cursor';
import { runsOf, sparkSpec } from '../lookup/tasks';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const run of runsOf(set)) {
    const spec = sparkSpec(run);
    if (spec === undefined) continue;
    const executors = executorsOf(spec);
    for (const volume of confVolumes(spec.at('sparkConf').textEntries)) yield* checkConf(spec.at('sparkConf'), volume, executors);
    yield* checkVolumes(spec, executors);
  }
}

/** How many executors there may be at once. */
function executorsOf(spec: Cursor): number {
  const dynamic = spec.at('dynamicAllocation');
  const conf = (key: string) => Number(spec.at('sparkConf', key).text ?? NaN);
  const most = dynamic.at('enabled').flag === true ? (dynamic.at('maxExecutors').number ?? Infinity) : 0;
  const counts = [spec.at('executor', 'instances').number, conf('spark.executor.instances'), conf('spark.dynamicAllocation.maxExecutors')];
  return Math.max(most, ...counts.filter((count): count is number => count !== undefined && !Number.isNaN(count)), 1);
}

function* checkConf(conf: Cursor, { role, type, name, settings }: ConfVolume, executors: number): Generator<Discovery> {
  const [first] = settings.values();
  const title = `Volume ${name} of the ${role}`;
  if (!VOLUME_TYPES.includes(type)) {
    yield {
      at: conf.at(first.key),
      cause: `${title} is a ${type}, and Spark knows no volumes of that type: the application is not submitted.`,
      remedy: `Use one of ${VOLUME_TYPES.join(', ')}.${didYouMean(type, VOLUME_TYPES)}`,
    };
    return;
  }
  if (!settings.has('mount.path')) {
    yield {
      at: conf.at(first.key),
      cause: `${title} has no mount.path, without which the application is not submitted.`,
      remedy: `Set spark.kubernetes.${role}.volumes.${type}.${name}.mount.path.`,
    };
  }
  if (type !== 'persistentVolumeClaim') return;
  const claimName = settings.get('options.claimName');
  if (claimName === undefined) {
    yield {
      at: conf.at(first.key),
      cause: `${title} names no claim, and the application is not submitted.`,
      remedy: `Set options.claimName: a claim that is there, or ${ON_DEMAND} for one that Spark makes.`,
    };
    return;
  }
  if (claimName.value === ON_DEMAND) {
    const missing = ['options.sizeLimit', 'options.storageClass'].filter((key) => !settings.has(key));
    if (missing.length > 0) {
      yield {
        at: conf.at(claimName.key),
        // Newer versions make a claim of the default class.
        level: missing.includes('options.sizeLimit') ? undefined : 'warning',
        cause: `${title} is to be a claim ${ON_DEMAND} without ${missing.join(' and ')}: Spark makes claims where both are said, and the Pod waits for one that nobody makes.`,
        remedy: `Set ${missing.join(' and ')} beside it.`,
      };
    }
  }
  if (role === 'executor' && executors > 1 && !isClaimForEach(claimName.value)) {
    yield oneForMany(conf.at(claimName.key), title, claimName.value);
  }
}

function oneForMany(at: Cursor, title: string, claimName: string): Discovery {
  return {
    at,
    cause: `${title} is claim ${claimName} for every executor, and Spark makes no executors where several are to share a claim.`,
    remedy: `Write ${ON_DEMAND}, with sizeLimit and storageClass, for a claim of each executor.`,
  };
}

/** Local directories among the volumes of the object, which the operator hands to Spark as settings. */
function* checkVolumes(spec: Cursor, executors: number): Generator<Discovery> {
  const dirs = new Set((spec.at('sparkConf', 'spark.local.dir').text ?? '').split(',').filter((path) => path !== ''));
  const mounts = spec.at('executor', 'volumeMounts').items;
  for (const volume of spec.at('volumes').items) {
    const name = volume.at('name').text ?? '';
    const mount = mounts.find((one) => one.at('name').text === name);
    if (mount === undefined) continue;
    const claimName = volume.at('persistentVolumeClaim', 'claimName');
    if (name.startsWith(LOCAL_DIR_PREFIX)) {
      if (claimName.text !== undefined && executors > 1 && !isClaimForEach(claimName.text)) {
        yield oneForMany(claimName, `Volume ${name} of the executor`, claimName.text);
      }
    } else if (dirs.has(mount.at('mountPath').text ?? '')) {
      yield {
        at: volume.at('name'),
        cause: `Volume ${name} is mounted at ${mount.at('mountPath').text}, which spark.local.dir names: Spark mounts an emptyDir of its own there for every volume that is not called ${LOCAL_DIR_PREFIX}..., and a Pod with two mounts at one path is refused.`,
        remedy: `Call the volume ${LOCAL_DIR_PREFIX}1, here and in volumeMounts, and leave spark.local.dir out.`,
      };
    }
  }
}

export const invalidSparkVolume: Rule = {
  id: 'invalid-spark-volume',
  level: 'error',
  otherLevels: ['warning'],
  summary: 'a volume of a Spark application that Spark cannot make, or cannot give to every executor',
  explanation: {
    why: [
      'Spark makes volumes of its settings. It wants a path for each, knows four types, and makes a claim only where OnDemand comes with a size and a class. One claim for several executors is refused, whatever its access mode: Spark then makes no executors, and the driver waits.',
      'What is shuffled and spilled goes to volumes whose names begin with spark-local-dir-. Any other volume at a path of spark.local.dir meets the emptyDir that Spark mounts there by itself.',
    ],
    wrong: yaml`
      apiVersion: sparkoperator.k8s.io/v1beta2
      kind: SparkApplication
      metadata:
        name: daily-sales
      spec:
        type: Python
        mode: cluster
        image: registry.example.com/sales:1.8.0
        sparkConf:
          spark.kubernetes.executor.volumes.persistentVolumeClaim.spark-local-dir-1.mount.path: /scratch
          spark.kubernetes.executor.volumes.persistentVolumeClaim.spark-local-dir-1.options.claimName: OnDemand
        executor:
          instances: 4
    `,
    right: yaml`
      apiVersion: sparkoperator.k8s.io/v1beta2
      kind: SparkApplication
      metadata:
        name: daily-sales
      spec:
        type: Python
        mode: cluster
        image: registry.example.com/sales:1.8.0
        sparkConf:
          spark.kubernetes.executor.volumes.persistentVolumeClaim.spark-local-dir-1.mount.path: /scratch
          spark.kubernetes.executor.volumes.persistentVolumeClaim.spark-local-dir-1.options.claimName: OnDemand
          spark.kubernetes.executor.volumes.persistentVolumeClaim.spark-local-dir-1.options.storageClass: disks
          spark.kubernetes.executor.volumes.persistentVolumeClaim.spark-local-dir-1.options.sizeLimit: 200Gi
        executor:
          instances: 4
    `,
    see: [
      'https://spark.apache.org/docs/latest/running-on-kubernetes.html#using-kubernetes-volumes',
      'https://www.kubeflow.org/docs/components/spark-operator/user-guide/writing-sparkapplication/',
    ],
  },
  check,
};
