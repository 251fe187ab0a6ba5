import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import * as fc from 'fast-check';
import { readApi } from '../../projenrc/api-structs';
import { tableOf } from '../../projenrc/props-table';
import { STRUCTS } from '../../src/props/known-props.generated';
import { checkKnownProps } from '../../src/props/known-props';
import { peerHas } from '../../src/props/peer-structs';
import { Problems } from '../../src/props/problems';
import { propsOf, StructName } from '../../src/props/struct-table';
import { remedyInWords, WORDS } from '../../src/props/words-of-others';
import { didYouMean } from '../../src/util/did-you-mean';
import { refusal } from '../support';
import { ENTRY_NAMES, hand, Spot, spotsOf } from './entries';

/** Structs that nobody can hand over as such, each with the reason. */
const UNTAKEN = {
  AcknowledgedStorageFinding: 'what checks tell',
  AzureFilesOptions: 'a part of those of shares by SMB and by NFS',
  ExistingClaimOptions: 'a part of those of data that exists',
  FilesVolumeOptions: 'a part of those of volumes that the kubelet writes',
  ObjectVolumeOptions: 'a part of those of ConfigMaps and Secrets',
  PodOptions: 'a part of the props of patterns, which have all of it',
  PodVolumeOptions: 'a part of those of all volumes of a Pod',
  SmbOwnership: 'a part of those of drivers of SMB',
  StorageChange: 'what a plan tells',
  StorageFinding: 'what checks tell',
  VolumeRequestOptions: 'a part of those of claims',
};

describe('the table', () => {
  const api = readApi();

  test('is that of the types as they are; "npx projen known-props" writes it', () => {
    expect(readFileSync('src/props/known-props.generated.ts', 'utf8')).toBe(tableOf(api));
  });

  test('has every struct that somebody can hand over', () => {
    expect([...api.untaken].sort()).toEqual(Object.keys(UNTAKEN));
    const reached = new Set(ENTRY_NAMES.flatMap((entry) => spotsOf(entry).map(({ struct }) => struct)));
    expect([...reached].sort()).toEqual(Object.keys(STRUCTS).sort());
  });
});

/** What goes wrong on a keyboard: a letter is missed, doubled, swapped with the next, or another one. */
const slip = fc.record({
  how: fc.constantFrom('missed', 'doubled', 'swapped', 'another'),
  at: fc.nat(),
  letter: fc.constantFrom(...'abcxyz'),
});

function misspell(name: string, { how, at, letter }: { how: string; at: number; letter: string }): string {
  const index = at % name.length;
  const [before, own, after] = [name.slice(0, index), name[index], name.slice(index + 1)];
  if (how === 'missed') return before + after;
  if (how === 'doubled') return before + own + own + after;
  if (how === 'swapped') return before + after.slice(0, 1) + own + after.slice(1);
  return before + letter + after;
}

/** Whether a word could only have been meant for this prop. */
function isMeantFor(prop: string, word: string, struct: StructName): boolean {
  const names = [...propsOf(struct).keys()];
  if (!/^[A-Za-z]\w*$/.test(word) || names.includes(word) || WORDS.has(word) || remedyInWords(struct, word) !== undefined) return false;
  return (
    didYouMean(word, [prop]) !== '' &&
    didYouMean(
      word,
      names.filter((name) => name !== prop),
    ) === ''
  );
}

/** The problem that is reported at a path. */
function problemAt(path: string, build: () => unknown): string | undefined {
  const lines = refusal(build).split('\n').slice(1);
  return lines.find((line) => line.startsWith(`  ${path}: `))?.slice(path.length + 4);
}

const pathIn = ({ at }: Spot, key: string): string => (at === '' ? key : `${at}.${key}`);

describe('a prop that is misspelled is refused, at every level, with the one that was meant', () => {
  test.each(ENTRY_NAMES)('%s', (entry) => {
    const props = spotsOf(entry).flatMap((spot) => [...propsOf(spot.struct).keys()].map((prop) => ({ spot, prop })));
    const tried = new Set<string>();
    fc.assert(
      fc.property(slip, fc.constantFrom(undefined, null, 'text', 1, {}), (letters, value) => {
        for (const { spot, prop } of props) {
          const word = misspell(prop, letters);
          if (!isMeantFor(prop, word, spot.struct)) continue;
          tried.add(pathIn(spot, prop));
          const problem = problemAt(pathIn(spot, word), () => hand(entry, spot.around({ [word]: value })));
          expect(`${pathIn(spot, word)}: ${problem}`).toMatch(new RegExp(`There is no such prop\\. Did you mean ${prop}\\?$`));
        }
      }),
      { numRuns: 8 },
    );
    // No slip of two letters is left over where a prop has two, or where another prop is as near.
    expect(tried.size).toBeGreaterThanOrEqual(Math.floor(props.length * 0.7));
  });
});

