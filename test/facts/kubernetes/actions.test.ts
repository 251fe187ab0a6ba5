import { actionProblems, ActionJson, ProbeJson, probeProblems } from '../../../src/facts/kubernetes/actions';

const fieldsOf = (problems: ReadonlyArray<{ readonly field: string }>) => problems.map(({ field }) => field);
const tcp = { tcpSocket: { port: 80 } };

describe('a call', () => {
  test.each<[ActionJson, string[]]>([
    [{ exec: { command: ['true'] } }, []],
    [{ exec: { command: [] } }, ['command']],
    [{ httpGet: { path: '/healthz', port: 'main', scheme: 'HTTPS' } }, []],
    [{ httpGet: { path: '', port: 0, scheme: 'http', host: '127.0.0.1' } }, ['port', 'host', 'path', 'scheme']],
    [{ httpGet: { path: '/', port: 80, host: '' } }, []],
    [{ tcpSocket: { port: 99999 } }, ['port']],
    [{ tcpSocket: { port: 80.5 } }, ['port']],
    [{ tcpSocket: { port: 'HTTP' } }, ['port']],
    [{ tcpSocket: { port: 'other' } }, ['port']],
    [{ grpc: { port: 0 } }, ['port']],
    [{ grpc: { port: 9000 } }, []],
  ])('%j', (action, fields) => expect(fieldsOf(actionProblems(action, ['main']))).toEqual(fields));

  test('of a port by name says which names there are', () => {
    const remedy = (names: string[]) => actionProblems({ tcpSocket: { port: 'web' } }, names)[0].remedy;
    expect(remedy(['main', 'admin'])).toBe('The container has no port of this name, so nothing would ever answer: it has main, admin.');
    expect(remedy([])).toBe('The container has no port of this name, so nothing would ever answer: its ports have no names.');
  });
});

describe('a probe', () => {
  test.each<[ProbeJson, 'liveness' | 'readiness' | 'startup', string[]]>([
    [{ ...tcp, failureThreshold: 3, successThreshold: 1, initialDelaySeconds: 0, periodSeconds: 1, timeoutSeconds: 1 }, 'liveness', []],
    [{ ...tcp, successThreshold: 3 }, 'readiness', []],
    [{ ...tcp, successThreshold: 3 }, 'liveness', ['successThreshold']],
    [{ ...tcp, successThreshold: 2 }, 'startup', ['successThreshold']],
    [
      { ...tcp, failureThreshold: 0, periodSeconds: 0, timeoutSeconds: 0 },
      'readiness',
      ['failureThreshold', 'periodSeconds', 'timeoutSeconds'],
    ],
    [{ ...tcp, initialDelaySeconds: -1, failureThreshold: 1.5 }, 'readiness', ['failureThreshold', 'initialDelaySeconds']],
    [{ ...tcp, periodSeconds: 2 ** 31 }, 'readiness', ['periodSeconds']],
    [{ ...tcp, terminationGracePeriodSeconds: 5 }, 'readiness', ['terminationGracePeriodSeconds']],
    [{ ...tcp, terminationGracePeriodSeconds: 5 }, 'liveness', []],
    [{ tcpSocket: { port: 0 } }, 'liveness', ['port']],
  ])('%j for %s', (probe, kind, fields) => expect(fieldsOf(probeProblems(probe, kind, []))).toEqual(fields));
});
