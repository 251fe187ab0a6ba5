import { mkdirSync, writeFileSync } from 'fs';
import { join } from 'path';
import { ApiClient, Manifest } from '../cluster/client';

/**
 * Writes what the API server says of its kinds as JSON schemas, in files named as kubeconform looks for them; the number of kinds. Fields
 * that a structure does not have are refused.
 */
export async function writeSchemas(api: ApiClient, directory: string): Promise<number> {
  mkdirSync(directory, { recursive: true });
  // The list comes as plain text.
  const list: Manifest = await api.expect('GET', '/openapi/v3');
  const { paths } = typeof list === 'string' ? JSON.parse(list) : list;
  let kinds = 0;
  for (const [path, { serverRelativeURL }] of Object.entries(paths as Record<string, { serverRelativeURL: string }>)) {
    if (!/^apis?\/.*v[0-9]/.test(path)) continue;
    // As it is now: with the digest of the list, a page that has changed since, as those of new definitions do, is a redirection.
    const { components } = await api.expect('GET', serverRelativeURL.replace(/\?.*$/, ''));
    const schemas = Object.fromEntries(
      Object.entries((components?.schemas ?? {}) as Record<string, Manifest>).map(([name, schema]) => [name, close(schema)]),
    );
    for (const [name, schema] of Object.entries(schemas)) {
      const types: Manifest[] = schema['x-kubernetes-group-version-kind'] ?? [];
      // Options of requests have the version of every group; they are no objects.
      if (types.length !== 1 || schema.properties?.metadata === undefined) continue;
      const [{ group, version, kind }] = types;
      const suffix = group === '' ? version : `${group.split('.')[0]}-${version}`;
      const text = JSON.stringify({ $ref: `#/components/schemas/${name}`, components: { schemas } });
      writeFileSync(join(directory, `${kind.toLowerCase()}-${suffix}.json`), text);
      kinds += 1;
    }
  }
  return kinds;
}

/** A structure that has no other fields than its own. */
function close(schema: Manifest): Manifest {
  const isStructure = schema.properties !== undefined && schema['x-kubernetes-preserve-unknown-fields'] !== true;
  return isStructure ? { ...schema, additionalProperties: false } : schema;
}
