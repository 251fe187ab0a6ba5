import { Size } from 'cdk8s';

/** What services differ in; all else is the same for each, in charts/service.ts. */
export interface Service {
  /** Unique in the fleet: what is made for the service is named after it. */
  readonly name: string;

  readonly namespace: string;

  readonly image: string;

  /** @default 2; 1 for a service with data */
  readonly replicas?: number;

  /** Scratch space at /cache, gone with its Pod. @default - none */
  readonly cache?: Size;

  /** A disk at /data, which outlives its Pod and has one writer. @default - none */
  readonly data?: Size;
}

export const services: readonly Service[] = [
  { name: 'template-service-web', namespace: 'template-namespace', image: 'registry.example.com/template-image:1.0.0', replicas: 3 },
  {
    name: 'template-service-search',
    namespace: 'template-namespace',
    image: 'registry.example.com/template-image:1.0.0',
    cache: Size.gibibytes(2),
  },
  {
    name: 'template-service-files',
    namespace: 'template-namespace',
    image: 'registry.example.com/template-image:1.0.0',
    data: Size.gibibytes(7),
  },
];
