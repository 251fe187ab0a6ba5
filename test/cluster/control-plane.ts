import { ChildProcess, spawn } from 'child_process';
import { generateKeyPairSync, randomBytes } from 'crypto';
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { createServer } from 'net';
import { tmpdir } from 'os';
import { join } from 'path';
import { missingIn } from './binaries';
import { ApiClient, poll } from './client';
import { Cluster, formatKubeconfig } from './kubeconfig';

/** The programs of a control plane, as they are called where KUBEBUILDER_ASSETS leads to. */
export const PROGRAMS = ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler'];

/** What a control plane has to know where a kubelet reports for its node. */
export interface RealNode {
  /** The users of the programs of the node, with their groups. */
  readonly users: Readonly<Record<string, string>>;
  /** The address that its Pods reach the API server at. */
  readonly address: string;
}

/**
 * A control plane that lives as long as the tests: an API server that admits and stores, controllers and a scheduler, and no nodes but
 * those that tests make up. Everything listens on 127.0.0.1, or in a network of its own; keys, certificates and tokens are made for the run and go with it.
 */
export class ControlPlane {
  /** Starts the programs of the first directory; what it has not is in one of the others. */
  static async start(directories: readonly string[], realNode?: RealNode): Promise<ControlPlane> {
    const plane = new ControlPlane(directories, realNode);
    try {
      await plane.startAll();
    } catch (error) {
      const logs = plane.logs();
      await plane.stop();
      throw new Error(`${(error as Error).message}\n${logs}`, { cause: error });
    }
    return plane;
  }

  /** The kubeconfig of an administrator. */
  readonly kubeconfig: string;

  private readonly directory = mkdtempSync(join(tmpdir(), 'control-plane-'));
  private readonly children: Array<{ readonly name: string; readonly process: ChildProcess }> = [];
  private stopping = false;
  private readonly abandon = () => {
    for (const { process: child } of this.children) child.kill('SIGKILL');
    rmSync(this.directory, { recursive: true, force: true });
  };

  private constructor(
    private readonly directories: readonly string[],
    private readonly realNode?: RealNode,
  ) {
    this.kubeconfig = this.kubeconfigOf('admin');
    // Whatever ends this process, nothing stays behind.
    process.once('exit', this.abandon);
  }

  /** The kubeconfig of one of its users. */
  kubeconfigOf(user: string): string {
    return join(this.directory, `${user}.kubeconfig`);
  }

  async stop(): Promise<void> {
    this.stopping = true;
    await Promise.all(this.children.map(({ process: child }) => end(child)));
    process.off('exit', this.abandon);
    rmSync(this.directory, { recursive: true, force: true });
  }

  /** The end of each log, for a failure that tests cannot explain. */
  logs(): string {
    const tails = this.children.map(({ name }) => {
      const lines = readFileSync(join(this.directory, `${name}.log`), 'utf8')
        .trim()
        .split('\n');
      return [`--- ${name}`, ...lines.slice(-15)].join('\n');
    });
    return tails.join('\n');
  }

