import {
  ContainerPortJson,
  containerPortProblems,
  isPortName,
  PolicyPortJson,
  policyPortProblems,
} from '../../../src/facts/kubernetes/ports';

const fieldsOf = (problems: ReadonlyArray<{ readonly field: string }>) => problems.map(({ field }) => field);

test.each(['a', 'http', 'http-8080', '1a', 'x'.repeat(15)])('%s is the name of a port', (name) => expect(isPortName(name)).toBe(true));

test.each(['', '80', 'HTTP', 'a--b', '-a', 'a-', 'a.b', 'x'.repeat(16), 80, undefined])('%s is none', (name) =>
  expect(isPortName(name)).toBe(false),
);

test.each<[ContainerPortJson, string[]]>([
  [{ containerPort: 80 }, []],
  [{ containerPort: 80, name: 'web', protocol: 'SCTP', hostPort: 80, hostIP: '::' }, []],
  [{ containerPort: 0, name: 'Web', protocol: 'http', hostPort: 0 }, ['number', 'name', 'protocol', 'hostPort']],
  [{ containerPort: 80, hostPort: 80, hostIP: 'localhost' }, ['hostIp']],
  [{ containerPort: 80, hostPort: 80, hostIP: '010.0.0.1' }, ['hostIp']],
  [{ containerPort: 80, hostIP: '10.0.0.1' }, ['hostIp']],
])('the port of a container %j', (port, fields) => expect(fieldsOf(containerPortProblems(port))).toEqual(fields));

test.each<[PolicyPortJson, string[]]>([
  [{}, []],
  [{ port: 80, endPort: 90, protocol: 'TCP' }, []],
  [{ port: 'web' }, []],
  [{ port: 80, endPort: 80 }, []],
  [{ port: 99999, endPort: 0, protocol: 'tcp' }, ['port', 'protocol', 'endPort']],
  [{ port: 'web', endPort: 90 }, ['endPort']],
  [{ endPort: 90 }, ['endPort']],
  [{ port: 90, endPort: 80 }, ['endPort']],
])('the port of a network policy %j', (port, fields) => expect(fieldsOf(policyPortProblems(port))).toEqual(fields));
