import { databasesOf } from '../lookup/databases';
import { isPersistent } from '../lookup/storage';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

/** Repositories of Red Hat have the version in their name: `postgresql-16-c9s`. */
const VERSION_IN_NAME = /-[0-9]+(?:-[a-z0-9]+)?$/;

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const { container, facts, tag, major, pinned, mount } of databasesOf(set)) {
    if (major !== undefined || pinned || mount?.volume === undefined || !isPersistent(mount.volume)) continue;
    const image = container.image!;
    if (tag === undefined && VERSION_IN_NAME.test(image)) continue;
    const says = tag === undefined ? 'has no tag, which means latest' : `says ${tag}, which names no major version`;
    yield {
      at: container.at.at('image'),
      cause: `Image ${image} ${says}: a Pod on another node may pull a version of ${facts.title} that cannot read the data on volume ${mount.name}, or that changes it for good.`,
      remedy: 'Name the major version that wrote the data in the tag, and better the whole version.',
    };
  }
}

export const databaseImageWithoutVersion: Rule = {
  id: 'database-image-without-version',
  level: 'warning',
  summary: 'the image of a database, on a claim, whose tag names no major version',
  explanation: {
    why: [
      'Without a tag, or with latest, alpine or lts, the next node that pulls the image may get the next major version. Its server does not start on the files of the old one (PostgreSQL), changes them so that there is no way back (MySQL, MongoDB, Elasticsearch), or looks for them in another directory and starts empty (InfluxDB 2, PostgreSQL 18).',
      'A digest names a version too. Programs whose files stay the same from one version to the next are not reported.',
    ],
    wrong: yaml`
      apiVersion: apps/v1
      kind: StatefulSet
      metadata:
        name: orders
      spec:
        serviceName: orders
        selector:
          matchLabels: { app: orders }
        template:
          metadata:
            labels: { app: orders }
          spec:
            containers:
              - name: orders
                image: mysql:latest
                volumeMounts:
                  - { name: data, mountPath: /var/lib/mysql }
        volumeClaimTemplates:
          - metadata: { name: data }
            spec:
              storageClassName: database
              accessModes: [ReadWriteOnce]
              resources: { requests: { storage: 20Gi } }
    `,
    right: yaml`
      apiVersion: apps/v1
      kind: StatefulSet
      metadata:
        name: orders
      spec:
        serviceName: orders
        selector:
          matchLabels: { app: orders }
        template:
          metadata:
            labels: { app: orders }
          spec:
            containers:
              - name: orders
                image: mysql:8.4.7
                volumeMounts:
                  - { name: data, mountPath: /var/lib/mysql }
        volumeClaimTemplates:
          - metadata: { name: data }
            spec:
              storageClassName: database
              accessModes: [ReadWriteOnce]
              resources: { requests: { storage: 20Gi } }
    `,
    see: ['https://hub.docker.com/_/postgres', 'https://github.com/docker-library/postgres/pull/1259'],
  },
  check,
};
