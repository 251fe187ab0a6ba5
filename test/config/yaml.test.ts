import { Chart, Yaml } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import * as fc from 'fast-check';
import { load } from 'js-yaml';
import { parse } from 'yaml';
import { ConfigSource } from '../../src/config/config-source';
import { ConfigReloadingDeployment } from '../../src/patterns/config-reload/config-reloading-deployment';
import { DatabaseFile } from '../../src/patterns/database/configuration';
import { writeYaml } from '../../src/synth/yaml-writer';
import { findKind, Manifest, newChart } from '../support';
import { newDatabase } from '../patterns/database/support';

/*
 * A file is the same for the program that reads it, byte for byte: text → our manifest → YAML as it is written → a reader of YAML.
 * The reader of kubectl cannot run here; what it refuses, as found by trying, is in facts/kubernetes/texts.ts.
 */

const probe = kplus.Probe.fromTcpSocket({ port: 8080 });

/** Each way of a file into a ConfigMap. */
const WAYS: Record<string, (chart: Chart, bytes: Buffer) => void> = {
  'a text of a config': (chart, bytes) => addConfig(chart, ConfigSource.fromData({ 'f.conf': bytes.toString('utf8') })),
  'bytes of a config': (chart, bytes) => addConfig(chart, ConfigSource.fromBinaryData({ 'f.conf': bytes.toString('base64') })),
  'an init file of a database': (chart, bytes) => {
    newDatabase(chart, { initFiles: { 'f.conf': DatabaseFile.fromText(bytes.toString('utf8')) } });
  },
};

function addConfig(chart: Chart, source: ConfigSource): void {
  new ConfigReloadingDeployment(chart, 'web', {
    configs: [{ name: 'site', source, mountPath: '/config' }],
    containers: [{ name: 'app', image: 'app:1', readiness: probe, liveness: probe }],
  });
}

const WRITERS: ReadonlyArray<(manifest: Manifest) => string> = [
  (manifest) => Yaml.stringify(manifest),
  (manifest) => writeYaml([manifest]),
];
const READERS: ReadonlyArray<(text: string) => unknown> = [(text) => parse(text, { version: '1.1' }) as unknown, load];

function bytesOf({ data, binaryData }: Manifest): Buffer {
  return data === undefined ? Buffer.from(binaryData['f.conf'] as string, 'base64') : Buffer.from(data['f.conf'] as string);
}

const characters = fc.constantFrom(
  ...['\t', '\n', '\r', ' ', 'a', ':', '#', '-', '"', "'", '\\', '|', '>', '%', '&', '*', '!', '{', '?', '=', '~', '0', 'é', '😀'],
  ...['\0', '\x1b', '\x7f', '\x85', '\u00a0', '\u2028', '\u2029', '\ufeff', '\ufffe', '\uffff'],
);
const pieces = fc.oneof(
  { weight: 6, arbitrary: characters },
  { weight: 2, arbitrary: fc.constantFrom('\n \n', '\r\n', '---', '...', ': ', ' #', '\n\t', 'word ') },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 200 }).map((length) => 'x'.repeat(length)) },
);
const texts = fc.oneof(
  fc.array(pieces, { maxLength: 12 }).map((parts) => parts.join('')),
  fc.string({ unit: 'binary' }),
  fc.array(fc.constantFrom(' ', '\t', '\n'), { maxLength: 6 }).map((parts) => parts.join('')),
);

describe.each(Object.entries(WAYS))('%s', (_, add) => {
  const check = (bytes: Buffer): void => {
    const chart = newChart();
    add(chart, bytes);
    const manifest = findKind(chart, 'ConfigMap');
    for (const write of WRITERS) {
      const text = write(manifest);
      for (const read of READERS) expect(bytesOf(read(text) as Manifest).equals(bytes)).toBe(true);
    }
  };

  // A file of a database that says nothing is refused.
  const wanted = texts.filter((text) => text.trim() !== '' || add !== WAYS['an init file of a database']);

  test('is read as it was written', () => {
    fc.assert(
      fc.property(wanted, (text) => check(Buffer.from(text))),
      { numRuns: 200 },
    );
  });

  test.each([
    '\tSELECT 1;\n\tSELECT 2;\n',
    'a\u2028b',
    'a\x85b',
    '\ufeffa',
    'a\r\nb\r\n',
    'a \nb \n',
    '\n\t{{',
    `${'x'.repeat(60)}\r\n \n\r\n`,
  ])('is read as it was written, also %j', (text) => check(Buffer.from(text)));
});

test('what kubectl would refuse or change is binaryData', () => {
  fc.assert(
    fc.property(fc.constantFrom('\x7f', '\x85', '\u2028', '\ufffe'), fc.string(), fc.string(), (character, before, after) => {
      const chart = newChart();
      addConfig(chart, ConfigSource.fromData({ 'f.conf': `${before}${character}${after}` }));
      expect(Object.keys(findKind(chart, 'ConfigMap').binaryData as object)).toEqual(['f.conf']);
    }),
  );
});
