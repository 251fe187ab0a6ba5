import {
  VariableSourceJson,
  variableSourceProblems,
  VariablesSourceJson,
  variablesSourceProblems,
} from '../../../src/facts/kubernetes/variable-sources';

const fieldsOf = (problems: ReadonlyArray<{ readonly field: string }>) => problems.map(({ field }) => field);

test.each<[VariableSourceJson, string[]]>([
  [{ fieldRef: { fieldPath: 'metadata.name' } }, []],
  [{ fieldRef: { fieldPath: "metadata.labels['example.com/a']", apiVersion: 'v1' } }, []],
  [{ fieldRef: { fieldPath: "metadata.annotations['a b']" } }, ['']],
  [{ fieldRef: { fieldPath: 'metadata.labels' } }, ['']],
  [{ fieldRef: { fieldPath: 'spec.containers' } }, ['']],
  [{ fieldRef: {} }, ['']],
  [{ fieldRef: { fieldPath: 'metadata.name', apiVersion: 'v2' } }, ['']],
  [{ resourceFieldRef: { resource: 'limits.cpu', divisor: '1m', containerName: 'app' } }, []],
  [{ resourceFieldRef: { resource: 'requests.memory', divisor: '1Mi' } }, []],
  [{ resourceFieldRef: { resource: 'limits.cpu', divisor: '1Mi' } }, ['divisor']],
  [{ resourceFieldRef: { resource: 'limits.memory', divisor: '1m' } }, ['divisor']],
  [{ resourceFieldRef: { resource: 'limits.pods', divisor: 'x', containerName: 'A b' } }, ['resource', 'container', 'divisor']],
  [{ secretKeyRef: { name: 'a', key: 'key' } }, []],
  [{ secretKeyRef: { name: '', key: '' } }, ['name', 'key']],
  [{ configMapKeyRef: { name: 'A_b', key: '..' } }, ['name', 'key']],
  [{ configMapKeyRef: {} }, ['name', 'key']],
])('%j', (source, fields) => expect(fieldsOf(variableSourceProblems(source))).toEqual(fields));

test.each<[VariablesSourceJson, string[]]>([
  [{ configMapRef: { name: 'a' } }, []],
  [{ secretRef: { name: 'a' }, prefix: 'P_' }, []],
  [{ secretRef: { name: '' }, prefix: '' }, ['name']],
  [{ configMapRef: { name: 'A' }, prefix: '1' }, ['name', 'prefix']],
  [{ configMapRef: { name: 'a' }, prefix: '..' }, ['prefix']],
  [{ configMapRef: { name: 'a' }, prefix: 'ä' }, ['prefix']],
])('all of %j', (source, fields) => expect(fieldsOf(variablesSourceProblems(source))).toEqual(fields));