test.each(ENTRY_NAMES)('%s refuses what is no object where it takes one', (entry) => {
  for (const spot of spotsOf(entry)) {
    for (const value of ['text', 7, ['text'], true]) {
      const [, ...lines] = refusal(() => hand(entry, spot.around(value))).split('\n');
      // By its own path, by that of the list that it is in, or by what it lacks; a list that is wrong as a whole by its own.
      const [place] = spot.at === '' ? [''] : [spot.at.replace(/\[[^\]]*\](?=\.|$).*$/, '')];
      expect(lines.filter((line) => line.startsWith(`  ${place}`))).not.toEqual([]);
    }
  }
});

describe('what the field wrote is told what to write', () => {
  const container = (props: object) => ({ containers: [{ name: 'main', image: 'nginx:1.29.1', ...props }] });
  test.each<[Parameters<typeof hand>[0], unknown, string, string]>([
    ['SharedScratchPod', container({ envVariables: {} }), 'containers[0].envVariables', 'an object. It is called env here.'],
    [
      'SharedScratchPod',
      container({ resources: { limits: { cpu: '1' } } }),
      'containers[0].resources.limits',
      'an object. Write the limit of each resource: cpu: { limit }, memory: { limit }, ephemeralStorage: { limit }.',
    ],
    [
      'SharedScratchPod',
      container({ recources: {} }),
      'containers[0].recources',
      'an object. There is no such prop. Did you mean resources?',
    ],
    ['StatefulDatabase', { networkPolicy: false }, 'networkPolicy', 'false. It does not belong here. Write hardening.networkPolicy.'],
    [
      'StatefulDatabase',
      { hardening: { networkPolcy: false } },
      'hardening.networkPolcy',
      'false. There is no such prop. Did you mean networkPolicy?',
    ],
    [
      'SharedScratchPod',
      container({ hardening: { networkPolicy: false } }),
      'containers[0].hardening.networkPolicy',
      'false. It does not belong here. Write hardening.networkPolicy.',
    ],
    [
      'SharedScratchPod',
      container({ resources: { readOnlyRootFilesystem: false } }),
      'containers[0].resources.readOnlyRootFilesystem',
      'false. It does not belong here. Write containers[0].hardening.readOnlyRootFilesystem.',
    ],
    ['StatefulDatabase', { replica: 3 }, 'replica', '3. There is no such prop. Did you mean replicas?'],
    ['StatefulDatabase', { size: 3 }, 'size', '3. It does not belong here. Write storage.size.'],
    [
      'StatefulDatabase',
      { storage: { storageClassName: 'fast' } },
      'storage.storageClassName',
      'a string of 4 characters. It is called storageClass here.',
    ],
    [
      'StatefulDatabase',
      { version: '18' },
      'version',
      'a string of 2 characters. The engine has it: DatabaseEngine.postgres({ version }).',
    ],
    [
      'StatefulDatabase',
      { schedule: '@daily' },
      'schedule',
      'a string of 6 characters. Backups have it: new DatabaseBackup(scope, id, { database, schedule, storage }).',
    ],
    ['StatefulDatabase', { metadata: {} }, 'metadata', 'an object. Write name, labels and annotations beside the other props.'],
    ['PersistentVolume', { acessModes: [] }, 'acessModes', 'a list of 0. There is no such prop. Did you mean accessModes?'],
    ['StorageDriver.awsEbs', { iopsPerGB: 5 }, 'driver.iopsPerGB', '5. There is no such prop. Did you mean iopsPerGib?'],
    ['ZonalStorageClass.claim', { storageClass: 'fast' }, 'storageClass', '"fast". The claim is of this class. Leave it out.'],
    ['FleetApp', { outDir: 'dist' }, 'outDir', 'a string of 4 characters. There is no such prop. Did you mean outdir?'],
    ['StatefulDatabase', { dropTables: undefined }, 'dropTables', 'undefined. There is no such prop.'],
    [
      'NfsDriver.inTree',
      { flavour: null },
      'driver.flavour',
      'null. There is no such prop: there are server, path, nodesResolveClusterNames.',
    ],
    ['ConfigSource.fromDirectory', { only: [] }, 'configs[0].source.only', 'a list of 0. There is no such prop: there is exclude.'],
    ['Claim', { 'storage class': 1 }, 'props["storage class"]', '1. There is no such prop. Did you mean storageClass?'],
    [
      'SharedScratchPod',
      container({ resources: { memory: Size.gibibytes(1), cpu: kplus.Cpu.units(1) } }),
      'containers[0].resources.memory',
      '1Gi. Give an object of props: request, limit.',
    ],
  ])('%s %j', (entry, value, path, text) => {
    expect(problemAt(path, () => hand(entry, value))).toBe(text);
  });

  test.each([...WORDS])('%s, which is here %s', (word, ours) => {
    const known = new Set(Object.keys(STRUCTS).flatMap((struct) => [...propsOf(struct as StructName).keys()]));
    expect(ours.filter((name) => !known.has(name))).toEqual([]);
    expect(ours).not.toContain(word);
  });
});

