import { isWithin } from '../kubernetes/paths';
import { knownOf, parseImage } from '../kubernetes/images';
import { homesOf } from './homes';
import { programOfRepository } from './index';
import { OwnDirectory } from './program-facts';

/*
 * Directories of images that programs cannot do without, beside the one of the program itself (`homes.ts`) and what engines say of theirs: a
 * volume mounted there, or above, hides what they need.
 */

interface OwnDirectories {
  readonly repositories: readonly string[];
  readonly own: readonly OwnDirectory[];
}

const KNOWN: readonly OwnDirectories[] = [
  {
    repositories: ['nginx', 'nginxinc/nginx-unprivileged', 'nginx/nginx-unprivileged'],
    own: [
      {
        directory: '/etc/nginx',
        needs: ['nginx.conf'],
        includes: ['mime.types', 'fastcgi_params', 'fastcgi.conf', 'uwsgi_params', 'scgi_params', 'koi-win', 'koi-utf', 'win-utf'],
      },
    ],
  },
  {
    repositories: ['httpd'],
    own: [
      { directory: '/usr/local/apache2' },
      { directory: '/usr/local/apache2/conf', needs: ['httpd.conf'], includes: ['mime.types', 'magic', 'extra/'] },
    ],
  },
  {
    repositories: ['tomcat'],
    own: [{ directory: '/usr/local/tomcat/conf', needs: ['server.xml', 'web.xml'] }],
  },
  // Below it lie the ini files that load the extensions.
  { repositories: ['php'], own: [{ directory: '/usr/local/etc' }, { directory: '/usr/local/etc/php' }] },
  { repositories: ['wordpress', 'nextcloud'], own: [{ directory: '/var/www/html' }, { directory: '/usr/local/etc/php' }] },
  {
    repositories: ['logstash', 'logstash/logstash'],
    own: [{ directory: '/usr/share/logstash/config', needs: ['logstash.yml', 'jvm.options', 'log4j2.properties'] }],
  },
  { repositories: ['fluent/fluent-bit'], own: [{ directory: '/fluent-bit' }, { directory: '/fluent-bit/bin' }] },
];

const BY_REPOSITORY = new Map(KNOWN.flatMap((entry) => entry.repositories.map((name) => [name, entry] as const)));

const OF_APPLICATIONS: readonly string[] = ['/app', '/code', '/opt', '/usr/app', '/usr/src', '/usr/src/app', '/workspace'];

/** What is mounted at a path: a few files. */
export interface MountedFiles {
  readonly path: string;
  /** Their names and texts; undefined where they are not known. */
  readonly files?: ReadonlyMap<string, string>;
}

/** What a container is, as far as it has to be known. */
export interface HidingContainer {
  readonly image?: string;
  /** The program that is started, where that is said. */
  readonly program?: string;
}

/** What a program misses where a few files are mounted at a path, as the object of a sentence; undefined where it is nothing that is known. */
export function hiddenByFiles({ image, program }: HidingContainer, mounted: MountedFiles): string | undefined {
  const { path, files } = mounted;
  if (program?.startsWith('/') === true && isWithin(program, path) && files?.has(program.slice(path.length + 1)) !== true) {
    return `the program that is started, ${program}`;
  }
  const { repository } = parseImage(image ?? '') ?? {};
  if (repository === undefined) return undefined;
  for (const own of ownDirectoriesOf(repository)) {
    if (!isWithin(own.directory, path)) continue;
    const missing = own.directory === path ? missingOf(own, files) : undefined;
    if (missing?.length !== 0) return `${missing?.join(' and ') ?? own.directory} of the image`;
  }
  return undefined;
}

/** Whether a path is where most images that somebody has built have their application; what a given image has there is not known. */
export const isOfApplication = (path: string): boolean => OF_APPLICATIONS.includes(path);

function ownDirectoriesOf(repository: string): readonly OwnDirectory[] {
  return [
    ...homesOf(repository).map((directory) => ({ directory })),
    ...(programOfRepository(repository)?.image.ownDirectories ?? []),
    ...(knownOf(BY_REPOSITORY, repository)?.own ?? []),
  ];
}

/** The files that are not there; undefined where that cannot be told, since all are needed or nobody knows which are mounted. */
function missingOf({ needs, includes = [] }: OwnDirectory, files: ReadonlyMap<string, string> | undefined): string[] | undefined {
  if (needs === undefined || files === undefined) return undefined;
  const named = includes.filter((name) => [...files.values()].some((text) => text.includes(name)));
  return [...needs, ...named].filter((name) => !files.has(name));
}
