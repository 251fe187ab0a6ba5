import { DatabaseFacts } from './engine-facts';

/**
 * SQL Server.
 *
 * @see https://mcr.microsoft.com/product/mssql/server/about
 */
export const SQL_SERVER: DatabaseFacts = {
  title: 'SQL Server',
  kind: 'database',
  port: 1433,
  images: [
    {
      repositories: ['mssql/server', 'mssql/rhel/server', 'azure-sql-edge'],
      // Versions before 2019 run as root.
      layouts: [
        { since: 2019, user: 10001, dataDirectory: '/var/opt/mssql/data', mountAt: '/var/opt/mssql' },
        { dataDirectory: '/var/opt/mssql/data', mountAt: '/var/opt/mssql' },
      ],
    },
  ],
  programs: ['sqlservr'],
  directoryVariables: ['MSSQL_DATA_DIR'],
  together: 'refuses',
  clusters: /MSSQL_ENABLE_HADR/,
  operators: ['an availability group'],
};
