import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as kplus from 'cdk8s-plus-27';
import * as fc from 'fast-check';
import { ConfigReloadingDeployment } from '../../../src/patterns/config-reload/config-reloading-deployment';
import { ConfigOptions } from '../../../src/patterns/config-reload/config-object';
import { ConfigSource } from '../../../src/config/config-source';
import { findKind, newChart } from '../../support';

const probe = kplus.Probe.fromTcpSocket({ port: 8080 });

function digest(...configs: ConfigOptions[]): string {
  const chart = newChart();
  new ConfigReloadingDeployment(chart, 'web', {
    configs,
    containers: [{ name: 'app', image: 'app:1', readiness: probe, liveness: probe }],
  });
  const { annotations } = findKind(chart, 'Deployment').spec.template.metadata;
  return annotations['cdk8s-storage/config-digest'] as string;
}

const site = (source: ConfigSource, name = 'site'): ConfigOptions => ({ name, source, mountPath: `/etc/${name}` });

/** A config of these files, in this order. */
const ofBytes = (files: ReadonlyArray<readonly [string, Uint8Array]>): ConfigOptions =>
  site(ConfigSource.fromBinaryData(Object.fromEntries(files.map(([key, bytes]) => [key, Buffer.from(bytes).toString('base64')]))));

describe('the digest of a Pod template', () => {
  const files = fc.uniqueArray(fc.tuple(fc.stringMatching(/^[a-z]{1,3}$/), fc.uint8Array({ maxLength: 30 })), {
    selector: ([key]) => key,
    minLength: 1,
    maxLength: 5,
  });

  test('does not depend on the order of keys', () => {
    fc.assert(
      fc.property(
        files.chain((given) => fc.tuple(fc.constant(given), fc.shuffledSubarray(given, { minLength: given.length }))),
        ([given, shuffled]) => {
          expect(digest(ofBytes(shuffled))).toBe(digest(ofBytes(given)));
        },
      ),
    );
  });

  test('changes with every byte of every value, text or binary', () => {
    fc.assert(
      fc.property(files, fc.nat(), fc.nat(), fc.integer({ min: 1, max: 255 }), (given, whichFile, whichByte, change) => {
        const [key, bytes] = given[whichFile % given.length];
        const changed = Uint8Array.from(bytes.length > 0 ? bytes : [0]);
        if (bytes.length > 0) changed[whichByte % bytes.length] ^= change;
        const after = given.map((file) => (file[0] === key ? ([key, changed] as const) : file));
        expect(digest(ofBytes(after))).not.toBe(digest(ofBytes(given)));
      }),
    );
  });

  test('changes when bytes move from one key, one value or one object to the next', () => {
    const text = (data: Record<string, string>) => site(ConfigSource.fromData(data));
    const digests = [
      digest(text({ a: 'bc' })),
      digest(text({ ab: 'c' })),
      digest(text({ a: 'b', b: 'c' })),
      digest(text({ a: '', b: 'bc' })),
      digest(text({ a: 'bc' }), site(ConfigSource.fromData({ a: '' }), 'other')),
      digest(text({ a: '' }), site(ConfigSource.fromData({ a: 'bc' }), 'other')),
    ];
    expect(new Set(digests).size).toBe(digests.length);
  });

  test('does not depend on the order of configs', () => {
    const other = site(ConfigSource.fromData({ a: '2' }), 'other');
    const one = site(ConfigSource.fromData({ a: '1' }));
    expect(digest(one, other)).toBe(digest(other, one));
  });

  test('does not depend on how the files came: data, files, or a directory in any order of creation', () => {
    const area = mkdtempSync(join(tmpdir(), 'config-digest-'));
    try {
      const make = (names: string[]): string => {
        const path = mkdtempSync(join(area, 'd-'));
        for (const name of names) writeFileSync(join(path, name), `content of ${name}\r\n`);
        return path;
      };
      const names = ['a.conf', 'B.conf', 'z.conf'];
      const expected = digest(site(ConfigSource.fromData(Object.fromEntries(names.map((name) => [name, `content of ${name}\r\n`])))));
      expect(digest(site(ConfigSource.fromDirectory(make(names))))).toBe(expected);
      const reversed = make([...names].reverse());
      expect(digest(site(ConfigSource.fromDirectory(reversed)))).toBe(expected);
      expect(digest(site(ConfigSource.fromFiles(['z.conf', 'a.conf', 'B.conf'].map((name) => join(reversed, name)))))).toBe(expected);
    } finally {
      rmSync(area, { recursive: true });
    }
  });

  test('is the same on every platform and in every version of this library: another one would roll all Pods of all users', () => {
    const source = ConfigSource.merge(
      ConfigSource.fromData({ 'b.conf': 'x\r\n', 'A.conf': 'ü' }),
      ConfigSource.fromBinaryData({ bin: '/wA=' }),
    );
    expect(digest(site(source))).toBe('2d68a0cff601afabaf4569962a8a70dbfbbadcf3d8b164fab260e48b0aaaaef7');
  });
});
