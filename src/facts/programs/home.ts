import { ProgramFacts } from './program-facts';

/** The images of LinuxServer.io keep all in /config, a VOLUME; those of home-operations run as nobody and have the same place. */
const CONFIG = { dataDirectory: '/config', volumes: ['/config'] };

const ARR = [
  'sonarr',
  'radarr',
  'lidarr',
  'readarr',
  'prowlarr',
  'bazarr',
  'tautulli',
  'overseerr',
  'ombi',
  'jackett',
  'sabnzbd',
  'nzbget',
  'calibre-web',
  'heimdall',
];

/** What people run at home: most of it has SQLite. */
export const HOME: readonly ProgramFacts[] = [
  {
    title: 'servers of media',
    namedByImage: true,
    kind: 'application',
    servesFiles: true,
    images: [
      { repositories: ARR.map((name) => `linuxserver/${name}`), layouts: [CONFIG] },
      { repositories: ['sctx/overseerr', 'fallenbagel/jellyseerr'], layouts: [{ dataDirectory: '/app/config' }] },
      {
        repositories: [...ARR.map((name) => `home-operations/${name}`), ...ARR.map((name) => `onedr0p/${name}`)],
        user: 65534,
        layouts: [{ dataDirectory: '/config' }],
      },
    ],
    programs: ['s6-svscan'],
    embedded: { name: 'SQLite', unless: /POSTGRES__?HOST/i },
  },
  {
    title: 'Jellyfin',
    kind: 'application',
    servesFiles: true,
    images: [
      { repositories: ['jellyfin/jellyfin'], layouts: [{ dataDirectory: '/config', volumes: ['/cache', '/config'] }] },
      { repositories: ['linuxserver/jellyfin', 'linuxserver/emby', 'linuxserver/plex'], layouts: [CONFIG] },
      { repositories: ['plexinc/pms-docker'], layouts: [{ dataDirectory: '/config', volumes: ['/config', '/transcode'] }] },
      { repositories: ['emby/embyserver'], layouts: [CONFIG] },
    ],
    programs: ['jellyfin'],
    embedded: { name: 'SQLite' },
  },
  {
    title: 'Home Assistant',
    kind: 'application',
    images: [
      {
        repositories: [
          'home-assistant/home-assistant',
          'homeassistant/home-assistant',
          'linuxserver/homeassistant',
          'home-operations/home-assistant',
        ],
        layouts: [{ dataDirectory: '/config' }],
      },
    ],
    programs: ['hass', '/init'],
    embedded: { name: 'SQLite', unless: /db_url/ },
    keepsFiles: true,
    together: 'corrupts',
  },
  {
    title: 'Vaultwarden',
    kind: 'application',
    images: [
      {
        repositories: ['vaultwarden/server', 'dani-garcia/vaultwarden', 'bitwardenrs/server'],
        layouts: [{ dataDirectory: '/data', volumes: ['/data'] }],
      },
    ],
    programs: ['vaultwarden', '/start\\.sh'],
    directoryVariables: ['DATA_FOLDER'],
    embedded: { name: 'SQLite', unless: /DATABASE_URL=(?!["']?(?:sqlite|\/|data))/ },
    keepsFiles: true,
  },
  {
    title: 'Uptime Kuma',
    kind: 'application',
    images: [{ repositories: ['louislam/uptime-kuma'], layouts: [{ dataDirectory: '/app/data', volumes: ['/app/data'] }] }],
    programs: ['server/server\\.js'],
    directoryVariables: ['DATA_DIR'],
    embedded: { name: 'SQLite', unless: /UPTIME_KUMA_DB_TYPE=(?:mariadb|mysql|embedded)/ },
    keepsFiles: true,
  },
  {
    title: 'Nextcloud',
    kind: 'application',
    keepsFiles: true,
    images: [
      {
        repositories: ['nextcloud'],
        layouts: [
          {
            dataDirectory: '/var/www/html',
            enough: ['/var/www', '/var/www/html/data', '/var/www/html/config'],
            volumes: ['/var/www/html'],
          },
        ],
      },
      { repositories: ['linuxserver/nextcloud'], layouts: [{ ...CONFIG, enough: ['/data'] }] },
    ],
    programs: ['apache2-foreground', 'php-fpm'],
    subcommands: ['apache2-foreground', 'php-fpm'],
    directoryVariables: ['NEXTCLOUD_DATA_DIR'],
    embedded: { name: 'SQLite', unless: /MYSQL_HOST|POSTGRES_HOST|MYSQL_DATABASE|POSTGRES_DB/ },
  },
  {
    title: 'WordPress',
    kind: 'application',
    keepsFiles: true,
    images: [
      {
        repositories: ['wordpress'],
        // What is not there is copied from the image at the start; uploads, themes and plugins are not.
        layouts: [
          {
            dataDirectory: '/var/www/html/wp-content',
            mountAt: '/var/www/html',
            enough: ['/var/www/html/wp-content/uploads'],
            volumes: ['/var/www/html'],
          },
        ],
        scratch: ['/tmp', '/var/run/apache2'],
      },
    ],
    programs: ['apache2-foreground', 'php-fpm'],
    subcommands: ['apache2-foreground', 'php-fpm'],
  },
  {
    title: 'Ghost',
    kind: 'application',
    keepsFiles: true,
    images: [
      {
        repositories: ['ghost'],
        layouts: [
          {
            dataDirectory: '/var/lib/ghost/content',
            enough: ['/var/lib/ghost/content/images', '/var/lib/ghost'],
            volumes: ['/var/lib/ghost/content'],
          },
        ],
      },
    ],
    programs: ['node\\s+current/index\\.js'],
    embedded: { name: 'SQLite', onlyIf: /sqlite3/, unless: /database__client=(?!sqlite)/ },
  },
  {
    title: 'Paperless',
    kind: 'application',
    keepsFiles: true,
    images: [
      {
        repositories: ['paperless-ngx/paperless-ngx', 'paperlessngx/paperless-ngx'],
        layouts: [
          {
            dataDirectory: '/usr/src/paperless/data',
            also: [{ directory: '/usr/src/paperless/media', variable: 'PAPERLESS_MEDIA_ROOT' }],
            volumes: ['/usr/src/paperless/data', '/usr/src/paperless/media', '/usr/src/paperless/consume', '/usr/src/paperless/export'],
          },
        ],
      },
    ],
    programs: ['/init', 'docker-entrypoint\\.sh'],
    directoryVariables: ['PAPERLESS_DATA_DIR'],
    embedded: { name: 'SQLite', unless: /PAPERLESS_DBHOST|PAPERLESS_DBENGINE/ },
  },
  {
    title: 'Immich',
    kind: 'application',
    keepsFiles: true,
    images: [{ repositories: ['immich-app/immich-server'], layouts: [{ dataDirectory: '/usr/src/app/upload', enough: ['/data'] }] }],
    programs: ['start\\.sh'],
    directoryVariables: ['IMMICH_MEDIA_LOCATION'],
  },
  {
    title: 'Pi-hole',
    kind: 'application',
    disposable: true,
    images: [{ repositories: ['pihole/pihole'], layouts: [{ dataDirectory: '/etc/pihole', volumes: [] }] }],
    programs: ['pihole-FTL', '/s6-init'],
    embedded: { name: 'SQLite' },
  },
  {
    title: 'AdGuard Home',
    kind: 'application',
    images: [
      {
        repositories: ['adguard/adguardhome'],
        layouts: [{ dataDirectory: '/opt/adguardhome/conf', enough: ['/opt/adguardhome'], volumes: [] }],
      },
    ],
    programs: ['AdGuardHome'],
    embedded: { name: 'BoltDB' },
    together: 'refuses',
  },
  {
    title: 'Node-RED',
    kind: 'application',
    keepsFiles: true,
    images: [{ repositories: ['nodered/node-red'], user: 1000, layouts: [{ dataDirectory: '/data', volumes: ['/data'] }] }],
    programs: ['node-red'],
  },
  {
    title: 'Zigbee2MQTT',
    kind: 'application',
    keepsFiles: true,
    images: [{ repositories: ['koenkk/zigbee2mqtt'], layouts: [{ dataDirectory: '/app/data' }] }],
    programs: ['index\\.js'],
    directoryVariables: ['ZIGBEE2MQTT_DATA'],
    together: 'corrupts',
  },
  {
    title: 'small servers with SQLite',
    namedByImage: true,
    kind: 'application',
    disposable: true,
    images: [
      { repositories: ['advplyr/audiobookshelf'], layouts: [{ dataDirectory: '/config' }] },
      { repositories: ['freshrss/freshrss'], layouts: [{ dataDirectory: '/var/www/FreshRSS/data' }] },
      { repositories: ['linkding/linkding', 'sissbruecker/linkding'], layouts: [{ dataDirectory: '/etc/linkding/data' }] },
      { repositories: ['mealie-recipes/mealie', 'hkotel/mealie'], layouts: [{ dataDirectory: '/app/data' }] },
      { repositories: ['actualbudget/actual-server'], layouts: [{ dataDirectory: '/data' }] },
      { repositories: ['gotify/server'], layouts: [{ dataDirectory: '/app/data' }] },
      { repositories: ['filebrowser/filebrowser'], layouts: [{ dataDirectory: '/database' }] },
      { repositories: ['juanfont/headscale', 'headscale/headscale'], layouts: [{ dataDirectory: '/var/lib/headscale' }] },
    ],
    programs: ['serve'],
    embedded: { name: 'SQLite', unless: /postgres|mysql|DB_ENGINE=|DB_HOST/i },
  },
];
