/** A text with the variables filled in that are known, as shells and the kubelet write them. */
export function fillIn(text: string, variables: ReadonlyMap<string, string>): string {
  return text.replace(
    /\$(?:\{([A-Za-z_][A-Za-z0-9_]*)\}|\(([A-Za-z_][A-Za-z0-9_]*)\)|([A-Za-z_][A-Za-z0-9_]*))/g,
    (whole, ...names: unknown[]) => {
      const name = names.slice(0, 3).find((candidate) => typeof candidate === 'string') as string;
      return variables.get(name) ?? whole;
    },
  );
}
