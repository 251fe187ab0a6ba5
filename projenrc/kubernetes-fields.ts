import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { GROUPS, OpenApi, tableOfFields } from './kubernetes-fields-table';

/*
 * Writes the table of the fields that objects of Kubernetes have, by what the API server says that kubectl reaches: a running server knows
 * the values of fields too, which its sources do not list. Run it when a newer version is supported; test/cluster compares.
 */

const ask = (path: string): unknown =>
  JSON.parse(execFileSync('kubectl', ['get', '--raw', path], { encoding: 'utf8', maxBuffer: 2 ** 28 }));

const documents = Object.fromEntries(Object.keys(GROUPS).map((place) => [place, ask(`/openapi/v3/${place}`) as OpenApi]));
const { major, minor } = ask('/version') as { readonly major: string; readonly minor: string };
const text = tableOfFields(`${major}.${minor}`, documents as Record<keyof typeof GROUPS, OpenApi>);
writeFileSync(resolve(__dirname, '../src/facts/kubernetes/fields.generated.ts'), text);
