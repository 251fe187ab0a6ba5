import { Container } from '../pod-template';

/** The words of a container's command and arguments. */
export function wordsOf({ at }: Container): readonly string[] {
  return [...at.at('command').texts, ...at.at('args').texts];
}

/** Everything that a container is told: command, arguments, names and values of its variables. */
export function toldTo(container: Container): string {
  const env = container.at.at('env').items.map((item) => `${item.at('name').text ?? ''}=${item.at('value').text ?? ''}`);
  return [...wordsOf(container), ...env].join('\n');
}

/** The literal values of a container's variables. */
export function variablesOf({ at }: Container): ReadonlyMap<string, string> {
  return new Map(
    at.at('env').items.flatMap((item) => {
      const [name, value] = [item.at('name').text, item.at('value').text];
      return name === undefined || value === undefined ? [] : [[name, value] as const];
    }),
  );
}
