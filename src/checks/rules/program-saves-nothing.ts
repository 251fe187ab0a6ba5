import { claimBeside, programsOf, savesNothing } from '../lookup/programs';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const program of programsOf(set)) {
    if (!savesNothing(program)) continue;
    const { container, title, facts } = program;
    const mount = claimBeside(container);
    if (mount?.volume === undefined) continue;
    const never = facts.keepsNothing === true;
    yield {
      at: mount.at,
      cause: `${title} in container ${container.name} ${never ? 'never saves anything' : 'is told to save nothing'}: claim volume ${mount.name} stays empty, and a restart loses everything.`,
      remedy: never
        ? 'Remove the claim, or use a store that saves.'
        : 'Tell it to save (for Redis, appendonly yes), or remove the claim where nothing is missed.',
    };
  }
}

export const programSavesNothing: Rule = {
  id: 'program-saves-nothing',
  level: 'warning',
  summary: 'a claim for a program that is told to save nothing, such as Redis without snapshots and append-only file',
  explanation: {
    why: [
      'Redis with an empty save and without appendonly writes nothing to its directory, Memcached never does, and the development mode of Vault keeps all in memory. A claim there stays empty: what looks kept is lost with the first restart.',
      'Where it is a cache, the claim can go; where it is not, the program has to be told to save.',
    ],
    wrong: yaml`
      apiVersion: v1
      kind: PersistentVolumeClaim
      metadata:
        name: sessions
      spec:
        storageClassName: database
        accessModes: [ReadWriteOnce]
        resources: { requests: { storage: 20Gi } }
      ---
      apiVersion: apps/v1
      kind: Deployment
      metadata:
        name: sessions
      spec:
        strategy: { type: Recreate }
        selector:
          matchLabels: { app: sessions }
        template:
          metadata:
            labels: { app: sessions }
          spec:
            containers:
              - name: sessions
                image: redis:8.2.1
                args: [--save, '', --appendonly, 'no']
                volumeMounts:
                  - { name: data, mountPath: /data }
            volumes:
              - name: data
                persistentVolumeClaim: { claimName: sessions }
    `,
    right: yaml`
      apiVersion: v1
      kind: PersistentVolumeClaim
      metadata:
        name: sessions
      spec:
        storageClassName: database
        accessModes: [ReadWriteOnce]
        resources: { requests: { storage: 20Gi } }
      ---
      apiVersion: apps/v1
      kind: Deployment
      metadata:
        name: sessions
      spec:
        strategy: { type: Recreate }
        selector:
          matchLabels: { app: sessions }
        template:
          metadata:
            labels: { app: sessions }
          spec:
            containers:
              - name: sessions
                image: redis:8.2.1
                args: [--appendonly, 'yes']
                volumeMounts:
                  - { name: data, mountPath: /data }
            volumes:
              - name: data
                persistentVolumeClaim: { claimName: sessions }
    `,
    see: ['https://redis.io/docs/latest/operate/oss_and_stack/management/persistence/'],
  },
  check,
};
