import { ProgramFacts } from './program-facts';

/** Chat, voice and notifications. */
export const COMMUNICATION: readonly ProgramFacts[] = [
  {
    title: 'Synapse',
    kind: 'application',
    keepsFiles: true,
    images: [
      {
        repositories: ['matrixdotorg/synapse', 'element-hq/synapse'],
        layouts: [{ dataDirectory: '/data', anywhere: true, volumes: ['/data'] }],
      },
    ],
    programs: ['synapse\\.app', 'start\\.py'],
    subcommands: ['run'],
    embedded: { name: 'SQLite', unless: /psycopg2|SYNAPSE_WORKER/ },
  },
  {
    title: 'ejabberd',
    kind: 'application',
    keepsFiles: true,
    images: [
      { repositories: ['ejabberd/ecs'], user: 9000, layouts: [{ dataDirectory: '/home/ejabberd/database' }] },
      { repositories: ['processone/ejabberd'], user: 9000, layouts: [{ dataDirectory: '/opt/ejabberd/database' }] },
    ],
    programs: ['ejabberdctl'],
    subcommands: ['foreground'],
  },
  {
    title: 'Prosody',
    kind: 'application',
    keepsFiles: true,
    images: [{ repositories: ['prosody/prosody', 'prosodyim/prosody'], layouts: [{ dataDirectory: '/var/lib/prosody' }] }],
    programs: ['prosody'],
    keepsNothingIf: /storage\s*=\s*["']sql/,
  },
  {
    title: 'Zulip',
    kind: 'application',
    keepsFiles: true,
    images: [{ repositories: ['zulip/docker-zulip', 'zulip/zulip-server'], layouts: [{ dataDirectory: '/data', volumes: ['/data'] }] }],
    programs: ['entrypoint\\.sh'],
    subcommands: ['app:run'],
  },
  {
    title: 'The Lounge',
    kind: 'application',
    keepsFiles: true,
    images: [
      {
        repositories: ['thelounge/thelounge'],
        layouts: [{ dataDirectory: '/var/opt/thelounge', volumes: ['/var/opt/thelounge'] }],
      },
    ],
    programs: ['thelounge'],
    subcommands: ['start'],
    directoryVariables: ['THELOUNGE_HOME'],
  },
  {
    title: 'Mumble',
    kind: 'application',
    images: [
      {
        repositories: ['mumblevoip/mumble-server', 'mumble-voip/mumble-server'],
        user: 10000,
        layouts: [{ dataDirectory: '/data', volumes: ['/data'] }],
      },
    ],
    programs: ['mumble-server', 'murmurd'],
    embedded: { name: 'SQLite', unless: /db_?driver[=\s]+["']?Q(?:MYSQL|PSQL)/i },
  },
  {
    title: 'Mattermost',
    kind: 'application',
    keepsFiles: true,
    images: [
      {
        repositories: ['mattermost/mattermost-team-edition', 'mattermost/mattermost-enterprise-edition'],
        user: 2000,
        layouts: [{ dataDirectory: '/mattermost/data' }],
      },
    ],
    programs: ['mattermost'],
    directoryVariables: ['MM_FILESETTINGS_DIRECTORY'],
    keepsNothingIf: /MM_FILESETTINGS_DRIVERNAME=amazons3|"DriverName"\s*:\s*"amazons3"/i,
  },
];
