import { ImageReference, knownOf } from '../kubernetes/images';

interface Scratch {
  readonly repositories: readonly string[];
  /** The tags that have a server at all, where not all have one. */
  readonly tags?: RegExp;
  readonly writes: readonly string[];
  readonly unless?: RegExp;
}

/**
 * Servers that keep nothing, and yet write when they start: where, by the repository of their image, and what in their configuration says
 * that it is elsewhere.
 */
const SCRATCH: readonly Scratch[] = [
  // The entrypoint makes the directories of its buffers, and the server writes its process id.
  { repositories: ['nginx'], writes: ['/var/cache/nginx', '/var/run'], unless: /^\s*pid\s+(?!\/(?:var\/)?run\/)|_temp_path/m },
  { repositories: ['nginxinc/nginx-unprivileged', 'nginx/nginx-unprivileged'], writes: ['/tmp'], unless: /^\s*pid\s+(?!\/tmp)/m },
  { repositories: ['httpd'], writes: ['/usr/local/apache2/logs'], unless: /PidFile/i },
  { repositories: ['tomcat'], writes: ['/usr/local/tomcat/work', '/usr/local/tomcat/temp', '/usr/local/tomcat/logs'] },
  { repositories: ['varnish'], writes: ['/var/lib/varnish'] },
  { repositories: ['caddy'], writes: ['/config', '/data'], unless: /auto_https\s+off|persist_config\s+off/ },
  { repositories: ['goauthentik/server'], writes: ['/tmp'] },
  { repositories: ['phpmyadmin', 'phpmyadmin/phpmyadmin'], writes: ['/tmp', '/var/run/apache2'] },
  // Apache writes its process id and its locks; the flavours with php-fpm or without a server write nothing.
  { repositories: ['php'], tags: /apache/, writes: ['/var/run/apache2', '/var/lock/apache2'], unless: /PidFile/i },
  { repositories: ['squid', 'ubuntu/squid'], writes: ['/var/spool/squid', '/var/log/squid', '/var/run'] },
];

const BY_REPOSITORY = new Map(SCRATCH.flatMap((entry) => entry.repositories.map((name) => [name, entry] as const)));

/** Where the server of an image writes besides its volumes; nothing where it is not known, or where its configuration says otherwise. */
export function scratchOf({ repository, tag }: Pick<ImageReference, 'repository' | 'tag'>, configuration: () => string): readonly string[] {
  const entry = knownOf(BY_REPOSITORY, repository);
  if (entry === undefined || (entry.tags !== undefined && !entry.tags.test(tag ?? '')) || entry.unless?.test(configuration()) === true) {
    return [];
  }
  return entry.writes;
}
