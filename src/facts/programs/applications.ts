import { ProgramFacts } from './program-facts';

const SONARQUBE = ['/opt/sonarqube/data', '/opt/sonarqube/extensions', '/opt/sonarqube/logs', '/opt/sonarqube/temp'];

/** Applications of teams: they have a database in files where nobody names a server, or files of their own. */
export const APPLICATIONS: readonly ProgramFacts[] = [
  {
    title: 'Keycloak',
    kind: 'application',
    images: [
      {
        repositories: ['keycloak/keycloak', 'phasetwo/phasetwo-keycloak'],
        user: 1000,
        layouts: [{ dataDirectory: '/opt/keycloak/data', enough: ['/opt/keycloak/data/h2'] }],
        scratch: ['/tmp'],
      },
      { repositories: ['jboss/keycloak'], user: 1000, layouts: [{ dataDirectory: '/opt/jboss/keycloak/standalone/data' }] },
    ],
    programs: ['kc\\.sh'],
    subcommands: ['start', 'start-dev'],
    embedded: {
      name: 'H2',
      onlyIf: /start-dev|(?:KC_DB=|--db[=\s]+)["']?dev-file|DB_VENDOR=h2/,
      unless: /KC_DB=(?!["']?dev)|--db[=\s]+["']?(?!dev)[a-z]|KC_DB_URL|--db-url|DB_VENDOR=(?!h2)|DB_ADDR/,
    },
  },
  {
    title: 'n8n',
    kind: 'application',
    images: [
      {
        repositories: ['n8nio/n8n', 'n8n-io/n8n'],
        user: 1000,
        layouts: [
          { since: 1, dataDirectory: '/home/node/.n8n' },
          { user: 0, dataDirectory: '/root/.n8n', enough: ['/home/node/.n8n'] },
        ],
      },
    ],
    programs: ['n8n'],
    subcommands: ['start', 'worker'],
    homeVariables: { N8N_USER_FOLDER: '.n8n' },
    embedded: { name: 'SQLite', unless: /DB_TYPE=(?!sqlite)/ },
    // The key that its credentials are encrypted with.
    keepsFiles: true,
    keepsNothingIf: /DB_TYPE=(?!sqlite)[\s\S]*N8N_ENCRYPTION_KEY|N8N_ENCRYPTION_KEY[\s\S]*DB_TYPE=(?!sqlite)/,
  },
  {
    title: 'Metabase',
    kind: 'application',
    images: [{ repositories: ['metabase/metabase', 'metabase/metabase-enterprise'], layouts: [{ dataDirectory: '/metabase.db' }] }],
    programs: ['metabase\\.jar', 'run_metabase\\.sh'],
    fileVariables: ['MB_DB_FILE'],
    embedded: { name: 'H2', unless: /MB_DB_TYPE=(?!h2)|MB_DB_CONNECTION_URI|MB_DB_HOST/ },
  },
  {
    title: 'SonarQube',
    kind: 'application',
    images: [
      {
        repositories: ['sonarqube'],
        // Those before started as root, and gave their directories to another user.
        layouts: [
          { since: 10, user: 1000, dataDirectory: '/opt/sonarqube/data', volumes: SONARQUBE },
          { dataDirectory: '/opt/sonarqube/data', volumes: SONARQUBE },
        ],
      },
    ],
    programs: ['sonar\\.sh', 'run\\.sh'],
    embedded: { name: 'H2', unless: /SONAR_JDBC_URL|SONARQUBE_JDBC_URL|sonar\.jdbc\.url/i },
  },
  {
    title: 'Gitea',
    kind: 'application',
    keepsFiles: true,
    images: [
      {
        repositories: ['gitea/gitea', 'forgejo/forgejo'],
        layouts: [
          // The rootless ones have other places.
          { tags: /rootless/, user: 1000, dataDirectory: '/var/lib/gitea', volumes: ['/var/lib/gitea', '/etc/gitea'] },
          { dataDirectory: '/data', enough: ['/data/git', '/data/gitea'], volumes: ['/data'] },
        ],
      },
    ],
    programs: ['gitea', 'forgejo', 's6-svscan'],
    embedded: {
      name: 'SQLite',
      unless:
        /GITEA__database__(?:DB_TYPE=(?!sqlite)|HOST)|FORGEJO__database__(?:DB_TYPE=(?!sqlite)|HOST)|DB_TYPE=(?!sqlite)|DB_TYPE\s*=\s*(?:mysql|postgres)/i,
    },
  },
  {
    title: 'Gogs',
    kind: 'application',
    keepsFiles: true,
    images: [{ repositories: ['gogs/gogs'], layouts: [{ dataDirectory: '/data', volumes: ['/data', '/backup'] }] }],
    programs: ['gogs'],
    embedded: { name: 'SQLite', unless: /TYPE\s*=\s*(?:mysql|postgres)/i },
  },
  {
    title: 'GitLab',
    kind: 'application',
    keepsFiles: true,
    images: [
      {
        repositories: ['gitlab/gitlab-ce', 'gitlab/gitlab-ee'],
        layouts: [
          {
            dataDirectory: '/var/opt/gitlab',
            // The keys with which the database is encrypted.
            also: [{ directory: '/etc/gitlab' }],
            volumes: ['/etc/gitlab', '/var/opt/gitlab', '/var/log/gitlab'],
          },
        ],
      },
    ],
    programs: ['/assets/wrapper'],
    together: 'corrupts',
  },
  {
    title: 'Jenkins',
    kind: 'application',
    keepsFiles: true,
    images: [
      {
        repositories: ['jenkins/jenkins', 'jenkinsci/blueocean', 'jenkins/jenkins-lts'],
        user: 1000,
        layouts: [{ dataDirectory: '/var/jenkins_home', volumes: ['/var/jenkins_home'] }],
      },
    ],
    programs: ['jenkins\\.sh', 'jenkins\\.war'],
    directoryVariables: ['JENKINS_HOME'],
    together: 'corrupts',
  },
  {
    title: 'Nexus',
    kind: 'application',
    keepsFiles: true,
    images: [{ repositories: ['sonatype/nexus3'], user: 200, layouts: [{ dataDirectory: '/nexus-data', volumes: ['/nexus-data'] }] }],
    programs: ['start-nexus-repository-manager\\.sh'],
    directoryVariables: ['NEXUS_DATA'],
    embedded: { name: 'H2 or OrientDB', unless: /jdbcUrl|NEXUS_DATASTORE/ },
    together: 'refuses',
  },
  {
    title: 'Artifactory',
    kind: 'application',
    keepsFiles: true,
    images: [
      {
        repositories: ['jfrog/artifactory-oss', 'jfrog/artifactory-pro'],
        user: 1030,
        layouts: [{ dataDirectory: '/var/opt/jfrog/artifactory', volumes: ['/var/opt/jfrog/artifactory'] }],
      },
    ],
    programs: ['entrypoint-artifactory\\.sh'],
    together: 'corrupts',
  },
  {
    title: 'Verdaccio',
    kind: 'application',
    keepsFiles: true,
    images: [
      {
        repositories: ['verdaccio/verdaccio'],
        user: 10001,
        layouts: [{ dataDirectory: '/verdaccio/storage', volumes: ['/verdaccio/storage'] }],
      },
    ],
    programs: ['verdaccio'],
  },
  {
    title: 'Superset',
    kind: 'application',
    images: [{ repositories: ['apache/superset'], layouts: [{ dataDirectory: '/app/superset_home' }] }],
    programs: ['superset', 'run-server\\.sh'],
    directoryVariables: ['SUPERSET_HOME'],
    embedded: { name: 'SQLite', unless: /SQLALCHEMY_DATABASE_URI|DATABASE_HOST|DATABASE_URL|DB_HOST/ },
  },
  {
    title: 'NocoDB',
    kind: 'application',
    images: [{ repositories: ['nocodb/nocodb'], layouts: [{ dataDirectory: '/usr/app/data' }] }],
    programs: ['start\\.sh'],
    embedded: { name: 'SQLite', unless: /NC_DB=|NC_DB_JSON|DATABASE_URL/ },
  },
  {
    title: 'pgAdmin',
    kind: 'application',
    disposable: true,
    images: [
      {
        repositories: ['dpage/pgadmin4'],
        user: 5050,
        layouts: [{ dataDirectory: '/var/lib/pgadmin', volumes: ['/var/lib/pgadmin'] }],
        scratch: ['/tmp'],
      },
    ],
    programs: ['pgadmin4'],
    embedded: { name: 'SQLite', unless: /PGADMIN_CONFIG_CONFIG_DATABASE_URI/ },
  },
  {
    title: 'Portainer',
    kind: 'application',
    images: [
      {
        repositories: ['portainer/portainer-ce', 'portainer/portainer-ee', 'portainer/portainer'],
        layouts: [{ dataDirectory: '/data', volumes: ['/data'] }],
      },
    ],
    programs: ['portainer'],
    embedded: { name: 'BoltDB' },
    together: 'refuses',
  },
  {
    title: 'OpenLDAP',
    kind: 'store',
    images: [
      {
        repositories: ['osixia/openldap'],
        layouts: [
          { dataDirectory: '/var/lib/ldap', also: [{ directory: '/etc/ldap/slapd.d' }], volumes: ['/etc/ldap/slapd.d', '/var/lib/ldap'] },
        ],
      },
    ],
    programs: ['slapd'],
    together: 'corrupts',
    clusters: /LDAP_REPLICATION/,
    operators: ['LDAP_REPLICATION'],
  },
];
