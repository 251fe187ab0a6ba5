import { ENGINES } from '../../facts/engines';
import { EngineFacts } from '../../facts/engines/engine-facts';
import { EXISTING_LAYOUTS, ExistingLayout } from '../../facts/engines/existing-layouts';
import { isDnsLabel, isDnsSubdomain, LONGEST_STATEFUL_SET } from '../../facts/kubernetes/names';
import { parseQuantity } from '../../facts/kubernetes/quantities';
import type { Manifest } from '../../checks/manifest';
import { ManifestSet } from '../../checks/manifest-set';
import { Program, programsOf } from '../../checks/lookup/programs';
import type { AdoptedClaim, Adoption, ReplacedService } from './adoption';
import { credentialsOf } from './credentials';
import { keepersOf } from '../parts/keepers-of';
import { directoryOf, isOfficial, layoutOf, Left, logBeside, optionsOf, ownerOf, roleOf, versionOf } from './server';

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
  const owner = root.at('metadata', 'ownerReferences').items.find((reference) => reference.at('controller').flag === true);
  if (owner !== undefined) {
    throw new Left(
      `It belongs to ${owner.at('kind').text} ${owner.at('name').text}, whose operator would start the old server again, beside the new one. Dump it, and restore it into a new database.`,
    );
  }
  if (program === undefined) throw new Left('It runs no PostgreSQL, MySQL or MariaDB that is known by its image.');
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
  const role = roleOf(program);
  if (role === 'replica') {
    throw new Left('It is a replica, which follows another server. Take over that one; this one goes when nobody reads from it any more.');
  }
  if (role === 'primary') {
    unknown.push('Its replicas, which do not follow the new database: they keep what they have until they are deleted.');
  }
  const log = logBeside(program);
  if (log !== undefined) {
    throw new Left(
      `Its write-ahead log is on another volume (${log}). With the old server stopped, move it into the data directory, in the place of pg_wal, and take it over then.`,
    );
  }
  const claim = readClaim(program, workload, objects, unknown);
  const isSet = type === 'apps/StatefulSet';
  const name = options.name ?? workload.name;
  if (!isDnsLabel(name) || name.length > LONGEST_STATEFUL_SET || /^[0-9]/.test(name)) {
    throw new Left(
      `${name} is no name that a set and a Service can have: at most ${LONGEST_STATEFUL_SET} lower-case letters, digits and dashes, a letter first. Give one by --name.`,
    );
  }
  const layout = layoutOf(program, facts);
  const { version, image } = versionOf(program, facts, workload);
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
  const told = optionsOf(program);
  if (told.length > 0) {
    unknown.push(
      `Which of the options that the old server was started with are still wanted: ${told.join(', ')}. Say these again by \`configuration\` or \`args\`.`,
    );
  }
  if (image !== undefined && !isOfficial(image, facts)) {
    unknown.push(
      `Whether the image ${image}, which is kept for what it has beside ${facts.title}, starts as the official one does: try it in a test cluster.`,
    );
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
