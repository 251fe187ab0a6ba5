import { DriverFacts, VolumeRequest } from '../../../src/facts/drivers/driver-facts';

/** Parameters, and the lines that they are answered with. */
export type ParameterCase = readonly [parameters: Record<string, unknown>, ...lines: string[]];

export function testParameters(
  facts: DriverFacts,
  accepted: ReadonlyArray<Record<string, unknown>>,
  refused: readonly ParameterCase[],
): void {
  test.each(accepted.map((parameters) => [parameters]))('accepts %j', (parameters) => {
    expect(facts.checkParameters(parameters)).toEqual([]);
  });
  test.each(refused.map(([parameters, ...lines]) => [parameters, lines] as const))('refuses %j', (parameters, lines) => {
    expect(facts.checkParameters(parameters).map(({ parameter, problem }) => `${parameter}: ${problem}`)).toEqual(lines);
  });
}

export function request(given: Partial<VolumeRequest>): VolumeRequest {
  return { gibibytes: 100, accessModes: ['ReadWriteOnce'], volumeMode: 'Filesystem', hasSource: false, ...given };
}

/** Parameters, a request, and the lines that it is answered with. */
export type RequestCase = readonly [parameters: Record<string, unknown>, given: Partial<VolumeRequest>, ...lines: string[]];

export function testRequests(facts: DriverFacts, cases: readonly RequestCase[]): void {
  test.each(cases.map(([parameters, given, ...lines]) => [parameters, given, lines] as const))(
    '%j serves %j',
    (parameters, given, lines) => {
      expect(facts.checkRequest(parameters, request(given)).map(({ field, problem }) => `${field}: ${problem}`)).toEqual(lines);
    },
  );
}

export function testZones(
  facts: DriverFacts,
  cases: ReadonlyArray<readonly [Record<string, unknown>, readonly string[], ...string[]]>,
): void {
  test.each(cases.map(([parameters, zones, ...lines]) => [parameters, zones, lines] as const))('%j in %j', (parameters, zones, lines) => {
    expect(facts.checkZones(parameters, zones).map(({ zones: those, problem }) => `${those.join(' ')}: ${problem}`)).toEqual(lines);
  });
}

export const RWX_LINE =
  'accessModes: Two nodes that write one file system on a block disk destroy it. Use ReadWriteOnce, or a network file system for ReadWriteMany.';
