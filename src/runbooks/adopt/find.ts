import { ENGINES, seriesOf } from '../../facts/engines';
import { EngineFacts } from '../../facts/engines/engine-facts';
import { DataOwner, EXISTING_LAYOUTS, ExistingLayout, ExistingLayoutName } from '../../facts/engines/existing-layouts';
import { isDnsLabel, isDnsSubdomain, LONGEST_STATEFUL_SET } from '../../facts/kubernetes/names';
import { isWithin, normalizePath } from '../../facts/kubernetes/paths';
import { parseQuantity } from '../../facts/kubernetes/quantities';
import type { Manifest } from '../../checks/manifest';
import { ManifestSet } from '../../checks/manifest-set';
import { Program, programsOf } from '../../checks/lookup/programs';
import { writtenUser } from '../../checks/lookup/users';
import type { AdoptedClaim, Adoption, ReplacedService } from './adoption';
import { credentialsOf } from './credentials';
import { keepersOf } from '../parts/keepers-of';

/** A workload with claims that is left as it is, and why. */
export interface NotAdopted {
  readonly object: string;
  readonly why: string;
}

export interface AdoptOptions {
  /** Only in this namespace. */
  readonly namespace?: string;
  /** What the database is called from now on; for one alone. */
  readonly name?: string;
  /** Whether a claim of another name gets that which the set looks for, rather than being mounted as it is. */
  readonly moveClaims: boolean;
}

/** Why something is left as it is. */
class Left extends Error {}

/** What of a cluster can be taken over, of all that `kubectl get` printed. */
export function findAdoptions(manifests: readonly Manifest[], options: AdoptOptions): { found: Adoption[]; left: NotAdopted[] } {
  const set = new ManifestSet(manifests);
  const programs = new Map(
    programsOf(set)
      .filter(({ facts }) => ENGINES.includes(facts as EngineFacts))
      .map((program) => [program.pod, program]),
  );
  const objects = new Objects(manifests);
  const found: Adoption[] = [];
  const left: NotAdopted[] = [];
  for (const pod of set.pods) {
    const { workload } = pod;
    if (options.namespace !== undefined && workload.namespace !== options.namespace) continue;
    if (!pod.volumes.some(({ type }) => type === 'claimTemplate' || type === 'persistentVolumeClaim' || type === 'nfs')) continue;
    try {
      found.push(readAdoption(programs.get(pod), workload, objects, options));
    } catch (error) {
      if (!(error instanceof Left)) throw error;
      left.push({ object: workload.toString(), why: error.message });
    }
  }
  return { found, left };
}

/** The objects by what they are called. */
class Objects {
  private readonly byKey: ReadonlyMap<string, Manifest>;
  readonly services: readonly Manifest[];

  constructor(manifests: readonly Manifest[]) {
    this.byKey = new Map(manifests.map((manifest) => [`${manifest.type}/${manifest.namespace ?? ''}/${manifest.name}`, manifest]));
    this.services = manifests.filter(({ type }) => type === 'Service');
  }

  get(type: string, name: string, namespace = ''): Manifest | undefined {
    return this.byKey.get(`${type}/${namespace}/${name}`);
  }
}

const UID = /^[A-Za-z0-9-]{1,64}$/;
const uidOf = (manifest: Manifest | undefined): string | undefined => {
  const uid = manifest?.root.at('metadata', 'uid').text;
  return uid !== undefined && UID.test(uid) ? uid : undefined;
};

