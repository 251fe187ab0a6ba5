import { parseQuantity } from '../facts/kubernetes/quantities';
import { CLASS_ANNOTATION } from '../facts/kubernetes/storage-classes';
import { Cursor } from './cursor';
import { Manifest } from './manifest';

/** How a claim comes into the cluster. */
export type ClaimOrigin = 'object' | 'template' | 'ephemeral' | 'custom';

/** A claim: an object, a template of a StatefulSet, a generic ephemeral volume, or what a custom resource asks its operator for. */
export class Claim {
  readonly spec: Cursor;
  readonly accessModes: readonly string[];
  /** The class that it names: empty for none at all, undefined where it takes the cluster's default. */
  readonly className: string | undefined;
  /** Bytes that it asks for. */
  readonly request: number | undefined;
  readonly volumeMode: string;
  /** Name of the volume that it is made for. */
  readonly volumeName: string | undefined;
  /** Whether the controller has bound it already, as in what `kubectl get` writes: what stands in the way of it is past. */
  readonly isBound: boolean;

  private constructor(
    readonly origin: ClaimOrigin,
    /** The object that has it: the claim itself, or the workload. */
    readonly manifest: Manifest,
    /** The claim, with metadata and spec. */
    readonly at: Cursor,
    /** The claim's name, or that of the template. */
    readonly name: string,
  ) {
    this.spec = at.at('spec');
    this.accessModes = this.spec.at('accessModes').texts;
    const annotations = at.at('metadata', 'annotations');
    this.className = annotations.at(CLASS_ANNOTATION).text ?? this.spec.at('storageClassName').text;
    this.request = parseQuantity(this.spec.at('resources', 'requests', 'storage').value);
    this.volumeMode = this.spec.at('volumeMode').text ?? 'Filesystem';
    this.volumeName = this.spec.at('volumeName').text || undefined;
    this.isBound = at.at('status', 'phase').text === 'Bound' || annotations.at('pv.kubernetes.io/bind-completed').exists;
  }

  static ofObject(manifest: Manifest): Claim {
    return new Claim('object', manifest, manifest.root, manifest.name);
  }

  static ofTemplate(workload: Manifest, at: Cursor, name: string): Claim {
    return new Claim('template', workload, at, name);
  }

  static ofEphemeral(workload: Manifest, at: Cursor, volumeName: string): Claim {
    return new Claim('ephemeral', workload, at, volumeName);
  }

  static ofCustom(resource: Manifest, at: Cursor, name: string, origin: 'custom' | 'ephemeral'): Claim {
    return new Claim(origin, resource, at, name);
  }

  get namespace(): string | undefined {
    return this.manifest.namespace;
  }

  /** Whether it begins with the data of a snapshot, of another claim, or of whoever fills it. */
  get hasSource(): boolean {
    return this.spec.at('dataSource').exists || this.spec.at('dataSourceRef').exists;
  }

  /** Whether one node at most (or one Pod) can mount it. */
  get isSingleNode(): boolean {
    return this.accessModes.length > 0 && this.accessModes.every((mode) => mode === 'ReadWriteOnce' || mode === 'ReadWriteOncePod');
  }

  /** The claim at the start of a sentence. */
  get heading(): string {
    return this.origin === 'object' ? `Claim ${this.name}` : `The ${this.title}`;
  }

  /** The claim in a sentence. */
  get title(): string {
    if (this.origin === 'object') return `claim ${this.name}`;
    return this.origin === 'ephemeral' ? `ephemeral claim of volume ${this.name}` : `claim template ${this.name}`;
  }
}
