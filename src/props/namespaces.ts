/** A namespace in words: undefined where the chart leaves it to whoever applies it. */
export const describeNamespace = (namespace: string | undefined): string =>
  namespace === undefined ? 'the namespace of whoever applies it' : `the namespace ${namespace}`;
