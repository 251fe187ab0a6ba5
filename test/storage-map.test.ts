import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MAP } from '../projenrc/storage-map-rows';
import { fieldsOf, storageMap } from '../projenrc/storage-map-text';
import * as library from '../src';
import { RULE_IDS } from '../src/checks/rules';
import { STRUCTS } from '../src/props/known-props.generated';
import { propsOf, StructName } from '../src/props/struct-table';
import { ROOT } from './sources';

/*
 * The map leaves nothing out: its fields are those that the API server has, so a newer server with a new field makes this fail until somebody has said
 * where it is offered, or why it is not.
 */

const rows = MAP.flatMap(({ title, rows: all }) => Object.entries(all).map(([field, row]) => [`${title}: ${field}`, row] as const));

test.each(MAP.map((section) => [section.title, section] as const))(
  '%s: every field that the API server has, and no other',
  (_, section) => {
    expect(Object.keys(section.rows).sort()).toEqual(fieldsOf(section).sort());
  },
);

test('no row is empty without a reason', () => {
  const empty = rows.filter(([, { offered, rules, note }]) => (offered.length === 0 || rules.length === 0) && (note ?? '') === '');
  // What nothing offers says why; what a rule watches needs no more.
  expect(empty.map(([title]) => title)).toEqual([]);
});

test('what is offered is there: a class, a method of it, a prop of a struct', () => {
  const exported = library as unknown as Readonly<Record<string, { readonly prototype?: object } | undefined>>;
  const isThere = (member: string): boolean => {
    const [owner, name] = member.split('.');
    if (owner in STRUCTS || (structsOfParts.has(owner) && name !== undefined)) return hasProp(owner, name);
    const type = exported[owner];
    return type !== undefined && (name === undefined || name in type || name in (type.prototype ?? {}));
  };
  expect([...new Set(rows.flatMap(([, { offered }]) => offered))].filter((member) => !isThere(member))).toEqual([]);
});

/** Structs that others extend, by one that does. */
const structsOfParts = new Map<string, StructName>([
  ['FilesVolumeOptions', 'ConfigMapVolumeOptions'],
  ['ObjectVolumeOptions', 'ConfigMapVolumeOptions'],
  ['PodOptions', 'StatefulDatabaseProps'],
  ['PodVolumeOptions', 'ConfigMapVolumeOptions'],
  ['VolumeRequestOptions', 'ClaimOptions'],
]);

const hasProp = (owner: string, name: string): boolean => propsOf(structsOfParts.get(owner) ?? (owner as StructName)).has(name);

test('what watches is a rule', () => {
  expect([...new Set(rows.flatMap(([, { rules }]) => rules))].filter((rule) => !RULE_IDS.includes(rule))).toEqual([]);
});

test('the page is as `npm run storage-map` writes it', () => {
  expect(readFileSync(join(ROOT, 'docs', 'storage-map.md'), 'utf8')).toBe(storageMap());
});
