import { Duration } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import * as kplus33 from 'cdk8s-plus-33';
import { checkHandler, checkProbe, ofFirstPort, Ports } from '../../src/props/actions';
import { NotSecret } from '../../src/props/not-secret';
import { Problems } from '../../src/props/problems';
import { refusal } from '../support';

const PORTS: Ports = [{ number: 8080, name: 'http' }, { number: 9000 }];

function lines(check: (problems: Problems, notSecret: NotSecret) => void): string[] {
  const problems = new Problems('Thing', 'shop/thing');
  check(problems, new NotSecret(problems, 'notSecret', undefined));
  return problems.count === 0
    ? []
    : refusal(() => problems.throwIfAny())
        .split('\n')
        .slice(1);
}

const probe = (value: unknown, ports: Ports = PORTS) =>
  lines((problems, notSecret) => checkProbe(problems, 'liveness', value, 'liveness', ports, notSecret));

describe.each([
  ['cdk8s-plus-27', kplus],
  ['cdk8s-plus-33', kplus33 as unknown as typeof kplus],
])('a probe of %s', (_, { Probe, Handler }) => {
  test('that asks for something is taken', () => {
    for (const value of [Probe.fromHttpGet('/healthz', { port: 8080 }), Probe.fromTcpSocket(), Probe.fromCommand(['true'])]) {
      expect(probe(value)).toEqual([]);
    }
  });

  test('that the API server refuses is told by what it writes', () => {
    expect(probe(Probe.fromHttpGet('', { port: 99999, host: 'localhost', failureThreshold: 0, successThreshold: 3 }))).toEqual([
      '  liveness.port: 99999. Give a whole number from 1 to 65535.',
      '  liveness.host: "localhost". Pod Security refuses it since Kubernetes 1.34, since the call comes from the node and could reach anything there. Leave it out: the Pod is asked.',
      '  liveness.path: "". Give the path to ask, such as "/healthz".',
      '  liveness.failureThreshold: 0. Give a whole number from 1 to 2147483647.',
      '  liveness.successThreshold: 3. A liveness probe has succeeded when it succeeds once, and the API server refuses another number. Leave it out.',
    ]);
    expect(probe(Probe.fromTcpSocket({ periodSeconds: Duration.millis(1500) }))).toEqual([
      "  liveness: missing. cdk8s-plus cannot write it: '1500 millis' cannot be converted into a whole number of seconds.",
    ]);
    expect(lines((problems, notSecret) => checkHandler(problems, 'preStop', Handler.fromCommand([]), PORTS, notSecret))).toEqual([
      '  preStop.command: []. Give the program to run.',
    ]);
  });

  test('without a port asks the first of its container, and is refused where there is none', () => {
    expect(probe(Probe.fromHttpGet('/healthz'), [])).toEqual([
      '  liveness.port: missing. It names no port, and the container has none: it would ask port 80. Name the port, or give the container its ports.',
    ]);
    const portOf = (value: kplus.Probe, ports?: Ports) => {
      const container = new kplus.Container({ image: 'nginx', liveness: ofFirstPort(value, ports) });
      return container._toKube().livenessProbe?.httpGet?.port?.value;
    };
    expect(portOf(Probe.fromHttpGet('/healthz'), PORTS)).toBe(8080);
    expect(portOf(Probe.fromHttpGet('/healthz', { port: 80 }), PORTS)).toBe(80);
    expect(portOf(Probe.fromHttpGet('/healthz'))).toBe(80);
  });
});

test('what is no probe is left to others, and so is none', () => {
  for (const value of [undefined, null, 7, {}, { _toKube: () => 0 }]) expect(probe(value)).toEqual([]);
  expect(ofFirstPort(undefined, PORTS)).toBeUndefined();
});

test('a call by gRPC, which cdk8s-plus-27 has not, is looked at too', () => {
  const { Probe } = kplus33 as unknown as { Probe: { fromGrpc(options?: object): unknown } };
  expect(probe(Probe.fromGrpc({ port: 0 }))).toEqual(['  liveness.port: 0. Give a whole number from 1 to 65535.']);
  expect(probe(Probe.fromGrpc())).toEqual([]);
  expect(probe(Probe.fromGrpc(), [])).toHaveLength(1);
});
