import { lossOf } from '../lookup/loss';
import { keeps, programsOf } from '../lookup/programs';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const program of programsOf(set)) {
    const kind = keeps(program);
    if (kind !== 'database' && kind !== 'embedded') continue;
    const loss = lossOf(program);
    if (loss === undefined) continue;
    const { title, container, facts } = program;
    const what = kind === 'database' ? 'its data' : `its database (${facts.embedded!.name}, in a file)`;
    const instead = kind === 'embedded' && facts.embedded!.unless !== undefined ? ' Or give it a database server.' : '';
    yield {
      at: loss.at,
      level: loss.level,
      cause: `${title} in container ${container.name} keeps ${what}${loss.where}.`,
      remedy: `${loss.remedy}${instead}`,
    };
  }
}

export const databaseOnEphemeralVolume: Rule = {
  id: 'database-on-ephemeral-volume',
  level: 'error',
  otherLevels: ['warning'],
  summary: 'a database, or an application with one in a file, whose directory is on the container layer, an emptyDir or a hostPath',
  explanation: {
    why: [
      'The container layer is lost with every restart of the container, an emptyDir with the Pod, and a hostPath stays on the node that the Pod leaves. All of them work until the first eviction or node upgrade, and then the database starts empty.',
      'An application with a database of its own in a file, such as Keycloak with start-dev, is a warning where it has no claim at all, since that may be a trial; a claim beside the place where it writes is an error.',
      'The official postgres images up to 17 declare a VOLUME at /var/lib/postgresql/data. A claim mounted above it, at /var/lib/postgresql, is shadowed by an anonymous volume, so the data is lost although there is a claim. Version 18 moved its data to /var/lib/postgresql: a claim at the old place is not used; InfluxDB 2, n8n 1 and others moved in the same way. With PGDATA set to a directory below a neutral mount, such as /pgdata/data, both work alike.',
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
              - name: postgres
                image: postgres:17.6
                volumeMounts:
                  - name: data
                    mountPath: /var/lib/postgresql
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
              - name: postgres
                image: postgres:17.6
                env:
                  - { name: PGDATA, value: /pgdata/data }
                volumeMounts:
                  - name: data
                    mountPath: /pgdata
        volumeClaimTemplates:
          - metadata: { name: data }
            spec:
              storageClassName: database
              accessModes: [ReadWriteOnce]
              resources: { requests: { storage: 20Gi } }
    `,
    see: ['https://kubernetes.io/docs/concepts/storage/volumes/#emptydir', 'https://github.com/docker-library/postgres/pull/1259'],
  },
  check,
};