test('what has keys of its own is no struct: labels, variables, files and levels of rules take any', () => {
  const problems = new Problems('Thing', 'shop');
  const free = { anything: 'goes' };
  const container = { env: free, configEnv: { ANY: { config: 'a', key: 'b' } } };
  checkKnownProps(
    problems,
    '',
    { labels: free, annotations: free, nodeSelector: free, containers: [container] },
    'ConfigReloadingDeploymentProps',
  );
  checkKnownProps(problems, '', { rules: free }, 'StorageCheckOptions');
  expect(problems.count).toBe(0);
});

test('an object of a class is taken for its props, and told as a whole for its fields', () => {
  class Options {
    readonly outdir = 'dist';
  }
  class More extends Options {
    readonly one = 1;
    readonly two = 2;
  }
  const problems = new Problems('FleetApp', 'the app');
  checkKnownProps(problems, '', new Options(), 'cdk8s.AppProps');
  expect(problems.count).toBe(0);
  checkKnownProps(problems, '', new More(), 'cdk8s.AppProps');
  expect(() => problems.throwIfAny()).toThrow(/: 1 problem\n {2}props: a More\. Give an object of props: outdir, /);
});

describe('a prop of an installed peer that is newer than this package is no typo', () => {
  const STRUCT = 'cdk8s-plus-27.ContainerResources';
  const newer = {
    types: {
      [STRUCT]: { properties: [{ name: 'cpu' }, { name: 'gpu' }], interfaces: ['cdk8s-plus-27.AllResources'] },
      'cdk8s-plus-27.AllResources': { properties: [{ name: 'pids' }] },
    },
  };

  /** A package with these files. */
  function packageOf(files: Record<string, string | Buffer>): string {
    const directory = mkdtempSync(join(tmpdir(), 'peer-'));
    for (const [name, content] of Object.entries(files)) writeFileSync(join(directory, name), content);
    return directory;
  }

  test.each([
    ['as it is', { '.jsii': JSON.stringify(newer) }],
    [
      'compressed',
      {
        '.jsii': JSON.stringify({ schema: 'jsii/file-redirect', compression: 'gzip', filename: '.jsii.gz' }),
        '.jsii.gz': gzipSync(JSON.stringify(newer)),
      },
    ],
  ])('where its description is %s', (_, files) => {
    const find = jest.fn(() => packageOf(files));
    expect(['cpu', 'gpu', 'pids', 'gpus'].map((prop) => peerHas(STRUCT, prop, find))).toEqual([true, true, true, false]);
    expect(find).toHaveBeenCalledWith('cdk8s-plus-27');
  });

  test('and is one where it does not describe itself, as in a bundle', () => {
    expect(peerHas(STRUCT, 'gpu', () => packageOf({}))).toBe(false);
    expect(peerHas(STRUCT, 'gpu', () => undefined)).toBe(false);
  });

  test('in a struct of its own only', () => {
    const directory = packageOf({ '.jsii': JSON.stringify(newer) });
    jest.isolateModules(() => {
      const structs = jest.requireActual<typeof import('../../src/props/peer-structs')>('../../src/props/peer-structs');
      jest.doMock('../../src/props/peer-structs', () => ({
        peerHas: (struct: string, prop: string) => structs.peerHas(struct, prop, () => directory),
      }));
      // eslint-disable-next-line @typescript-eslint/no-require-imports -- of this registry
      const { checkKnownProps: check } = require('../../src/props/known-props') as typeof import('../../src/props/known-props');
      const problems = new Problems('Thing', 'shop');
      check(problems, '', { containers: [{ resources: { gpu: 1, gpus: 2 }, gpu: 3 }] }, 'SharedScratchPodProps');
      expect(() => problems.throwIfAny()).toThrow(
        /: 2 problems\n {2}containers\[0\]\.resources\.gpus: 2\. .*\n {2}containers\[0\]\.gpu: 3\. /,
      );
    });
    jest.dontMock('../../src/props/peer-structs');
  });
});
