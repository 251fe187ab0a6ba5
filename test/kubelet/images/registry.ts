import { createReadStream } from 'fs';
import { createServer, IncomingMessage, Server, ServerResponse } from 'http';
import { AddressInfo } from 'net';
import { Image } from './image';

/** Finds the image of a repository, such as `library/postgres`, whatever the tag. */
export type FindImage = (repository: string) => Image | undefined;

/**
 * A registry on the loopback address, which the container runtime pulls from whatever registry an image names: so manifests are run as they are,
 * with their names and pull policies.
 */
export class Registry {
  static async start(find: FindImage): Promise<Registry> {
    const registry = new Registry(find);
    await new Promise<void>((resolve) => registry.server.listen(0, '127.0.0.1', resolve));
    return registry;
  }

  private readonly server: Server;

  private constructor(private readonly find: FindImage) {
    this.server = createServer((request, response) => this.answer(request, response));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const { pathname } = new URL(request.url ?? '/', this.url);
    const [, repository, kind, reference] = /^\/v2\/(.+)\/(manifests|blobs)\/([^/]+)$/.exec(pathname) ?? [];
    const image = repository === undefined ? undefined : this.find(repository);
    const head = (type: string, digest: string, size: number) =>
      response.writeHead(200, { 'content-type': type, 'docker-content-digest': digest, 'content-length': size });
    if (pathname === '/v2/') {
      response.end('{}');
      return;
    }
    const small = kind === 'manifests' ? image?.manifest : reference === image?.config.digest ? image?.config : undefined;
    const layer = kind === 'blobs' ? image?.layers.find(({ sha256 }) => `sha256:${sha256}` === reference) : undefined;
    if (small !== undefined) {
      head(small.mediaType, small.digest, small.content.length);
      response.end(request.method === 'HEAD' ? undefined : small.content);
    } else if (layer !== undefined) {
      head('application/octet-stream', reference, layer.size);
      if (request.method === 'HEAD') response.end();
      else createReadStream(layer.file).pipe(response);
    } else {
      response.writeHead(404).end('{"errors":[{"code":"NAME_UNKNOWN"}]}');
    }
  }
}
