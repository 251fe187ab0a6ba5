import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'fs';
import { execFileSync } from 'child_process';
import { dirname, join } from 'path';
import { kubectlPath } from '../../cluster/kubectl';
import { cachedTree } from './debian';
import { Image, ImageConfig } from './image';
import { debianLayer, filesLayer, Layer, madeLayer } from './layers';
import {
  MARIADB,
  NGINX,
  NODE_EXPORTER,
  NODE_TOOLS,
  OLDER_POSTGRES,
  OPERATED_POSTGRES,
  PGBOUNCER,
  PHP_FPM,
  POSTGRES,
  RCLONE,
  UPGRADING_POSTGRES,
  VALKEY,
} from './software';
import { csiPlugin } from '../node/csi-plugin';
import { pauseProgram } from '../node/pause';
import { operatorProgram } from '../operators/cloudnative-pg';

const files = (path: string): string => join(__dirname, 'files', path);

interface Recipe {
  readonly layers: () => Promise<readonly Layer[]>;
  readonly config: ImageConfig;
  /** The repositories that it stands for. */
  readonly repositories: RegExp;
}

/** The directories of the official image are others since 18. */
const postgresConfig = (volume: string, data: string): ImageConfig => ({
  Env: ['PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin:/usr/lib/postgresql/bin', `PGDATA=${data}`],
  Cmd: ['postgres'],
  StopSignal: 'SIGINT',
  Volumes: { [volume]: {} },
});

