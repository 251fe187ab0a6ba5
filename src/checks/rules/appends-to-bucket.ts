import { bucketOf, titleOfDriver } from '../../facts/drivers';
import { keeps, programsOf } from '../lookup/programs';
import { driverOfPodVolume } from '../lookup/storage';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const program of programsOf(set)) {
    const { pod, mount, title, facts, directory } = program;
    if (mount?.volume === undefined || !mount.writable || facts.wholeFilesOnly === true) continue;
    if (keeps(program) === undefined && facts.disposable !== true) continue;
    const driver = driverOfPodVolume(set, pod, mount.volume);
    const bucket = driver === undefined ? undefined : bucketOf(driver);
    if (bucket === undefined) continue;
    yield {
      at: mount.volume.at,
      level: bucket === 'refuses' || facts.kind === 'database' ? 'error' : 'warning',
      cause: `${title} appends to files in ${directory} and changes them, and volume ${mount.name} is a bucket that ${titleOfDriver(driver!)} mounts, which ${bucket === 'refuses' ? 'refuses that: operation not permitted' : 'writes each changed file anew and has no locks'}.`,
      remedy: 'Use a claim on a disk; where the program can use the bucket itself, by its own settings, let it.',
    };
  }
}

export const appendsToBucket: Rule = {
  id: 'appends-to-bucket',
  level: 'error',
  otherLevels: ['warning'],
  summary: 'a program that appends to its files, or changes them, on a mount of a bucket',
  explanation: {
    why: [
      'Objects of a bucket are written once and whole. Mountpoint for S3 refuses to append to a file and to change it ("Operation not permitted"); other mounts copy the object anew for each change, and none has locks, so that a database or a log of writes is slow, incomplete after a crash, or both.',
      'Files that are written once and read, such as dumps, pictures and models, are what such mounts are for.',
    ],
    wrong: yaml`
      apiVersion: v1
      kind: PersistentVolume
      metadata:
        name: metrics
      spec:
        capacity: { storage: 20Gi }
        accessModes: [ReadWriteMany]
        storageClassName: ''
        persistentVolumeReclaimPolicy: Retain
        claimRef: { namespace: monitoring, name: metrics }
        csi:
          driver: s3.csi.aws.com
          volumeHandle: metrics
      ---
      apiVersion: v1
      kind: PersistentVolumeClaim
      metadata:
        name: metrics
        namespace: monitoring
      spec:
        storageClassName: ''
        accessModes: [ReadWriteMany]
        volumeName: metrics
        resources: { requests: { storage: 20Gi } }
      ---
      apiVersion: apps/v1
      kind: Deployment
      metadata:
        name: metrics
        namespace: monitoring
      spec:
        strategy: { type: Recreate }
        selector:
          matchLabels: { app: metrics }
        template:
          metadata:
            labels: { app: metrics }
          spec:
            securityContext: { runAsUser: 65534, fsGroup: 65534, fsGroupChangePolicy: OnRootMismatch }
            containers:
              - name: metrics
                image: prom/prometheus:v3.5.0
                volumeMounts:
                  - { name: data, mountPath: /prometheus }
            volumes:
              - name: data
                persistentVolumeClaim: { claimName: metrics }
    `,
    right: yaml`
      apiVersion: v1
      kind: PersistentVolumeClaim
      metadata:
        name: metrics
        namespace: monitoring
      spec:
        storageClassName: disk
        accessModes: [ReadWriteOnce]
        resources: { requests: { storage: 20Gi } }
      ---
      apiVersion: apps/v1
      kind: Deployment
      metadata:
        name: metrics
        namespace: monitoring
      spec:
        strategy: { type: Recreate }
        selector:
          matchLabels: { app: metrics }
        template:
          metadata:
            labels: { app: metrics }
          spec:
            securityContext: { runAsUser: 65534, fsGroup: 65534, fsGroupChangePolicy: OnRootMismatch }
            containers:
              - name: metrics
                image: prom/prometheus:v3.5.0
                volumeMounts:
                  - { name: data, mountPath: /prometheus }
            volumes:
              - name: data
                persistentVolumeClaim: { claimName: metrics }
    `,
    see: [
      'https://github.com/awslabs/mountpoint-s3/blob/main/doc/SEMANTICS.md',
      'https://cloud.google.com/storage/docs/cloud-storage-fuse/overview',
    ],
  },
  check,
};
