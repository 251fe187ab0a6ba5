import { Cursor, JsonMap } from './cursor';

/** Where a manifest came from. */
export interface Origin {
  /** The file, as the user named it. */
  readonly file?: string;
  /** The construct that made it. */
  readonly constructPath?: string;
  /** The line of a place in the object, given as keys from its root; the nearest line above for places that are not written. */
  lineOf?(path: ReadonlyArray<string | number>): number | undefined;
}

/** What identifies an object in a cluster. */
export interface ObjectRef {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
}

/** An object as people write it: `Deployment web/shop`, or `Deployment shop` where no namespace is given. */
export function formatRef({ kind, namespace, name }: Omit<ObjectRef, 'apiVersion'>): string {
  return `${kind} ${namespace === undefined ? name : `${namespace}/${name}`}`;
}

/** One Kubernetes object. */
export class Manifest implements ObjectRef {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
  /** Empty where it has none, as with generateName. */
  readonly name: string;
  readonly root: Cursor;

  constructor(
    readonly body: JsonMap,
    readonly origin: Origin = {},
  ) {
    this.root = new Cursor(this, body);
    this.apiVersion = this.root.at('apiVersion').text ?? '';
    this.kind = this.root.at('kind').text ?? '';
    // An empty namespace means none.
    this.namespace = this.root.at('metadata', 'namespace').text || undefined;
    this.name = this.root.at('metadata', 'name').text ?? '';
  }

  /** The kind with its API group, without the version: `Service`, `apps/Deployment`. */
  get type(): string {
    const slash = this.apiVersion.indexOf('/');
    const group = slash < 0 ? '' : this.apiVersion.slice(0, slash);
    // Workloads began there.
    const current = group === 'extensions' ? 'apps' : group;
    return current === '' ? this.kind : `${current}/${this.kind}`;
  }

  annotation(key: string): string | undefined {
    return this.root.at('metadata', 'annotations', key).text;
  }

  toString(): string {
    return formatRef(this);
  }
}