function readAdoption(program: Program | undefined, workload: Manifest, objects: Objects, options: AdoptOptions): Adoption {
  const { type, namespace, root } = workload;
  if (program === undefined) throw new Left('It runs no PostgreSQL, MySQL or MariaDB that is known by its image. It stays as it is.');
  const facts = program.facts as EngineFacts;
  if (type !== 'apps/StatefulSet' && type !== 'apps/Deployment') throw new Left('Only a StatefulSet or a Deployment is taken over.');
  const uid = uidOf(workload);
  if (uid === undefined || namespace === undefined || !isDnsLabel(namespace) || !isDnsSubdomain(workload.name)) {
    throw new Left('It was not read from a cluster: it has no uid, or no namespace. Give what kubectl get -o yaml prints.');
  }
  const replicas = program.pod.replicas ?? 1;
  if (replicas > 1) {
    throw new Left(
      `It has ${replicas} replicas, and a StatefulDatabase is one server. Scale it down to its primary first, or use an operator.`,
    );
  }
  const unknown: string[] = [];
  const claim = readClaim(program, workload, objects, unknown);
  const isSet = type === 'apps/StatefulSet';
  const name = options.name ?? workload.name;
  if (!isDnsLabel(name) || name.length > LONGEST_STATEFUL_SET || /^[0-9]/.test(name)) {
    throw new Left(
      `${name} is no name that a set and a Service can have: at most ${LONGEST_STATEFUL_SET} lower-case letters, digits and dashes, a letter first. Give one by --name.`,
    );
  }
  const layout = layoutOf(program, facts);
  const { version, image } = versionOf(program, facts, workload, layout);
  const directory = directoryOf(program, facts, Number(version.split(/[.-]/)[0]));
  const isSame = claim.name === `data-${name}-0` && claim.className !== '';
  const policy = root.at('spec', 'persistentVolumeClaimRetentionPolicy');
  const { credentials, database } = credentialsOf(program.container, facts.factory);
  const claimObject = objects.get('PersistentVolumeClaim', claim.name, namespace);
  const keepers = [...keepersOf(workload), ...(claimObject ? keepersOf(claimObject) : [])];
  const services = servicesOf(program, namespace, objects);
  const own = [name, `${name}-headless`];
  if (database === undefined) {
    unknown.push('Which database the application uses: say it by `database`. \\l in psql, or SHOW DATABASES, lists them.');
  }
  if (program.hidden) {
    unknown.push(
      'What the server is told by files or variables that are not in the Pod: settings of its configuration have to be said again by `configuration`.',
    );
  }
  const layoutFacts: ExistingLayout | undefined = layout && EXISTING_LAYOUTS[layout];
  return {
    workload: { kind: isSet ? 'StatefulSet' : 'Deployment', name: workload.name, namespace, uid },
    deletesClaims: ['whenDeleted', 'whenScaled'].some((when) => policy.at(when).text === 'Delete'),
    name,
    factory: facts.factory as Adoption['factory'],
    title: facts.title,
    version,
    image,
    layout,
    directory: directory === layoutFacts?.directory(Number(version.split(/[.-]/)[0])) ? undefined : directory,
    owner: ownerOf(program, layoutFacts),
    database,
    claim,
    way: isSame ? 'same name' : options.moveClaims && claim.className !== '' ? 'moved' : 'as it is',
    credentials,
    keepers: keepers.filter(
      ({ tool, name: of }, index) => keepers.findIndex((other) => other.tool === tool && other.name === of) === index,
    ),
    services: own.flatMap((each): ReplacedService[] => {
      const service = objects.get('Service', each, namespace);
      const serviceUid = uidOf(service);
      return serviceUid === undefined ? [] : [{ name: each, uid: serviceUid }];
    }),
    otherServices: services.filter((each) => !own.includes(each)),
    unknown,
  };
}

function readClaim(program: Program, workload: Manifest, objects: Objects, unknown: string[]): AdoptedClaim {
  const volume = program.mount?.volume;
  if (volume === undefined) {
    throw new Left(`Its data (${program.directory}) is on no volume of the Pod: it goes with the container. Dump it now.`);
  }
  if (volume.type === 'nfs') throw new Left('Its data is on NFS, where a database must not be. Dump it, and restore it into a new one.');
  const ordinal = workload.root.at('spec', 'ordinals', 'start').number ?? 0;
  const name = volume.type === 'claimTemplate' ? `${volume.name}-${workload.name}-${ordinal}` : volume.claimName;
  if (name === undefined) {
    throw new Left(`Its data is on a volume of the kind ${volume.type}, and not on a claim. Dump it, and restore it into a new database.`);
  }
  const manifest = objects.get('PersistentVolumeClaim', name, workload.namespace);
  const uid = uidOf(manifest);
  if (manifest === undefined || uid === undefined) throw new Left(`Its claim ${name} is not in the input. Add pvc to kubectl get.`);
  const spec = manifest.root.at('spec');
  const volumeName = spec.at('volumeName').text;
  if (volumeName === undefined || !isDnsSubdomain(volumeName) || !isDnsSubdomain(name)) {
    throw new Left(`Its claim ${name} is bound to no volume.`);
  }
  const persistent = objects.get('PersistentVolume', volumeName);
  if (persistent?.root.at('spec', 'nfs').exists === true || /nfs/.test(persistent?.root.at('spec', 'csi', 'driver').text ?? '')) {
    throw new Left(
      `The volume ${volumeName} of its claim ${name} is on NFS, where a database must not be. Dump it, and restore it into a new one.`,
    );
  }
  if (persistent === undefined) {
    unknown.push(`The volume ${volumeName}, which is not in the input (kubectl get pv): whether it is kept when its claim goes.`);
  }
  const [capacity, request] = [manifest.root.at('status', 'capacity', 'storage').text, spec.at('resources', 'requests', 'storage').text];
  const size = [capacity, request].find((text) => text !== undefined && (parseQuantity(text) ?? 0) > 0);
  if (size === undefined) throw new Left(`Its claim ${name} says no size.`);
  const className = spec.at('storageClassName').text ?? '';
  return {
    name,
    uid,
    volume: { name: volumeName, uid: uidOf(persistent), reclaimPolicy: policyOf(persistent) },
    className: isDnsSubdomain(className) ? className : '',
    accessModes: spec.at('accessModes').texts.filter((mode) => /^[A-Za-z]+$/.test(mode)),
    size,
  };
}

function policyOf(volume: Manifest | undefined): string | undefined {
  const policy = volume?.root.at('spec', 'persistentVolumeReclaimPolicy').text;
  return policy === 'Retain' || policy === 'Delete' || policy === 'Recycle' ? policy : undefined;
}

