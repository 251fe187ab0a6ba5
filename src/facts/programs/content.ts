import { ProgramFacts } from './program-facts';

/** Sites, wikis, and shelves of books, music and pictures. */
export const CONTENT: readonly ProgramFacts[] = [
  {
    title: 'Drupal',
    kind: 'application',
    keepsFiles: true,
    images: [
      {
        repositories: ['drupal'],
        layouts: [
          {
            dataDirectory: '/opt/drupal/web/sites',
            // The same by the link to it.
            enough: ['/var/www/html/sites', '/var/www/html/sites/default/files', '/opt/drupal/web/sites/default/files'],
          },
        ],
      },
    ],
    programs: ['apache2-foreground', 'php-fpm'],
  },
  {
    title: 'Joomla',
    kind: 'application',
    keepsFiles: true,
    images: [
      {
        repositories: ['joomla'],
        layouts: [{ dataDirectory: '/var/www/html', enough: ['/var/www/html/images'], volumes: ['/var/www/html'] }],
      },
    ],
    programs: ['apache2-foreground', 'php-fpm'],
  },
  {
    title: 'MediaWiki',
    kind: 'application',
    keepsFiles: true,
    images: [{ repositories: ['mediawiki'], layouts: [{ dataDirectory: '/var/www/html/images' }] }],
    programs: ['apache2-foreground', 'php-fpm'],
  },
  {
    title: 'BookStack',
    kind: 'application',
    keepsFiles: true,
    images: [{ repositories: ['linuxserver/bookstack'], layouts: [{ dataDirectory: '/config' }] }],
    programs: ['/init'],
  },
  {
    title: 'Wiki.js',
    kind: 'application',
    images: [{ repositories: ['requarks/wiki'], user: 1000, layouts: [{ dataDirectory: '/wiki/data' }] }],
    programs: ['server'],
    fileVariables: ['DB_FILEPATH'],
    embedded: { name: 'SQLite', onlyIf: /DB_TYPE=["']?sqlite|type:\s*sqlite/ },
  },
  {
    title: 'Navidrome',
    kind: 'application',
    images: [{ repositories: ['deluan/navidrome', 'navidrome/navidrome'], layouts: [{ dataDirectory: '/data', volumes: ['/data'] }] }],
    programs: ['navidrome'],
    directoryVariables: ['ND_DATAFOLDER'],
    embedded: { name: 'SQLite' },
    servesFiles: true,
  },
  {
    title: 'PhotoPrism',
    kind: 'application',
    keepsFiles: true,
    images: [
      {
        repositories: ['photoprism/photoprism'],
        layouts: [{ dataDirectory: '/photoprism/storage', volumes: ['/photoprism/storage', '/photoprism/originals'] }],
      },
    ],
    programs: ['photoprism'],
    directoryVariables: ['PHOTOPRISM_STORAGE_PATH'],
    embedded: { name: 'SQLite', unless: /PHOTOPRISM_DATABASE_DRIVER=["']?(?:mysql|mariadb)/ },
    servesFiles: true,
  },
  {
    title: 'Komga',
    kind: 'application',
    images: [{ repositories: ['gotson/komga'], layouts: [{ dataDirectory: '/config' }] }],
    programs: ['komga'],
    directoryVariables: ['KOMGA_CONFIGDIR'],
    embedded: { name: 'SQLite' },
    servesFiles: true,
  },
];