/** What is run, by the names of this test. Volumes, users and signals are those of the official images. */
const RECIPES = {
  pause: {
    repositories: /^test\/pause$/,
    layers: async () => [await filesLayer('pause', { pause: await pauseProgram() })],
    config: { Entrypoint: ['/pause'], User: '65535:65535' },
  },
  busybox: {
    repositories: /^library\/busybox$/,
    layers: async () => [await busyboxLayer(), await tarLayer()],
    config: { Cmd: ['sh'] },
  },
  wiki: {
    repositories: /^wiki$/,
    layers: async () => [await busyboxLayer(), await filesLayer('wiki', { 'usr/bin/wiki': files('bin/wiki'), www: files('www') })],
    config: { Entrypoint: ['/usr/bin/wiki'] },
  },
  search: {
    repositories: /^search$/,
    layers: async () => [await busyboxLayer(), await filesLayer('search', { 'usr/bin/search': files('bin/search') })],
    config: { Entrypoint: ['/usr/bin/search'] },
  },
  postgres: {
    repositories: /^library\/postgres$/,
    layers: async () => [await debianLayer(POSTGRES)],
    config: postgresConfig('/var/lib/postgresql', '/var/lib/postgresql/18/docker'),
  },
  'older-postgres': {
    repositories: /^archive\/postgres$/,
    layers: async () => [await debianLayer(OLDER_POSTGRES)],
    config: postgresConfig('/var/lib/postgresql/data', '/var/lib/postgresql/data'),
  },
  'upgrading-postgres': {
    repositories: /^tianon\/postgres-upgrade$/,
    layers: async () => [await debianLayer(UPGRADING_POSTGRES)],
    config: {},
  },
  orders: {
    repositories: /^(orders|catalog|reports)$/,
    layers: async () => [await debianLayer(POSTGRES), await filesLayer('orders', { 'usr/local/bin/orders': files('bin/orders') })],
    config: { Env: ['PATH=/usr/local/bin:/usr/bin:/bin:/usr/lib/postgresql/bin'], Entrypoint: ['/usr/local/bin/orders'] },
  },
  mariadb: {
    repositories: /^library\/mariadb$/,
    layers: async () => [await debianLayer(MARIADB)],
    config: { Cmd: ['mariadbd'], Volumes: { '/var/lib/mysql': {} } },
  },
  nginx: {
    repositories: /^nginxinc\/nginx-unprivileged$/,
    layers: async () => [
      await debianLayer(NGINX),
      await filesLayer('nginx-defaults', { etc: files('nginx/etc'), usr: files('nginx/usr') }),
    ],
    config: { User: '101', Cmd: ['nginx', '-g', 'daemon off;'], StopSignal: 'SIGQUIT' },
  },
  'php-fpm': {
    repositories: /^library\/php$/,
    layers: async () => [await debianLayer(PHP_FPM)],
    config: { Cmd: ['php-fpm', '--nodaemonize'], StopSignal: 'SIGQUIT' },
  },
  valkey: {
    repositories: /^valkey\/valkey$/,
    layers: async () => [await debianLayer(VALKEY)],
    config: { Entrypoint: ['docker-entrypoint.sh'], Cmd: ['valkey-server'], WorkingDir: '/data', Volumes: { '/data': {} } },
  },
  'site-content': {
    repositories: /^site-content$/,
    layers: async () => [await busyboxLayer(), await filesLayer('site-content', { content: files('site') })],
    config: {},
  },
  'many-files': {
    repositories: /^many-files$/,
    layers: async () => [await busyboxLayer(), await manyFilesLayer()],
    config: {},
  },
  kubectl: {
    repositories: /^alpine\/kubectl$/,
    layers: async () => [await busyboxLayer(), await filesLayer('kubectl', { 'usr/bin/kubectl': await kubectlPath() })],
    config: { Entrypoint: ['/usr/bin/kubectl'] },
  },
  vector: {
    repositories: /^timberio\/vector$/,
    layers: async () => [
      await busyboxLayer(),
      await filesLayer('vector', {
        'usr/bin/ship-logs': files('bin/ship-logs'),
        'usr/bin/ship-node-logs': files('bin/ship-node-logs'),
        www: files('healthy'),
      }),
    ],
    config: { Entrypoint: ['/usr/bin/ship-logs'] },
  },
  'node-exporter': {
    repositories: /^prometheus\/node-exporter$/,
    layers: async () => [await debianLayer(NODE_EXPORTER)],
    config: { User: 'nobody', Entrypoint: ['/usr/bin/prometheus-node-exporter'] },
  },
  rclone: {
    repositories: /^rclone\/rclone$/,
    layers: async () => [await debianLayer(RCLONE)],
    config: { Entrypoint: ['rclone'], WorkingDir: '/data', Env: ['XDG_CONFIG_HOME=/config'] },
  },
  gallery: {
    repositories: /^gallery$/,
    layers: async () => [await busyboxLayer(), await filesLayer('gallery', { 'usr/bin/gallery': files('bin/gallery') })],
    config: { Entrypoint: ['/usr/bin/gallery'] },
  },
  solver: {
    repositories: /^solver$/,
    layers: async () => [await busyboxLayer(), await filesLayer('solver', { 'usr/bin/solver': files('bin/solver') })],
    config: { Entrypoint: ['/usr/bin/solver'] },
  },
  'csi-files': {
    repositories: /^files-csi$/,
    layers: async () => [await csiLayer()],
    config: { Entrypoint: ['/csi-plugin', 'driver', '--name=files.csi.example.com'] },
  },
  'csi-disks': {
    repositories: /^disks-csi$/,
    layers: async () => [await csiLayer()],
    config: { Entrypoint: ['/csi-plugin', 'driver', '--name=disks.csi.example.com', '--stages'] },
  },
  'csi-registrar': {
    repositories: /^sig-storage\/csi-node-driver-registrar$/,
    layers: async () => [await csiLayer()],
    config: { Entrypoint: ['/csi-plugin', 'registrar'] },
  },
  'csi-liveness': {
    repositories: /^sig-storage\/livenessprobe$/,
    layers: async () => [await csiLayer()],
    config: { Entrypoint: ['/csi-plugin', 'liveness'] },
  },
  'cloudnative-pg': {
    repositories: /^cloudnative-pg\/cloudnative-pg$/,
    layers: async () => [await operatorLayer()],
    config: { Entrypoint: ['/manager'], User: '65532:65532', WorkingDir: '/' },
  },
  'operated-postgres': {
    repositories: /^cloudnative-pg\/postgresql$/,
    layers: async () => [await debianLayer(OPERATED_POSTGRES)],
    config: { Env: ['PATH=/usr/lib/postgresql/bin:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin'], User: '26' },
  },
  pgbouncer: {
    repositories: /^cloudnative-pg\/pgbouncer$/,
    layers: async () => [await debianLayer(PGBOUNCER)],
    config: { User: '998' },
  },
} as const satisfies Record<string, Recipe>;

export type ImageName = keyof typeof RECIPES;

