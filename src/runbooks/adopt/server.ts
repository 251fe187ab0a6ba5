import { seriesOf } from '../../facts/engines';
import { EngineFacts } from '../../facts/engines/engine-facts';
import { DataOwner, EXISTING_LAYOUTS, ExistingLayout, ExistingLayoutName } from '../../facts/engines/existing-layouts';
import { LOG_VARIABLE, REPLICATION_VARIABLE, roleIn } from '../../facts/engines/existing-roles';
import { parseImage } from '../../facts/kubernetes/images';
import { isWithin, normalizePath } from '../../facts/kubernetes/paths';
import type { ImageFacts } from '../../facts/programs/program-facts';
import type { Manifest } from '../../checks/manifest';
import type { Program } from '../../checks/lookup/programs';
import { variablesOf, wordsOf } from '../../checks/lookup/scripts';
import { writtenUser } from '../../checks/lookup/users';

/** Why something is left as it is. */
export class Left extends Error {}

const isOfBitnami = ({ repositories }: ImageFacts): boolean => repositories.some((name) => name.startsWith('bitnami/'));

/** Whether an image is the official one, wherever a copy of it lies. */
export function isOfficial(image: string, { factory }: EngineFacts): boolean {
  return parseImage(image)?.repository.split('/').at(-1) === factory;
}

/** Whether it is that of Docker Hub, which DatabaseEngine takes by itself. */
function isOfHub(image: string, { factory }: EngineFacts): boolean {
  const { repository = '' } = parseImage(image) ?? {};
  return repository.replace(/^((index|registry-1)\.)?docker\.io\//, '').replace(/^library\//, '') === factory;
}

/** The layout by its name. One whose files have a group of the volume is none of Pods that gave them none: the kubelet would change them all. */
export function layoutOf({ image, pod }: Program, facts: EngineFacts): ExistingLayoutName | undefined {
  const builder = image === facts.images[0] ? 'official' : isOfBitnami(image) ? 'bitnami' : undefined;
  const hasGroup = pod.spec.at('securityContext', 'fsGroup').exists;
  const names = Object.keys(EXISTING_LAYOUTS) as ExistingLayoutName[];
  return names.find((name) => {
    const layout: ExistingLayout = EXISTING_LAYOUTS[name];
    return layout.engine === facts.factory && layout.builder === builder && (layout.owner.fsGroup === undefined || hasGroup);
  });
}

/** The releases of Debian that Bitnami's tags name, as the official images call them: an image of the same C library. */
const RELEASES: Readonly<Record<string, string>> = { '11': 'bullseye', '12': 'bookworm', '13': 'trixie' };

/**
 * The version as DatabaseEngine takes it, and the image where that is another than it takes by itself: one that is built on the official
 * one has extensions that the data wants, and one of their own registry can be pulled there. Bitnami's starts otherwise, and is not kept.
 */
export function versionOf(
  { image, container, tag, major }: Program,
  facts: EngineFacts,
  { root }: Manifest,
): { version: string; image?: string } {
  const written = container.image!;
  const [isBitnami, official] = [isOfBitnami(image), isOfficial(written, facts)];
  const candidates = [tag, major?.toString(), root.at('metadata', 'labels', 'app.kubernetes.io/version').text].filter(
    (text) => text !== undefined,
  );
  const numbers = candidates.flatMap((text) => /^[0-9]+(\.[0-9]+)*/.exec(text)?.[0] ?? []);
  const version = [...candidates, ...numbers].find((text) => seriesOf(facts, text) !== undefined);
  if (version === undefined) {
    throw new Left(
      numbers.length > 0 && (isBitnami || official)
        ? `It is ${facts.title} ${numbers[0]}, and only ${facts.series.join(', ')} are run. Bring it to one of these where it is, or dump it and restore it into a new database.`
        : `Its version cannot be read from its image${tag === undefined ? ', which has no tag' : ''}: only ${facts.title} ${facts.series.join(', ')} are run. Look into it, and write the props by hand (docs/adoption.md).`,
    );
  }
  const series = seriesOf(facts, version)!;
  if (isBitnami) {
    const release = RELEASES[/debian-([0-9]+)/.exec(tag ?? '')?.[1] ?? ''];
    return { version: facts.factory === 'postgres' && release !== undefined ? `${series}-${release}` : series };
  }
  const exact = official && tag !== undefined && seriesOf(facts, tag) !== undefined ? tag : series;
  return isOfHub(written, facts) ? { version: exact } : { version: exact, image: written };
}

/** Where the data is in its volume. */
export function directoryOf(program: Program, facts: EngineFacts, major: number): string {
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
export function ownerOf({ pod, container, image, tag }: Program, layout: ExistingLayout | undefined): Partial<DataOwner> {
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

/** Whether it is one of several servers: a replica is none of its own, and replicas of a primary follow it no more. */
export function roleOf({ container }: Program): 'primary' | 'replica' | undefined {
  const [, mode] = [...variablesOf(container)].find(([name]) => REPLICATION_VARIABLE.test(name)) ?? [];
  return mode === undefined ? undefined : roleIn(mode);
}

/** Where the write-ahead log lies, if on another volume than the data: nothing of it is taken over. */
export function logBeside({ container, mount }: Program): string | undefined {
  const [, path] = [...variablesOf(container)].find(([name]) => LOG_VARIABLE.test(name)) ?? [];
  if (path === undefined) return undefined;
  const holder = container.mounts
    .filter((each) => each.path !== undefined && isWithin(path, normalizePath(each.path)))
    .sort((a, b) => b.path!.length - a.path!.length)[0];
  return holder?.volume === mount?.volume ? undefined : path;
}

/** Names of the options that the server was started with, but for that of its data. Values may be secret. */
export function optionsOf({ container }: Program): string[] {
  const options = wordsOf(container).flatMap((word, index, words) => {
    const option =
      /^(?:--|-c)([a-z][a-z0-9_.-]*)=/i.exec(word)?.[1] ??
      (words[index - 1] === '-c' ? /^([a-z][a-z0-9_.]*)=/i.exec(word)?.[1] : undefined);
    return option === undefined || /^(datadir|data_directory|pgdata)$/.test(option) ? [] : [option];
  });
  return [...new Set(options)];
}
