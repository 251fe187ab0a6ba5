/** Another copy of a package, with those that both share; a path is relative to this file. */
export function secondCopy<T extends object>(name: string, shared: readonly string[]): T {
  const loaded = shared.map((one) => [one, jest.requireActual<object>(one)] as const);
  let copy: T | undefined;
  jest.isolateModules(() => {
    for (const [one, present] of loaded) jest.doMock(one, () => present);
    copy = jest.requireActual<T>(name);
    for (const one of shared) jest.dontMock(one);
  });
  return copy!;
}
