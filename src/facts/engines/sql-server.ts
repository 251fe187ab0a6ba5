import { DatabaseFacts } from './engine-facts';

/**
 * SQL Server.
 *
 * @see https://mcr.microsoft.com/product/mssql/server/about
 */
export const SQL_SERVER: DatabaseFacts = {
  title: 'SQL Server',
  port: 1433,
  images: [{ repositories: ['mssql/server'], layouts: [{ dataDirectory: '/var/opt/mssql' }] }],
  programs: ['sqlservr'],
  clusters: false,
  operators: ['an availability group'],
};
