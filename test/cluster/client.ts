import { Agent, request } from 'https';
import { Yaml } from 'cdk8s';
import { setTimeout as delay } from 'timers/promises';
import { Cluster } from './kubeconfig';

/** An object of the cluster, as deep as a test looks into it. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Manifest = any;

export interface Answer {
  readonly status: number;
  readonly body: Manifest;
  /** What the server has to say about an object that it takes. */
  readonly warnings: readonly string[];
}

/** A request that the server refused. */
export class Refused extends Error {
  constructor(
    what: string,
    readonly answer: Answer,
  ) {
    super(`${what}: ${answer.status} ${answer.body?.message ?? JSON.stringify(answer.body)}`);
  }
}

export interface ApplyOptions {
  /** Admit and answer as if it were stored, and store nothing. */
  readonly dryRun?: boolean;
  /** Namespace of what names none. */
  readonly namespace?: string;
  readonly fieldManager?: string;
  readonly force?: boolean;
}

interface ResourceKind {
  readonly plural: string;
  readonly namespaced: boolean;
}

/** Talks to an API server with few connections that stay open. */
export class ApiClient {
  private readonly agent: Agent;
  private readonly kinds = new Map<string, Promise<Map<string, ResourceKind>>>();

  constructor(private readonly cluster: Cluster) {
    this.agent = new Agent({
      keepAlive: true,
      maxSockets: 24,
      ca: cluster.ca,
      cert: cluster.certificate,
      key: cluster.key,
      rejectUnauthorized: cluster.insecure !== true,
    });
  }

  close(): void {
    this.agent.destroy();
  }

  request(method: string, path: string, body?: unknown, contentType = 'application/json', isAgain = false): Promise<Answer> {
    const url = new URL(path, this.cluster.server);
    const text = body === undefined ? '' : contentType.endsWith('yaml') ? Yaml.stringify(body) : JSON.stringify(body);
    return new Promise((resolve, reject) => {
      const sent = request(
        url,
        {
          method,
          agent: this.agent,
          headers: {
            accept: 'application/json',
            ...(this.cluster.token !== undefined && { authorization: `Bearer ${this.cluster.token}` }),
            // Node leaves the length out where bodies are unusual, and the next request on the connection would begin in this one.
            ...(body !== undefined && { 'content-type': contentType, 'content-length': Buffer.byteLength(text) }),
          },
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('error', reject);
          response.on('end', () => {
            const received = Buffer.concat(chunks).toString('utf8');
            const json = response.headers['content-type']?.includes('json') === true;
            try {
              resolve({
                status: response.statusCode ?? 0,
                body: json ? JSON.parse(received) : received,
                warnings: warningsOf(response.headersDistinct.warning),
              });
            } catch (error) {
              reject(new Error(`${method} ${path}: ${response.statusCode}, and no JSON: ${JSON.stringify(received)}`, { cause: error }));
            }
          });
        },
      );
      sent.on('error', (error: NodeJS.ErrnoException) => {
        // What draws for minutes finds the kept connection closed; on a new one the server is as it was.
        const isClosed = sent.reusedSocket && !isAgain && ['EPIPE', 'ECONNRESET'].includes(error.code ?? '');
        if (isClosed) resolve(this.request(method, path, body, contentType, true));
        else reject(error);
      });
      sent.end(text);
    });
  }

  /** Server-side apply with strict validation. */
  async apply(manifest: Manifest, { dryRun, namespace, fieldManager = 'test', force }: ApplyOptions = {}): Promise<Answer> {
    const query = new URLSearchParams({ fieldManager, fieldValidation: 'Strict' });
    if (dryRun) query.set('dryRun', 'All');
    if (force) query.set('force', 'true');
    const path = await this.pathOf(manifest, namespace);
    // As cdk8s writes it, so that what does not come through YAML is found; only this type is known to every version.
    const answer = await this.request('PATCH', `${path}?${query.toString()}`, manifest, 'application/apply-patch+yaml');
    if (answer.status >= 300) throw new Refused(`${manifest.kind} ${manifest.metadata?.name}`, answer);
    return answer;
  }

  /** Applies in order, as they stand. */
  async applyAll(manifests: readonly Manifest[], options: ApplyOptions = {}): Promise<Manifest[]> {
    const stored: Manifest[] = [];
    for (const manifest of manifests) stored.push((await this.apply(manifest, options)).body);
    return stored;
  }

