import { readFileSync } from 'fs';
import { join } from 'path';
import { GROUPS, OpenApi, tableOfFields } from '../../projenrc/kubernetes-fields-table';
import { FIELDS_OF } from '../../src/facts/kubernetes/fields.generated';
import { ApiClient } from './client';
import { connect, count, serverVersion } from './session';

/*
 * The table of fields that rules read is what the server of its version says of itself, and has all that an older server knows: else a field
 * that is right would be called misspelt.
 */

const COMMITTED = readFileSync(join(__dirname, '../../src/facts/kubernetes/fields.generated.ts'), 'utf8');

/** What was alpha, behind a gate that is off, and has another shape now. */
const GONE = ['ClaimSource.resourceClaimName', 'ClaimSource.resourceClaimTemplateName', 'PodResourceClaim.source'];

/** `Struct.field` for each of a table; without its type, which versions write in different ways. */
function fieldsOf(table: string): Set<string> {
  const structs = table.matchAll(/^ {2}(?:'([^']+)'|(\w+)):\s+'([^']*)',$/gm);
  return new Set(
    [...structs].flatMap(([, quoted, plain, fields]) =>
      fields.split(' ').map((field) => `${quoted ?? plain}.${/^[^:=]+/.exec(field)![0]}`),
    ),
  );
}

describe('the table of fields', () => {
  let api: ApiClient;

  beforeAll(() => {
    api = connect();
  });
  afterAll(() => api.close());

  test('is what the server of its version says, and has what an older one knows', async () => {
    const version = await serverVersion(api);
    const name = `${Math.floor(version / 1000)}.${version % 1000}`;
    const places = Object.keys(GROUPS) as Array<keyof typeof GROUPS>;
    const documents = await Promise.all(places.map(async (place) => [place, await api.expect('GET', `/openapi/v3/${place}`)] as const));
    const known = documents.map(([place, document]) => [place, document as unknown as OpenApi] as const);
    const text = tableOfFields(name, Object.fromEntries(known) as Record<keyof typeof GROUPS, OpenApi>);
    if (name === FIELDS_OF) expect(text).toBe(COMMITTED);
    const committed = fieldsOf(COMMITTED);
    const told = [...fieldsOf(text)];
    expect(told.length).toBeGreaterThan(800);
    expect(told.filter((field) => !committed.has(field) && !GONE.includes(field))).toEqual([]);
    count('fields compared with the table', told.length);
  });
});
