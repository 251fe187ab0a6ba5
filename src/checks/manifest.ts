import { typeOf } from '../facts/kubernetes/types';
import { Cursor } from './cursor';
import { formatRef, JsonMap, Origin, SourceObject } from './object';

/** One Kubernetes object. */
export class Manifest implements SourceObject {
  readonly apiVersion: string;
  readonly kind: string;
  /** The kind with its API group, without the version: `Service`, `apps/Deployment`. */
  readonly type: string;
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
    this.type = typeOf(this.apiVersion, this.kind);
    const metadata = this.root.at('metadata');
    // An empty namespace means none.
    this.namespace = metadata.at('namespace').text || undefined;
    this.name = metadata.at('name').text ?? '';
  }

  /** What it is known by in a cluster, whatever the version of its API. */
  get key(): string {
    return `${this.type}/${this.namespace ?? ''}/${this.name}`;
  }

  annotation(key: string): string | undefined {
    return this.root.at('metadata', 'annotations', key).text;
  }

  /** What people see of its name: of one that the server makes, what it begins with. */
  get shownName(): string {
    return this.name || (this.root.at('metadata', 'generateName').text ?? '');
  }

  toString(): string {
    return formatRef({ kind: this.kind, namespace: this.namespace, name: this.shownName });
  }
}
