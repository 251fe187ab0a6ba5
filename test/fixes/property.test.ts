import * as fc from 'fast-check';
import { parseAllDocuments } from 'yaml';
import { isSame } from '../../src/fixes/change';
import { FIXES } from '../../src/fixes/rules';
import { read } from '../checks/support';
import { oddYaml, Whim } from './odd-yaml';
import { fix } from './support';

/** Some of the mistakes that have a remedy, in a workload; without any, it is right. */
interface Mistakes {
  readonly label: unknown;
  readonly annotation: unknown;
  readonly readOnly: string | undefined;
  readonly policy: string | undefined;
  readonly mode: unknown;
  readonly path: string;
  readonly limit: unknown;
  readonly service: string | undefined;
  readonly mount: string;
}

const mistakes: fc.Arbitrary<Mistakes> = fc.record({
  label: fc.constantFrom('v2', 2, 1.5, true),
  annotation: fc.constantFrom('yes', true, 3),
  readOnly: fc.constantFrom(undefined, 'readOnly', 'readonly', 'readOnyl'),
  policy: fc.constantFrom('OnRootMismatch', undefined, 'Always', 'onRootMismatch'),
  mode: fc.constantFrom(undefined, 644, '0444', '444'),
  path: fc.constantFrom('/data', 'data', './data/orders'),
  limit: fc.constantFrom({ sizeLimit: '1Gi' }, {}, { medium: '' }),
  service: fc.constantFrom('orders', undefined, 'order', ''),
  mount: fc.constantFrom('data', 'dta'),
});

type Map = Record<string, unknown>;

function application({ label, annotation, readOnly, policy, mode, path, limit, service, mount }: Mistakes): Map[] {
  const set = {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: {
      name: 'orders',
      namespace: 'shop',
      labels: { app: 'orders', version: label },
      annotations: { 'example.com/kept': annotation },
    },
    spec: {
      ...(service === undefined ? {} : { serviceName: service }),
      selector: { matchLabels: { app: 'orders' } },
      template: {
        metadata: { labels: { app: 'orders' } },
        spec: {
          securityContext: { fsGroup: 10001, ...(policy === undefined ? {} : { fsGroupChangePolicy: policy }) },
          containers: [
            {
              name: 'queue',
              image: 'registry.example.com/queue:2.4.0',
              volumeMounts: [
                { name: mount, mountPath: path },
                { name: 'config', mountPath: '/config', ...(readOnly === undefined ? {} : { [readOnly]: true }) },
                { mountPath: '/cache', name: 'cache' },
              ],
            },
          ],
          volumes: [
            { name: 'config', configMap: { name: 'queue', ...(mode === undefined ? {} : { defaultMode: mode }) } },
            { name: 'cache', emptyDir: limit },
          ],
        },
      },
      volumeClaimTemplates: [
        {
          metadata: { name: 'data' },
          spec: { storageClassName: 'standard', accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '20Gi' } } },
        },
      ],
    },
  };
  const headless = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { namespace: 'shop', name: 'orders' },
    spec: { clusterIP: 'None', selector: { app: 'orders' }, ports: [{ name: 'client', port: 4222 }] },
  };
  return [set, headless];
}

const numbers = fc.array(fc.nat(99), { minLength: 20, maxLength: 300 });
const commentsOf = (text: string) => text.match(/# (note|about) \d+|# (first|last|next)/g) ?? [];
const mending = new Set(FIXES.map(({ rule }) => rule));

test('whatever is wrong and however it is written, it is mended, and nothing else is changed', () => {
  fc.assert(
    fc.property(mistakes, numbers, (drawn, ways) => {
      const text = oddYaml(application(drawn), new Whim(ways));
      // Comments and places go astray in the test itself otherwise.
      expect(read(text).manifests.map(({ body }) => body)).toEqual(application(drawn));
      const result = fix(text, { scratchLimit: '1Gi' });
      expect(result.notFixed).toEqual([]);
      expect(result.after.findings.filter(({ rule }) => mending.has(rule))).toEqual([]);
      expect(commentsOf(result.text)).toEqual(commentsOf(text));
      if (text.includes('\r\n')) expect(result.text).not.toMatch(/[^\r]\n/);
      else expect(result.text).not.toContain('\r');
      // Another reader agrees that it is sound.
      expect(parseAllDocuments(result.text, { version: '1.1', uniqueKeys: true }).flatMap(({ errors }) => errors)).toEqual([]);
      expect(fix(result.text, { scratchLimit: '1Gi' }).texts.size).toBe(0);
    }),
    { numRuns: 80 },
  );
});

test('what an anchor shares with another object is left, or changed where it stands', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('whole: &shared { version: 1.10 }', 'value: { version: &shared 1.10 }'),
      fc.constantFrom('labels: *shared', 'labels: { version: *shared }', 'labels: { <<: *shared }', 'labels: { version: 1.10 }'),
      (first, second) => {
        const isWhole = first.startsWith('whole');
        const labels = first.replace(/^\w+: /, '');
        fc.pre(!second.includes('*') || isWhole === !second.includes('version:'));
        const item = (name: string, more: string) =>
          `  - apiVersion: v1\n    kind: ConfigMap\n    metadata:\n      name: ${name}\n      ${more}\n`;
        const text = `apiVersion: v1\nkind: List\nitems:\n${item('one', `labels: ${labels}`)}${item('two', second)}${item('three', 'labels: { version: 1.10 }')}`;
        const before = read(text).manifests;
        const result = fix(text);
        const after = read(result.text).manifests;
        // Each object is as it was, or has its label as a text and nothing else.
        after.forEach(({ body }, index) => {
          const mended = { ...before[index].body, metadata: { name: before[index].name, labels: { version: '1.10' } } };
          expect(isSame(body, before[index].body) || isSame(body, mended)).toBe(true);
        });
        expect(after[2].root.at('metadata', 'labels', 'version').value).toBe('1.10');
        expect(result.fixed.length + result.notFixed.length).toBe(3);
      },
    ),
  );
});