  private async startAll(): Promise<void> {
    const [client, peer, secure] = await freePorts(3);
    const path = (name: string) => join(this.directory, name);
    const address = this.realNode?.address ?? '127.0.0.1';
    const etcd = `http://127.0.0.1:${client}`;
    const own = `http://127.0.0.1:${peer}`;
    this.run('etcd', {
      'data-dir': path('etcd'),
      'listen-client-urls': etcd,
      'advertise-client-urls': etcd,
      'listen-peer-urls': own,
      'initial-advertise-peer-urls': own,
      'initial-cluster': `default=${own}`,
      'unsafe-no-fsync': 'true',
      'log-level': 'warn',
    });
    await poll('etcd answers', 30, async () => (await fetch(`${etcd}/health`)).ok);

    const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
    writeFileSync(path('sa.key'), keys.privateKey.export({ type: 'pkcs1', format: 'pem' }), { mode: 0o600 });
    writeFileSync(path('sa.pub'), keys.publicKey.export({ type: 'spki', format: 'pem' }));
    const users = { ...USERS, ...this.realNode?.users };
    const tokens = Object.fromEntries(Object.keys(users).map((user) => [user, randomBytes(24).toString('hex')]));
    const lines = Object.entries(users).map(([user, groups]) => `${tokens[user]},${user},${user},"${groups}"`);
    writeFileSync(path('tokens.csv'), `${lines.join('\n')}\n`, { mode: 0o600 });
    this.run('kube-apiserver', {
      'etcd-servers': etcd,
      'bind-address': address,
      'advertise-address': address,
      'secure-port': String(secure),
      'cert-dir': path('certificates'),
      'token-auth-file': path('tokens.csv'),
      'authorization-mode': this.realNode === undefined ? 'RBAC' : 'Node,RBAC',
      'service-account-issuer': 'https://kubernetes.default.svc',
      'service-account-key-file': path('sa.pub'),
      'service-account-signing-key-file': path('sa.key'),
      'service-cluster-ip-range': '10.96.0.0/16',
      // On the loopback address no Pod could reach it.
      ...(this.realNode === undefined && { 'endpoint-reconciler-type': 'none' }),
      'enable-admission-plugins': this.realNode === undefined ? 'PodSecurity' : 'PodSecurity,NodeRestriction',
      // As clusters have it; Pod Security decides, namespace by namespace.
      'allow-privileged': 'true',
      profiling: 'false',
    });
    const server = `https://${address}:${secure}`;
    const ca = await poll('the certificate of the API server is there', 60, () => read(path('certificates/apiserver.crt')));
    const admin: Cluster = { server, ca, token: tokens.admin };
    const api = new ApiClient(admin);
    await poll('the API server is ready', 120, async () => (await api.request('GET', '/readyz')).status === 200);

    for (const user of Object.keys(users)) {
      writeFileSync(this.kubeconfigOf(user), formatKubeconfig({ ...admin, token: tokens[user] }), { mode: 0o600 });
    }
    this.run('kube-controller-manager', {
      kubeconfig: this.kubeconfigOf('system:kube-controller-manager'),
      'leader-elect': 'false',
      'secure-port': '0',
      'use-service-account-credentials': 'true',
      'service-account-private-key-file': path('sa.key'),
      'root-ca-file': path('certificates/apiserver.crt'),
      // Nobody reports for nodes that are made up.
      controllers: this.realNode === undefined ? '*,-node-lifecycle-controller' : '*',
      'concurrent-statefulset-syncs': '5',
      'pvclaimbinder-sync-period': '2s',
      profiling: 'false',
    });
    this.run('kube-scheduler', {
      kubeconfig: this.kubeconfigOf('system:kube-scheduler'),
      'leader-elect': 'false',
      'secure-port': '0',
      profiling: 'false',
    });
    await poll('the controllers work', 120, async () => {
      const account = '/api/v1/namespaces/default/serviceaccounts/default';
      return (await api.request('GET', account)).status === 200;
    });
    api.close();
  }

  private run(name: string, flags: Readonly<Record<string, string>>): void {
    const log = openSync(join(this.directory, `${name}.log`), 'w', 0o600);
    const home = join(this.directory, 'home');
    mkdirSync(home, { recursive: true });
    const child = spawn(
      join(this.directories.find((directory) => missingIn(directory, [name]).length === 0) ?? '', name),
      Object.entries(flags).map(([flag, value]) => `--${flag}=${value}`),
      { cwd: this.directory, env: { HOME: home, PATH: process.env.PATH }, stdio: ['ignore', log, log] },
    );
    closeSync(log);
    this.children.push({ name, process: child });
    child.on('exit', (code, signal) => {
      if (!this.stopping) process.stderr.write(`${name} ended with ${code ?? signal} while tests needed it\n${this.logs()}\n`);
    });
  }
}

/** Who talks to the API server, and in which groups. */
const USERS = {
  admin: 'system:masters',
  'system:kube-controller-manager': '',
  'system:kube-scheduler': '',
};

function read(file: string): string | undefined {
  try {
    const text = readFileSync(file, 'utf8');
    return text.includes('END CERTIFICATE') ? text : undefined;
  } catch {
    return undefined;
  }
}

function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    // There is nothing to save, and a server that is asked politely waits for its clients.
    child.kill('SIGKILL');
  });
}

/** Ports that nobody listens on. */
async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  const ports = await Promise.all(
    servers.map(
      (server) =>
        new Promise<number>((resolve, reject) => {
          server.once('error', reject);
          server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port));
        }),
    ),
  );
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
