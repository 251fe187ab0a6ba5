import { ChildProcess } from 'child_process';
import { closeSync, copyFileSync, existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'fs';
import { join } from 'path';
import { ApiClient, Manifest, poll } from '../../cluster/client';
import { ControlPlane } from '../../cluster/control-plane';
import { cniConfig, containerdConfig, registryConfig } from './container-runtime';
import { kubeletConfig } from './kubelet-config';
import { Namespace, Output, PATHS } from './namespace';
import { forgetBridge, NETWORK } from './network';
import { ServiceNames } from './names';

/** Its name, which also is that of its user. */
export const NODE_NAME = 'node-1';
export const NODE_USERS = { [`system:node:${NODE_NAME}`]: 'system:nodes', 'system:kube-proxy': '' };

/** What holds the namespaces of a Pod. */
const PAUSE_IMAGE = 'test/pause:1';

/** Waits that only fail where something hangs, however busy the machine is. */
const PATIENCE = 300;

/** Milliseconds until a kubelet that has ended is started again. */
const RESTART_AFTER = 1000;

export interface NodeParts {
  /** Directory of this run. */
  readonly run: string;
  readonly cgroup: string;
  readonly tools: string;
  readonly kubernetes: string;
  readonly pause: string;
  /** The address of the registry that images are pulled from. */
  readonly registry: string;
}

/** A machine of the cluster: a real kubelet with a container runtime, a proxy, names of Services, and disks that outlast a reboot. */
export class Node {
  private namespace?: Namespace;
  private programs = new Map<string, ChildProcess>();
  private names?: ServiceNames;
  /** File systems on files, by the directories that they are mounted at. */
  private readonly disks = new Map<string, string>();

  constructor(
    private readonly parts: NodeParts,
    private readonly plane: ControlPlane,
    private readonly api: ApiClient,
  ) {}

  get inside(): Namespace {
    if (this.namespace === undefined) throw new Error('The node is switched off.');
    return this.namespace;
  }

  async boot(): Promise<void> {
    const { run, tools, kubernetes, pause, cgroup } = this.parts;
    const etc = (...path: string[]) => join(run, 'state/etc', ...path);
    mkdirSync(etc('cni/net.d'), { recursive: true });
    mkdirSync(etc('node/registries/_default'), { recursive: true });
    writeFileSync(etc('node/registries/_default/hosts.toml'), registryConfig(this.parts.registry));
    writeFileSync(etc('cni/net.d/pods.conflist'), cniConfig(NETWORK.pods));
    writeFileSync(etc('node/containerd.toml'), containerdConfig(PAUSE_IMAGE, canRaiseOomScore()));
    writeFileSync(etc('node/kubelet.yaml'), kubeletConfig({ cgroup, dns: NETWORK.node }));
    copyFileSync(this.plane.kubeconfigOf(`system:node:${NODE_NAME}`), etc('node/kubelet.kubeconfig'));
    copyFileSync(this.plane.kubeconfigOf('system:kube-proxy'), etc('node/proxy.kubeconfig'));
    mkdirSync(join(run, 'upper/opt'), { recursive: true });
    copyFileSync(pause, join(run, 'upper/opt/pause'));

    const start = Date.now();
    forgetBridge();
    this.namespace = await Namespace.start(['--uts', '--ipc'], ['sh', join(__dirname, 'boot.sh'), run, tools, kubernetes], 'pause');
    await this.inside.run(['hostname', NODE_NAME]);
    for (const [directory, file] of this.disks) await this.mount(file, directory);
    this.start('containerd', ['containerd', '--config', '/etc/node/containerd.toml']);
    await poll('containerd answers', PATIENCE, () => this.ctr('version').then(() => true));
    this.startKubelet();
    this.start('kube-proxy', [
      'kube-proxy',
      '--kubeconfig=/etc/node/proxy.kubeconfig',
      '--proxy-mode=nftables',
      `--hostname-override=${NODE_NAME}`,
      `--cluster-cidr=${NETWORK.pods}`,
      '--conntrack-max-per-core=0',
      '--conntrack-min=0',
      '--conntrack-tcp-timeout-established=0',
      '--conntrack-tcp-timeout-close-wait=0',
      '--healthz-bind-address=127.0.0.1:10256',
      '--metrics-bind-address=127.0.0.1:10249',
    ]);
    mkdirSync(this.inside.path('/run/names'), { recursive: true });
    this.names = new ServiceNames(this.api, this.inside.path('/run/names/services'));
    const dns = ['--keep-in-foreground', '--user=root', '--no-resolv', '--no-hosts', '--hostsdir=/run/names', '--bind-interfaces'];
    this.start('dnsmasq', [
      'dnsmasq',
      ...dns,
      `--listen-address=${NETWORK.node}`,
      '--local=/svc/',
      '--local=/cluster.local/',
      '--local-ttl=0',
    ]);
    await poll('the node is ready', PATIENCE, async () => {
      const node = await this.api.get({ apiVersion: 'v1', kind: 'Node', metadata: { name: NODE_NAME } });
      const lease = await this.api.get({
        apiVersion: 'coordination.k8s.io/v1',
        kind: 'Lease',
        metadata: { name: NODE_NAME, namespace: 'kube-node-lease' },
      });
      // After a reboot, what the kubelet of before had reported still stands there.
      return node !== undefined && isReady(node) && Date.parse(lease?.spec.renewTime ?? '') > start;
    });
  }

  /** All processes die at once, and what is in memory is gone: volumes of memory too. Disks stay. */
  async reboot(): Promise<void> {
    await this.switchOff();
    await this.boot();
  }

  async switchOff(): Promise<void> {
    await this.names?.stop();
    await this.namespace?.end();
    this.namespace = undefined;
    this.programs.clear();
  }

  /** Ends the kubelet alone, and starts another. */
  async restartKubelet(): Promise<void> {
    const old = this.programs.get('kubelet')!;
    const ended = new Promise((resolve) => old.once('exit', resolve));
    await this.inside.run(['pkill', '-KILL', '-x', 'kubelet']);
    await ended;
    this.startKubelet();
  }

  /** Makes a directory for a volume: on the disk of the node, or a file system of its own where a size is given, in MiB. */
  async makeDisk(name: string, mebibytes?: number): Promise<string> {
    const directory = `/volumes/${name}`;
    mkdirSync(this.inside.path(directory), { recursive: true });
    if (mebibytes !== undefined) {
      const file = `/volumes/${name}.img`;
      await this.inside.run(['truncate', '-s', `${mebibytes}M`, file]);
      await this.inside.run(['mkfs.ext4', '-q', '-m', '0', file]);
      await this.mount(file, directory);
      this.disks.set(directory, file);
    }
    return directory;
  }

  /** Leaves no room on a disk that is a file system of its own. */
  async fillDisk(directory: string): Promise<void> {
    await this.inside.run(['sh', '-c', `dd if=/dev/zero of=${directory}/filler bs=64k 2>/dev/null || :`]);
  }

  /** Gives the room back that `fillDisk` has taken. */
  async makeRoom(directory: string): Promise<void> {
    await this.inside.run(['rm', `${directory}/filler`]);
  }

  /** A file or directory of the node, as it is reached from here. */
  path(inside: string): string {
    return this.inside.path(inside);
  }

  /** Runs a command in a container, as its user. */
  async execute(container: string, command: readonly string[]): Promise<Output> {
    const id = `test-${process.hrtime.bigint()}`;
    return this.ctr('tasks', 'exec', '--exec-id', id, container, ...command);
  }

  /** Ends all processes of a container at once. */
  async kill(container: string): Promise<void> {
    await this.ctr('tasks', 'kill', '--signal', 'SIGKILL', container);
  }

  /** What a container has said: also one that has ended, as long as its Pod is there. */
  logs(pod: Manifest, container: string): string {
    const { namespace, name, uid } = pod.metadata;
    const directory = this.path(`/var/log/pods/${namespace}_${name}_${uid}/${container}`);
    const texts: string[] = [];
    for (let count = 0; existsSync(join(directory, `${count}.log`)); count++) {
      texts.push(readFileSync(join(directory, `${count}.log`), 'utf8'));
    }
    return texts.join('').replace(/^\S+ (stdout|stderr) [FP] /gm, '');
  }

  /** What a program of the node has said. */
  said(program: 'kubelet' | 'containerd'): string {
    return readFileSync(this.logOf(program), 'utf8');
  }

  /** The end of each program's log. */
  diagnosis(): string {
    return ['containerd', 'kubelet', 'kube-proxy', 'dnsmasq']
      .filter((name) => existsSync(this.logOf(name)))
      .map((name) =>
        [
          `--- ${name}`,
          ...readFileSync(this.logOf(name), 'utf8')
            .trim()
            .split('\n')
            .slice(-6)
            .map((line) => line.slice(0, 240)),
        ].join('\n'),
      )
      .join('\n');
  }

  ctr(...args: string[]): Promise<Output> {
    return this.inside.run(['ctr', '-n', 'k8s.io', ...args]);
  }

  /** Starts it again where it ends, as systemd does: so it does where it is up before all of containerd is. */
  private startKubelet(): void {
    const kubelet = this.start('kubelet', [
      'kubelet',
      '--config=/etc/node/kubelet.yaml',
      '--kubeconfig=/etc/node/kubelet.kubeconfig',
      `--hostname-override=${NODE_NAME}`,
      `--node-ip=${NETWORK.node}`,
      '--v=2',
    ]);
    const again = () => this.programs.get('kubelet') === kubelet && this.startKubelet();
    kubelet.once('exit', () => setTimeout(again, RESTART_AFTER).unref());
  }

  private start(name: string, command: readonly string[]): ChildProcess {
    const log = openSync(this.logOf(name), 'a', 0o600);
    const child = this.inside.spawn(command, { env: PATHS, stdio: ['ignore', log, log] });
    closeSync(log);
    this.programs.set(name, child);
    return child;
  }

  private logOf(name: string): string {
    return join(this.parts.run, `${name}.log`);
  }

  private mount(file: string, directory: string): Promise<Output> {
    return this.inside.run(['mount', '-o', 'loop', file, directory]);
  }
}

export const isReady = ({ status }: Manifest): boolean =>
  (status?.conditions ?? []).some(({ type, status: value }: Manifest) => type === 'Ready' && value === 'True');

function canRaiseOomScore(): boolean {
  const [, mask] = /^CapEff:\s*([0-9a-f]+)$/m.exec(readFileSync('/proc/self/status', 'utf8'))!;
  return (BigInt(`0x${mask}`) & (1n << 24n)) !== 0n;
}
