import { createHash } from 'crypto';
import { Layer } from './layers';

/** What an image says about itself, as its Dockerfile does. */
export interface ImageConfig {
  readonly Entrypoint?: readonly string[];
  readonly Cmd?: readonly string[];
  readonly Env?: readonly string[];
  readonly User?: string;
  readonly WorkingDir?: string;
  readonly Volumes?: Readonly<Record<string, object>>;
  readonly StopSignal?: string;
}

/** A piece of an image that is small. */
export interface Blob {
  readonly content: Buffer;
  readonly mediaType: string;
  readonly digest: string;
}

const MEDIA = 'application/vnd.oci.image';

/** Layers and a configuration, in the form in which a registry hands them out. */
export class Image {
  readonly config: Blob;
  readonly manifest: Blob;

  constructor(
    readonly layers: readonly Layer[],
    config: ImageConfig,
  ) {
    const env = ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', ...(config.Env ?? [])];
    this.config = blob(`${MEDIA}.config.v1+json`, {
      architecture: ({ x64: 'amd64', arm64: 'arm64' } as Record<string, string>)[process.arch] ?? process.arch,
      os: 'linux',
      config: { ...config, Env: env },
      rootfs: { type: 'layers', diff_ids: layers.map(({ sha256 }) => `sha256:${sha256}`) },
    });
    this.manifest = blob(`${MEDIA}.manifest.v1+json`, {
      schemaVersion: 2,
      mediaType: `${MEDIA}.manifest.v1+json`,
      config: { mediaType: this.config.mediaType, digest: this.config.digest, size: this.config.content.length },
      layers: layers.map(({ sha256, size }) => ({ mediaType: `${MEDIA}.layer.v1.tar`, digest: `sha256:${sha256}`, size })),
    });
  }
}

function blob(mediaType: string, value: unknown): Blob {
  const content = Buffer.from(JSON.stringify(value));
  return { content, mediaType, digest: `sha256:${createHash('sha256').update(content).digest('hex')}` };
}