function layoutOf({ image }: Program, facts: EngineFacts): ExistingLayoutName | undefined {
  const builder =
    image === facts.images[0] ? 'official' : image.repositories.some((name) => name.startsWith('bitnami/')) ? 'bitnami' : undefined;
  const names = Object.keys(EXISTING_LAYOUTS) as ExistingLayoutName[];
  return names.find((name) => EXISTING_LAYOUTS[name].engine === facts.factory && EXISTING_LAYOUTS[name].builder === builder);
}

/** The releases of Debian that Bitnami's tags name, as the official images call them: an image of the same C library. */
const RELEASES: Readonly<Record<string, string>> = { '11': 'bullseye', '12': 'bookworm', '13': 'trixie' };

function versionOf(
  program: Program,
  facts: EngineFacts,
  { root }: Manifest,
  layout: ExistingLayoutName | undefined,
): { version: string; image?: string } {
  const written = root.at('metadata', 'labels', 'app.kubernetes.io/version').text;
  const isOfficial = layout !== undefined && EXISTING_LAYOUTS[layout].builder === 'official';
  const candidates = [program.tag, program.major?.toString(), written].filter((text) => text !== undefined);
  const version =
    candidates.find((text) => seriesOf(facts, text) !== undefined) ??
    candidates
      .map((text) => /^[0-9]+(\.[0-9]+)*/.exec(text)?.[0])
      .find((text) => text !== undefined && seriesOf(facts, text) !== undefined);
  if (version === undefined) {
    throw new Left(
      `Its version cannot be read from its image${program.tag === undefined ? ', which has no tag' : ''}: only ${facts.title} ${facts.series.join(', ')} are run. Look into it, and write the props by hand (docs/adoption.md).`,
    );
  }
  const series = seriesOf(facts, version)!;
  if (isOfficial) return { version: program.tag !== undefined && seriesOf(facts, program.tag) !== undefined ? program.tag : series };
  const release = RELEASES[/debian-([0-9]+)/.exec(program.tag ?? '')?.[1] ?? ''];
  return { version: facts.factory === 'postgres' && release !== undefined ? `${series}-${release}` : series };
}

/** Where the data is in its volume. */
function directoryOf(program: Program, facts: EngineFacts, major: number): string {
  const mount = program.mount!;
  const { subPath } = mount;
  if (mount.at.at('subPathExpr').text !== undefined) {
    throw new Left('Its mount has a subPathExpr, which is not followed. Write the props by hand (docs/adoption.md).');
  }
  const isNewPostgres = facts.factory === 'postgres' && !program.moved && program.directory === '/var/lib/postgresql' && major >= 18;
  const data = isNewPostgres ? `/var/lib/postgresql/${major}/docker` : program.directory;
  const path = normalizePath(mount.path!);
  if (data.includes('$') || !isWithin(data, path)) {
    throw new Left(
      `Its data directory ${data.includes('$') ? 'is told by a variable and' : ''} cannot be found on the mount ${path}. Write the props by hand (docs/adoption.md).`,
    );
  }
  const below = normalizePath(data).slice(path.length).replace(/^\//, '');
  const parts = [...(subPath?.split('/') ?? []), ...below.split('/')].filter((part) => part !== '' && part !== '.');
  if (parts.some((part) => part === '..' || /[\p{Cc}$]/u.test(part))) {
    throw new Left('Its data directory has a name that is not followed. Write the props by hand (docs/adoption.md).');
  }
  return parts.join('/');
}

/** What is known of the owner beyond the layout. */
function ownerOf({ pod, container, image, tag }: Program, layout: ExistingLayout | undefined): Partial<DataOwner> {
  const isAlpine = /alpine/.test(tag ?? '');
  const known = (isAlpine ? layout?.alpineOwner : undefined) ?? layout?.owner;
  // Root hands the data to the user of the image.
  const written = writtenUser(pod, container) || undefined;
  const user = written ?? known?.user ?? image.user ?? 999;
  const fsGroup = pod.spec.at('securityContext', 'fsGroup').number;
  const group = container.at.at('securityContext', 'runAsGroup').number ?? pod.spec.at('securityContext', 'runAsGroup').number;
  return {
    ...(user !== known?.user && { user }),
    ...(written !== undefined && group !== undefined && group !== (user === known?.user ? known.group : user) && { group }),
    ...(fsGroup !== undefined && fsGroup !== (user === known?.user ? known.fsGroup : undefined) && { fsGroup }),
  };
}

/** The Services that lead to the Pods. */
function servicesOf({ pod }: Program, namespace: string, { services }: Objects): string[] {
  return services
    .filter((service) => service.namespace === namespace && isDnsLabel(service.name))
    .filter(({ root }) => {
      const selector = root.at('spec', 'selector').textEntries;
      return selector.length > 0 && selector.every(([key, value]) => pod.labels.get(key) === value);
    })
    .map(({ name }) => name);
}
