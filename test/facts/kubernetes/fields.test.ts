import { readFileSync } from 'fs';
import { join } from 'path';
import * as ts from 'typescript';
import { fieldFaults, hasKnownFields, VOLUME_SOURCES } from '../../../src/facts/kubernetes/fields';
import { OBJECTS, STRUCTS } from '../../../src/facts/kubernetes/fields.generated';
import { ROOT } from '../../sources';

const faults = (body: Readonly<Record<string, unknown>>) =>
  fieldFaults(String(body.apiVersion), String(body.kind), body).map(({ kind, path, remedy }) => `${kind} ${path.join('.')}: ${remedy}`);

describe('the table', () => {
  /** The fields of the structs in cdk8s-plus, which are made of the API of an older version by somebody else. */
  const theirs = new Map<string, string[]>();
  const file = join(ROOT, 'node_modules/cdk8s-plus-27/lib/imports/k8s.d.ts');
  ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest).forEachChild((node) => {
    if (!ts.isInterfaceDeclaration(node)) return;
    const fields = node.members.flatMap(({ name }) => (name !== undefined && ts.isIdentifier(name) ? [name.text] : []));
    theirs.set(node.name.text.replace(/^Kube(.*)Props$/, '$1').toLowerCase(), fields);
  });

  /** An alpha field, which later servers have no more. */
  const REMOVED = ['PodResourceClaim.source'];

  test.each(Object.entries(STRUCTS))('knows all fields of %s that cdk8s-plus knows', (name, text) => {
    const fields = text.split(' ').map((word) => word.split(/[:=]/)[0].toLowerCase());
    const old = (theirs.get(name.toLowerCase()) ?? []).filter((field) => !REMOVED.includes(`${name}.${field}`));
    for (const field of old) expect(fields).toContain(field.toLowerCase());
  });

  test('is compared with enough of them', () => {
    expect(Object.keys(STRUCTS).filter((name) => theirs.has(name.toLowerCase())).length).toBeGreaterThan(150);
  });

  test('names structs that it has, and holds what newer servers know', () => {
    const names = Object.values(STRUCTS).flatMap((text) =>
      text.split(' ').flatMap((word) => /^\w+:([A-Z]\w*)(\[\]|\{\})?$/.exec(word)?.[1] ?? []),
    );
    for (const name of [...names, ...Object.values(OBJECTS)]) expect(STRUCTS).toHaveProperty(name);
    expect(VOLUME_SOURCES).toContain('image');
    expect(STRUCTS.VolumeMount).toContain('recursiveReadOnly');
  });
});

test('other kinds and other versions are not looked at', () => {
  expect(hasKnownFields('apps/v1', 'Deployment')).toBe(true);
  for (const [apiVersion, kind] of [
    ['extensions/v1beta1', 'Deployment'],
    ['v1', 'constructor'],
    ['example.com/v1', 'Pod'],
  ]) {
    expect(hasKnownFields(apiVersion, kind)).toBe(false);
    expect(faults({ apiVersion, kind, specs: {} })).toEqual([]);
  }
});

test('names that are all near to one are each told of', () => {
  const spec = { container: [], containerss: [], conteiners: [] };
  expect(faults({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'x' }, spec })).toEqual([
    'unknown spec.container: Did you mean containers?',
    'unknown spec.containerss: Did you mean containers?',
    'unknown spec.conteiners: Did you mean containers?',
  ]);
});

describe('a field that is not there', () => {
  const pod = (spec: unknown) => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'x' }, spec });

  test.each([
    ['misspelt', { container: [] }, 'unknown spec.container: Did you mean containers?'],
    ['in another case', { Volumes: [] }, 'unknown spec.Volumes: Did you mean volumes?'],
    [
      'of the level above',
      { containers: [{ nodeSelector: {} }] },
      'unknown spec.containers.0.nodeSelector: Move it: it belongs into spec.',
    ],
    [
      'of a neighbour',
      { containers: [{ fsGroup: 1 }] },
      'unknown spec.containers.0.fsGroup: Move it: it belongs into spec.securityContext.',
    ],
    ['moved out of its parent', { securityContext: null, fsGroup: 1 }, 'unknown spec.fsGroup: Indent it below securityContext.'],
    ['of another kind', { volumeClaimTemplates: [] }, 'unknown spec.volumeClaimTemplates: Remove it: it is a field of StatefulSet.'],
    [
      'an amount of no side',
      { containers: [{ resources: { memory: '1Gi' } }] },
      'unknown spec.containers.0.resources.memory: Write it below requests, or below limits.',
    ],
    ['of no kind', { frobnicate: 1 }, 'unknown spec.frobnicate: Remove it, or look its name up in the API reference.'],
  ])('%s', (_, spec, expected) => {
    expect(faults(pod(spec))).toEqual([expected]);
  });

  test('several that one slip has moved are one fault, others are one each', () => {
    const emptyDir = pod({ volumes: [{ name: 'a', ephemeral: {}, medium: 'Memory', sizeLimit: '1Gi' }] });
    expect(faults(emptyDir)).toEqual(['unknown spec.volumes.0.medium: Move it: it belongs into spec.volumes[0].emptyDir.']);
    expect(faults(pod({ container: [], volume: [] }))).toHaveLength(2);
  });
});

test('values that nothing has to be read from are left alone: variables, nulls', () => {
  const spec = { replicas: '${REPLICAS}', paused: null, template: null, strategy: { type: '{{ .Values.type }}' } };
  expect(faults({ apiVersion: 'apps/v1', kind: 'Deployment', spec })).toEqual([]);
});

test('what may be a secret is not repeated', () => {
  const found = fieldFaults('v1', 'Secret', { stringData: { password: 80_512_77, port: true } });
  expect(found.map(({ why }) => why)).toEqual(['is a number, and has to be text', 'is a boolean, and has to be text']);
});
