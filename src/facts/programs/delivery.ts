import { ProgramFacts } from './program-facts';

/** A product of Atlassian: its entrypoint, started as root, gives the directory to a user of its own. */
function atlassian(title: string, name: string, repositories: readonly string[]): ProgramFacts {
  const dataDirectory = `/var/atlassian/application-data/${name}`;
  return {
    title,
    kind: 'application',
    keepsFiles: true,
    images: [{ repositories, layouts: [{ dataDirectory, volumes: [dataDirectory] }], takesOwnership: true }],
    programs: ['entrypoint\\.py'],
    directoryVariables: [`${name.toUpperCase()}_HOME`],
  };
}

/** Forges, builds and trackers. */
export const DELIVERY: readonly ProgramFacts[] = [
  {
    title: 'Drone',
    kind: 'application',
    images: [{ repositories: ['drone/drone'], layouts: [{ dataDirectory: '/data', volumes: ['/data'] }] }],
    programs: ['drone-server'],
    embedded: { name: 'SQLite', unless: /DRONE_DATABASE_DRIVER=(?!sqlite)/ },
  },
  {
    title: 'Woodpecker',
    kind: 'application',
    images: [
      {
        repositories: ['woodpeckerci/woodpecker-server', 'woodpecker-ci/woodpecker-server'],
        layouts: [{ dataDirectory: '/var/lib/woodpecker' }],
      },
    ],
    programs: ['woodpecker-server'],
    embedded: { name: 'SQLite', unless: /WOODPECKER_DATABASE_DRIVER=(?!sqlite)/ },
  },
  {
    title: 'TeamCity',
    kind: 'application',
    keepsFiles: true,
    images: [
      {
        repositories: ['jetbrains/teamcity-server'],
        user: 1000,
        layouts: [{ dataDirectory: '/data/teamcity_server/datadir', volumes: ['/data/teamcity_server/datadir'] }],
      },
    ],
    programs: ['run-services\\.sh', 'teamcity-server\\.sh'],
    directoryVariables: ['TEAMCITY_DATA_PATH'],
  },
  {
    title: 'GoCD',
    kind: 'application',
    keepsFiles: true,
    images: [{ repositories: ['gocd/gocd-server'], user: 1000, layouts: [{ dataDirectory: '/godata', volumes: ['/godata'] }] }],
    programs: ['go-server'],
  },
  {
    title: 'Gerrit',
    kind: 'application',
    keepsFiles: true,
    images: [{ repositories: ['gerritcodereview/gerrit'], user: 1000, layouts: [{ dataDirectory: '/var/gerrit/git' }] }],
    programs: ['gerrit\\.war', 'gerrit\\.sh'],
  },
  {
    title: 'OneDev',
    kind: 'application',
    keepsFiles: true,
    images: [{ repositories: ['1dev/server'], layouts: [{ dataDirectory: '/opt/onedev' }] }],
    programs: ['entrypoint\\.sh'],
  },
  {
    title: 'Soft Serve',
    kind: 'application',
    keepsFiles: true,
    images: [
      {
        repositories: ['charmcli/soft-serve', 'charmbracelet/soft-serve'],
        layouts: [{ dataDirectory: '/soft-serve', volumes: ['/soft-serve'] }],
      },
    ],
    programs: ['soft'],
    subcommands: ['serve'],
    directoryVariables: ['SOFT_SERVE_DATA_PATH'],
  },
  atlassian('Bitbucket', 'bitbucket', ['atlassian/bitbucket', 'atlassian/bitbucket-server']),
  atlassian('Jira', 'jira', ['atlassian/jira-software', 'atlassian/jira-servicemanagement', 'atlassian/jira-core']),
  atlassian('Confluence', 'confluence', ['atlassian/confluence', 'atlassian/confluence-server']),
];
