/** What a template can be told, beside its name. */
export type AnswerName = 'namespace' | 'image' | 'size' | 'class-driver' | 'zones' | 'nfs-server' | 'nfs-path' | 'bucket';

export interface Pattern {
  /** One line, for lists. */
  readonly title: string;
  /** What the template makes use of. */
  readonly answers: readonly AnswerName[];
  /** The size that is proposed. */
  readonly size?: string;
  /** Whether the image is that of a database. */
  readonly database?: boolean;
  /** The image that is proposed; a web server where nothing is said. */
  readonly image?: string;
  /** Whether it is an app of its own, which cannot become part of another. */
  readonly wholeApp?: boolean;
}

/** The templates, by the name of their folder. */
export const PATTERNS: Readonly<Record<string, Pattern>> = {
  'shared-scratch': {
    title: 'a service whose containers share scratch space',
    answers: ['namespace', 'image', 'size'],
    size: '1Gi',
  },
  'zonal-storage': {
    title: 'a service with a disk, and the class that makes it',
    answers: ['namespace', 'image', 'size', 'class-driver', 'zones'],
    size: '20Gi',
  },
  'nfs-shared-store': {
    title: 'a service whose Pods share a directory of an NFS server',
    answers: ['namespace', 'image', 'size', 'nfs-server', 'nfs-path'],
    size: '100Gi',
  },
  'shared-storage': {
    title: 'a service whose Pods share files of a class, on an NFS server',
    answers: ['namespace', 'image', 'size', 'nfs-server', 'nfs-path'],
    size: '20Gi',
  },
  'stateful-workload': {
    title: 'a program that keeps data, on a disk for each of its Pods',
    answers: ['namespace', 'image', 'size', 'class-driver', 'zones'],
    size: '20Gi',
    image: 'valkey/valkey:8.1.4',
  },
  'stateful-database': {
    title: 'a database that outlives its Pod, with backups',
    answers: ['namespace', 'image', 'size', 'class-driver', 'zones'],
    size: '50Gi',
    database: true,
  },
  'replicated-database': {
    title: 'PostgreSQL of three servers, by CloudNativePG, with backups in a bucket',
    answers: ['namespace', 'image', 'size', 'class-driver', 'zones', 'bucket'],
    size: '50Gi',
    database: true,
  },
  'node-agent': {
    title: 'a program on each node, which reads the logs of its Pods',
    answers: ['namespace', 'image'],
    image: 'timberio/vector:0.50.0-alpine',
  },
  'config-reload': {
    title: 'a service that follows its configuration',
    answers: ['namespace', 'image'],
  },
  app: {
    title: 'several of them: configuration, cache, database and backups',
    answers: ['namespace', 'image', 'size', 'class-driver', 'zones'],
    size: '50Gi',
  },
  fleet: {
    title: 'many services from one table',
    answers: ['namespace', 'image', 'size', 'class-driver', 'zones'],
    size: '20Gi',
    wholeApp: true,
  },
};
