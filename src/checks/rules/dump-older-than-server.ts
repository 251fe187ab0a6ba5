import { REFUSING_NEWER_SERVERS } from '../../facts/dump-programs';
import { majorOf } from '../../facts/programs';
import { Cursor } from '../cursor';
import { knownImageOf, Program, programsOf } from '../lookup/programs';
import { toldTo } from '../lookup/scripts';
import { commandsOf, mentions, programOf } from '../lookup/shell';
import { ManifestSet } from '../manifest-set';
import { Container, PodTemplate } from '../pod-template';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  let servers: ReadonlyMap<PodTemplate, Program> | undefined;
  for (const pod of set.pods) {
    if (!pod.isTask) continue;
    for (const container of pod.containers) {
      if (!mentions(container, DUMP)) continue;
      servers ??= new Map(programsOf(set).map((program) => [program.pod, program]));
      yield* checkContainer(set, servers, pod, container);
    }
  }
}

const DUMP = new RegExp(`\\b(?:${[...REFUSING_NEWER_SERVERS].join('|')})\\b`);

function* checkContainer(
  set: ManifestSet,
  servers: ReadonlyMap<PodTemplate, Program>,
  pod: PodTemplate,
  container: Container,
): Generator<Discovery> {
  const known = knownImageOf(container);
  const own = known && majorOf(known.image, known.reference.tag);
  if (known === undefined || own === undefined) return;
  const dump = commandsOf(container).find((command) => REFUSING_NEWER_SERVERS.has(programOf(command)));
  if (dump === undefined) return;
  const server = podsNamedBy(set, pod, container)
    .map((named) => servers.get(named))
    .find((program) => program?.facts === known.facts && program.major !== undefined && program.major > own);
  if (server === undefined) return;
  yield {
    at: container.at.at('image'),
    cause: `${programOf(dump)} of ${container.image} refuses to dump a server that is newer than itself, and ${server.pod.workload.toString()} runs ${server.container.image}: there is no backup.`,
    remedy: `Use an image of version ${server.major} or newer.`,
  };
}

/** The Pods behind the Services of which a container is told: `shop`, `shop.data`, `shop-0.shop`. */
function podsNamedBy(set: ManifestSet, pod: PodTemplate, container: Container): readonly PodTemplate[] {
  const hosts = new Set(toldTo(container).match(/[a-z0-9][a-z0-9.-]*/g) ?? []);
  return [...hosts].slice(0, 200).flatMap((host) => {
    const [first, second, third] = host.split('.');
    return [
      [first, second ?? pod.namespace],
      [first, pod.namespace],
      [second, third ?? pod.namespace],
    ].flatMap(([name, namespace]) => {
      const service = set.find('Service', namespace, name);
      if (service === undefined) return [];
      const selector = service.root.at('spec', 'selector').map;
      return selector === undefined ? [] : set.selected(service.namespace, new Cursor(service, { matchLabels: selector }));
    });
  });
}

export const dumpOlderThanServer: Rule = {
  id: 'dump-older-than-server',
  level: 'error',
  summary: 'a Job that dumps PostgreSQL with a pg_dump that is older than the server, which refuses that',
  explanation: {
    why: [
      'pg_dump reads servers of its own version and older ones, and ends with an error at a newer one ("server version mismatch"). When the image of the server is raised and that of the Job is not, backups end that day.',
    ],
    wrong: yaml`
      apiVersion: v1
      kind: Service
      metadata:
        name: shop
      spec:
        clusterIP: None
        selector: { app: shop }
      ---
      apiVersion: apps/v1
      kind: StatefulSet
      metadata:
        name: shop
      spec:
        serviceName: shop
        selector: { matchLabels: { app: shop } }
        template:
          metadata: { labels: { app: shop } }
          spec:
            containers:
              - name: postgres
                image: postgres:17.6
      ---
      apiVersion: batch/v1
      kind: CronJob
      metadata:
        name: shop-dump
      spec:
        schedule: "45 3 * * *"
        concurrencyPolicy: Forbid
        jobTemplate:
          spec:
            template:
              spec:
                restartPolicy: Never
                containers:
                  - name: dump
                    image: postgres:15.14
                    command: [pg_dump, --host=shop, --file=/dumps/shop.sql]
    `,
    right: yaml`
      apiVersion: batch/v1
      kind: CronJob
      metadata:
        name: shop-dump
      spec:
        schedule: "45 3 * * *"
        concurrencyPolicy: Forbid
        jobTemplate:
          spec:
            template:
              spec:
                restartPolicy: Never
                containers:
                  - name: dump
                    image: postgres:17.6
                    command: [pg_dump, --host=shop, --file=/dumps/shop.sql]
    `,
    see: ['https://www.postgresql.org/docs/current/app-pgdump.html#APP-PGDUMP-NOTES'],
  },
  check,
};
