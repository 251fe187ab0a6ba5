/** What is known of things by their namespace and name; each once, in the order in which it came. */
export class NameIndex<T> {
  private readonly values = new Map<string, Set<T>>();

  add(namespace: string | undefined, name: string | undefined, value: T): void {
    const key = keyOf(namespace, name);
    const values = this.values.get(key);
    if (values === undefined) this.values.set(key, new Set([value]));
    else values.add(value);
  }

  of(namespace: string | undefined, name: string | undefined): ReadonlySet<T> {
    return this.values.get(keyOf(namespace, name)) ?? new Set();
  }
}

function keyOf(namespace = '', name = ''): string {
  return `${namespace}/${name}`;
}
