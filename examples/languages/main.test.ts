import { readFileSync } from 'fs';
import { join } from 'path';
import { Construct } from 'constructs';
import * as storage from 'cdk8s-storage';
import { synthesize } from '../synthesize';

/** What is made beside others: by a method of theirs, for tests alone, or like one that is shown. */
const NOT_SHOWN: Readonly<Record<string, string>> = {
  Claim: 'ZonalStorageClass.claim() makes one',
  ClaimTemplate: 'LocalVolumes.claimTemplate() makes one',
  FleetApp: 'stands for App, in fleets',
  NfsTestServer: 'for tests only',
  SnapshotGroup: 'as Snapshot',
  SnapshotGroupClass: 'as SnapshotClass',
  Workload: 'is what others are taken for',
};

const files = synthesize(__dirname);

test('synthesizes', () => {
  // The scripts have tests of their own.
  const script = /^( *)# src\/scripts\/(\S+) of .*\n(\1.*\n| *\n)*/gm;
  expect(Object.fromEntries(Object.entries(files).map(([file, text]) => [file, text.replace(script, '$1<$2>\n')]))).toMatchSnapshot();
});

test.each(['main.ts', 'main.py', 'main.go', 'Main.java'])('%s has all that the library makes', (file) => {
  const program = readFileSync(join(__dirname, file), 'utf8');
  const isMade = (name: string) => new RegExp(`\\b(?:New)?${name}(?:\\(|\\.Builder\\.create)`).test(program);
  const constructs = Object.entries(storage).filter(([, value]) => typeof value === 'function' && value.prototype instanceof Construct);
  const names = constructs.map(([name]) => name);
  expect(names).toEqual(expect.arrayContaining(Object.keys(NOT_SHOWN)));
  expect(names.filter((name) => !isMade(name) && !(name in NOT_SHOWN))).toEqual([]);
});
