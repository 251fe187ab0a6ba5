import { parseImage } from '../../facts/kubernetes/images';
import { endsOthers, isEndless as serves } from '../../facts/programs/endless';
import { toldTo } from '../lookup/scripts';
import { scriptOf } from '../lookup/shell';
import { Container, PodTemplate } from '../pod-template';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const pod of set.pods) {
    if (!pod.isTask) continue;
    const containers = pod.containers.filter(({ role }) => role === 'main');
    if (containers.length < 2 || pod.spec.at('shareProcessNamespace').flag === true) continue;
    if (containers.some((container) => endsOthers(toldTo(container)))) continue;
    const proxy = containers.find(isEndless);
    if (proxy !== undefined && containers.some((container) => !isEndless(container))) yield discoveryOf(pod, proxy);
  }
}

function isEndless(container: Container): boolean {
  const repository = parseImage(container.image ?? '')?.repository ?? '';
  // In a shell it may wait for the others.
  return serves(repository, toldTo(container)) && scriptOf(container) === undefined;
}

function discoveryOf(pod: PodTemplate, proxy: Container): Discovery {
  const isCron = pod.workload.type === 'batch/CronJob';
  const forbids = pod.workload.root.at('spec', 'concurrencyPolicy').text === 'Forbid';
  const what = isCron ? (forbids ? ', and no second one starts' : ', and with each run there is one more') : '';
  return {
    at: proxy.at.at('name'),
    cause: `Container ${proxy.name} serves until somebody stops it, and a Job is done when all its containers are: ${pod.workload.toString()} never ends${what}.`,
    remedy: 'Make it a sidecar: an init container with restartPolicy: Always, which goes when the others are done.',
  };
}

export const proxyKeepsJobAlive: Rule = {
  id: 'proxy-keeps-job-alive',
  level: 'warning',
  summary: 'a Job with a proxy or agent as an ordinary container, which never ends, so that the Job does not either',
  explanation: {
    why: [
      'A Pod of a Job has finished when all its containers have. A proxy to a database, of a mesh, or an agent for logs serves on when the dump is done. The Job stays active; with concurrencyPolicy Forbid the CronJob starts no other, and there is one backup, the first.',
      'Since Kubernetes 1.29 an init container with restartPolicy: Always starts before the others, runs beside them and is stopped after them. Where a container ends the proxy itself, by its quit endpoint or in a shared process namespace, nothing is reported.',
    ],
    wrong: yaml`
      apiVersion: batch/v1
      kind: CronJob
      metadata:
        name: export
      spec:
        schedule: "15 2 * * *"
        concurrencyPolicy: Forbid
        jobTemplate:
          spec:
            template:
              spec:
                restartPolicy: Never
                containers:
                  - name: export
                    image: registry.example.com/export:1.3.0
                  - name: proxy
                    image: gcr.io/cloud-sql-connectors/cloud-sql-proxy:2.18.0
                    args: [--port=5432, "shop:europe-west1:shop"]
    `,
    right: yaml`
      apiVersion: batch/v1
      kind: CronJob
      metadata:
        name: export
      spec:
        schedule: "15 2 * * *"
        concurrencyPolicy: Forbid
        jobTemplate:
          spec:
            template:
              spec:
                restartPolicy: Never
                initContainers:
                  - name: proxy
                    image: gcr.io/cloud-sql-connectors/cloud-sql-proxy:2.18.0
                    args: [--port=5432, "shop:europe-west1:shop"]
                    restartPolicy: Always
                containers:
                  - name: export
                    image: registry.example.com/export:1.3.0
    `,
    see: ['https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/#jobs-with-sidecar-containers'],
  },
  check,
};
