import { LONGEST_CLUSTER } from '../../facts/operators/cloudnative-pg';
import { Problems } from '../../props/problems';

/** The name of a Cluster: Services and Pods are named after it. */
export function checkClusterName(problems: Problems, prop: string, name: unknown): string | undefined {
  if (typeof name === 'string' && name.length <= LONGEST_CLUSTER && /^[a-z]([a-z0-9-]*[a-z0-9])?$/.test(name)) return name;
  problems.add(
    prop,
    name,
    `Use at most ${LONGEST_CLUSTER} lower-case letters, digits and dashes, with a letter first and no dash at the end: Services and Pods are named after it.`,
  );
  return undefined;
}

/** Longest name that PostgreSQL keeps; what is longer is cut. */
const LONGEST_IDENTIFIER = 63;

/** The name of a role, or of a database. */
export function checkRole(problems: Problems, prop: string, name: unknown): string | undefined {
  if (typeof name === 'string' && name.length <= LONGEST_IDENTIFIER && /^[A-Za-z_][A-Za-z0-9_-]*$/.test(name)) return name;
  problems.add(prop, name, `Use at most ${LONGEST_IDENTIFIER} letters, digits, underscores and dashes, with a letter first.`);
  return undefined;
}

const OPERATORS_ROLES = ['postgres', 'streaming_replica', 'cnpg_pooler_pgbouncer'];

/** A role that is not the operator's or PostgreSQL's own. */
export function checkOwner(problems: Problems, prop: string, name: unknown): string | undefined {
  const role = checkRole(problems, prop, name);
  if (role === undefined || !(OPERATORS_ROLES.includes(role) || role.startsWith('pg_'))) return role;
  problems.add(prop, role, 'This role is the operator’s or PostgreSQL’s own. Give the application one of its own.');
  return undefined;
}

/** A database that is not PostgreSQL's own. */
export function checkDatabase(problems: Problems, prop: string, name: unknown): string | undefined {
  const checked = checkRole(problems, prop, name);
  if (checked === undefined || !['postgres', 'template0', 'template1'].includes(checked.toLowerCase())) return checked;
  problems.add(prop, checked, 'PostgreSQL needs that one for itself. Give the application one of its own.');
  return undefined;
}
