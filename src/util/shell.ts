/** A shell script as a command, its arguments in `args`. */
export function shell(script: string, name: string): string[] {
  return ['sh', '-c', script, name];
}