/** The images of these names, made or found in the cache, by the repositories that they stand for. */
export async function prepareImages(names: readonly ImageName[]): Promise<(repository: string) => Image | undefined> {
  const images: Array<{ readonly repositories: RegExp; readonly image: Image }> = [];
  // One after the other: they share layers.
  for (const name of new Set<ImageName>(['pause', ...names])) {
    const { layers, config, repositories } = RECIPES[name] as Recipe;
    images.push({ repositories, image: new Image(await layers(), config) });
  }
  return (repository) => images.find(({ repositories }) => repositories.test(repository))?.image;
}

const csiLayer = async (): Promise<Layer> => filesLayer('csi-plugin', { 'csi-plugin': await csiPlugin() });

/** As its own image has it: the program by the name of its architecture, which it looks for, and a link for who starts it. */
async function operatorLayer(): Promise<Layer> {
  const program = await operatorProgram();
  return madeLayer('cloudnative-pg', program, (work) => {
    const tree = join(work, 'tree');
    const name = `manager_${{ x64: 'amd64', arm64: 'arm64' }[process.arch as string] ?? process.arch}`;
    mkdirSync(join(tree, 'operator'), { recursive: true });
    cpSync(program, join(tree, 'operator', name));
    symlinkSync(join('operator', name), join(tree, 'manager'));
    return Promise.resolve(tree);
  });
}

/** A thousand files, each with its own name in five hundred lines. */
function manyFilesLayer(): Promise<Layer> {
  return madeLayer('many-files', '1000 files of 500 lines', (work) => {
    const tree = join(work, 'tree');
    for (const directory of ['d1', 'd2', 'd3', 'd4']) {
      mkdirSync(join(tree, 'content', directory), { recursive: true });
      for (let file = 1; file <= 250; file++) {
        writeFileSync(join(tree, 'content', directory, `f${file}`), `${directory}/f${file}\n`.repeat(500));
      }
    }
    return Promise.resolve(tree);
  });
}

/**
 * GNU tar and a shell that finds it, with the libraries that they need: busybox of Debian can leave nothing out, as that of the official image can, and
 * its shell prefers its own programs to those on PATH.
 */
async function tarLayer(): Promise<Layer> {
  const tools = await cachedTree(NODE_TOOLS);
  return madeLayer('tar-and-shell', tools, (work) => {
    const tree = join(work, 'tree');
    const needed = execFileSync('chroot', [tools, 'ldd', '/usr/bin/tar', '/usr/bin/dash'], { encoding: 'utf8' });
    const libraries = [...needed.matchAll(/(\/\S+) \(0x/g)].map(([, path]) => path);
    for (const path of new Set(['/bin/tar', '/bin/sh', ...libraries])) {
      mkdirSync(dirname(join(tree, path)), { recursive: true });
      // Links are followed within the tree, never on this machine.
      writeFileSync(join(tree, path), execFileSync('chroot', [tools, 'cat', path], { maxBuffer: 1 << 26 }), { mode: 0o755 });
    }
    return Promise.resolve(tree);
  });
}

/** busybox with a link for each of its tools, and the directories that programs expect. */
async function busyboxLayer(): Promise<Layer> {
  const tools = await cachedTree(NODE_TOOLS);
  return madeLayer('busybox', tools, (work) => {
    const tree = join(work, 'tree');
    for (const directory of ['bin', 'etc', 'usr/bin', 'var']) mkdirSync(join(tree, directory), { recursive: true });
    for (const directory of ['tmp', 'var/tmp']) {
      mkdirSync(join(tree, directory));
      execFileSync('chmod', ['1777', join(tree, directory)]);
    }
    cpSync(join(tools, 'usr/bin/busybox'), join(tree, 'bin/busybox'));
    const applets = execFileSync(join(tree, 'bin/busybox'), ['--list'], { encoding: 'utf8' }).trim().split('\n');
    for (const applet of applets.filter((name) => name !== 'busybox')) symlinkSync('busybox', join(tree, 'bin', applet));
    writeFileSync(join(tree, 'etc/passwd'), 'root:x:0:0::/:/bin/sh\n');
    writeFileSync(join(tree, 'etc/group'), 'root:x:0:\n');
    return Promise.resolve(tree);
  });
}
