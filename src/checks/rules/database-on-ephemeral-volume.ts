import { Database, databasesOf } from '../lookup/databases';
import { isPersistent } from '../lookup/storage';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const database of databasesOf(set)) {
    const { mount, container, facts, directory } = database;
    // A mount of a volume that is not there is a mistake of its own.
    if (mount !== undefined && (mount.volume === undefined || isPersistent(mount.volume) || mount.volume.type === 'csi')) continue;
    yield {
      at: mount === undefined ? container.at.at('image') : mount.volume!.at,
      cause: `${facts.title} in container ${container.name} keeps its data in ${directory}, ${whatIsThere(database)}.`,
      remedy: remedyFor(database),
    };
  }
}

const LOST: Readonly<Record<string, string>> = {
  emptyDir: 'an emptyDir, which is deleted with its Pod',
  hostPath: 'a directory of one node, which a Pod on another node does not find',
  ephemeral: 'an ephemeral volume, which is deleted with its Pod',
};

function whatIsThere({ mount }: Database): string {
  if (mount === undefined) return "on the container's own layer, which is lost with every restart";
  const type = mount.volume!.type;
  return `on volume ${mount.volume!.name}: ${LOST[type] ?? `${type}, which does not keep it`}`;
}

function remedyFor({ mount, container, facts, directory }: Database): string {
  const beside = container.mounts.find(({ volume }) => volume !== undefined && isPersistent(volume));
  if (mount === undefined && beside !== undefined) {
    const { neutralPlace } = facts;
    const place = neutralPlace && `${neutralPlace.mount}, say, and set ${neutralPlace.variable} to a directory below`;
    return `Claim volume ${beside.name} at ${beside.path} does not hold it: mount it at ${place ?? directory}.`;
  }
  return `Mount a claim at ${directory}, from volumeClaimTemplates of a StatefulSet.`;
}

export const databaseOnEphemeralVolume: Rule = {
  id: 'database-on-ephemeral-volume',
  level: 'error',
  summary: 'a database whose data directory is on the container layer, an emptyDir or a hostPath',
  explanation: {
    why: [
      'The container layer is lost with every restart of the container, an emptyDir with the Pod, and a hostPath stays on the node that the Pod leaves. All of them work until the first eviction or node upgrade, and then the database starts empty.',
      'The official postgres images up to 17 declare a VOLUME at /var/lib/postgresql/data. A claim mounted above it, at /var/lib/postgresql, is shadowed by an anonymous volume, so the data is lost although there is a claim. Version 18 moved its data to /var/lib/postgresql: a claim at the old place is not used. With PGDATA set to a directory below a neutral mount, such as /pgdata/data, both work alike.',
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