  async create(manifest: Manifest, namespace?: string): Promise<Manifest> {
    const path = (await this.pathOf(manifest, namespace)).replace(/\/[^/]*$/, '');
    return this.expect('POST', path, manifest);
  }

  /** The object as it is stored; undefined where there is none. */
  async get(manifest: Manifest, namespace?: string): Promise<Manifest> {
    const answer = await this.request('GET', await this.pathOf(manifest, namespace));
    if (answer.status === 404) return undefined;
    if (answer.status >= 300) throw new Refused(`${manifest.kind} ${manifest.metadata?.name}`, answer);
    return answer.body;
  }

  async list(path: string): Promise<Manifest[]> {
    return (await this.expect('GET', path)).items;
  }

  async delete(manifest: Manifest, namespace?: string): Promise<void> {
    const body = { kind: 'DeleteOptions', apiVersion: 'v1', propagationPolicy: 'Background' };
    const answer = await this.request('DELETE', await this.pathOf(manifest, namespace), body);
    if (answer.status >= 300 && answer.status !== 404) throw new Refused(`deleting ${manifest.metadata?.name}`, answer);
  }

  /** A merge patch, of a subresource where one is named. */
  async patch(manifest: Manifest, patch: unknown, subresource = ''): Promise<Manifest> {
    const path = `${await this.pathOf(manifest)}${subresource === '' ? '' : `/${subresource}`}`;
    return this.expect('PATCH', path, patch, 'application/merge-patch+json');
  }

  /** Any request that has to succeed. */
  async expect(method: string, path: string, body?: unknown, contentType?: string): Promise<Manifest> {
    const answer = await this.request(method, path, body, contentType);
    if (answer.status >= 300) throw new Refused(`${method} ${path}`, answer);
    return answer.body;
  }

  /** Whether objects of a kind live in namespaces. */
  async isNamespaced({ apiVersion, kind }: Manifest): Promise<boolean> {
    return (await this.kindOf(apiVersion, kind)).namespaced;
  }

  async pathOf(manifest: Manifest, fallback = 'default'): Promise<string> {
    const { apiVersion, kind, metadata } = manifest;
    const { plural, namespaced } = await this.kindOf(apiVersion, kind);
    const root = rootOf(apiVersion);
    const namespace = namespaced ? `/namespaces/${encodeURIComponent(metadata?.namespace ?? fallback)}` : '';
    return `${root}${namespace}/${plural}/${encodeURIComponent(metadata?.name ?? '')}`;
  }

  private async kindOf(apiVersion: string, kind: string): Promise<ResourceKind> {
    let known = this.kinds.get(apiVersion);
    if (known === undefined) {
      known = this.discover(apiVersion);
      this.kinds.set(apiVersion, known);
    }
    const found = (await known).get(kind);
    if (found === undefined) throw new Error(`The server has no ${kind} in ${apiVersion}`);
    return found;
  }

  private async discover(apiVersion: string): Promise<Map<string, ResourceKind>> {
    const { resources } = await this.expect('GET', rootOf(apiVersion));
    const main = resources.filter(({ name }: { name: string }) => !name.includes('/'));
    return new Map(main.map((item: Manifest) => [item.kind, { plural: item.name, namespaced: item.namespaced }]));
  }
}

function rootOf(apiVersion: string): string {
  return apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
}

/** The texts of warning headers, as in `299 - "spec.x: deprecated"`. */
function warningsOf(headers: readonly string[] | undefined): string[] {
  return (headers ?? []).flatMap((header) =>
    [...header.matchAll(/299 \S+ "((?:[^"\\]|\\.)*)"/g)].map(([, text]) => text.replace(/\\(.)/g, '$1')),
  );
}

/** Asks until there is an answer: never longer than the deadline, which fails with what was waited for. */
export async function poll<T>(what: string, seconds: number, ask: () => Promise<T> | T): Promise<NonNullable<Exclude<T, false>>> {
  const deadline = Date.now() + seconds * 1000;
  let last: unknown;
  for (let pause = 20; ; pause = Math.min(pause * 1.5, 500)) {
    try {
      const answer = await ask();
      if (answer !== undefined && answer !== null && answer !== false) return answer as NonNullable<Exclude<T, false>>;
      last = undefined;
    } catch (error) {
      last = error;
    }
    if (Date.now() > deadline) {
      const why = last instanceof Error ? `: ${last.message}` : '';
      throw new Error(`waited ${seconds} s in vain until ${what}${why}`);
    }
    await delay(pause);
  }
}
