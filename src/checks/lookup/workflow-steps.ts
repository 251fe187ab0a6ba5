import { Cursor } from '../cursor';

/** A call of a template in a workflow of Argo. */
export interface Call {
  readonly at: Cursor;
  readonly template: string;
}

const MANY = ['withItems', 'withParam', 'withSequence'];

/**
 * Two calls of a workflow that may run at the same time and that both end in one of the given templates; the same call twice where it is
 * made for each of several items. Undefined where there are none.
 */
export function callsAtOnce(spec: Cursor, templates: ReadonlySet<string>): readonly [Call, Call] | undefined {
  // One Pod at a time.
  if (spec.at('parallelism').number === 1 || spec.at('synchronization').exists) return undefined;
  const all = new Map(spec.at('templates').items.map((template) => [template.at('name').text ?? '', template]));
  const reaching = templatesReaching(all, templates);
  for (const template of all.values()) {
    if (template.at('parallelism').number === 1) continue;
    const groups = [...template.at('steps').items.map(({ items }) => items), independent(template.at('dag', 'tasks').items)];
    for (const group of groups) {
      const calls = group.flatMap((at) => {
        const name = at.at('template').text;
        return name !== undefined && reaching.has(name) ? [{ at, template: name }] : [];
      });
      if (calls.length > 1) return [calls[0], calls[1]];
      if (calls.length === 1 && MANY.some((key) => isMany(calls[0].at.at(key)))) return [calls[0], calls[0]];
    }
    const each = template.at('dag', 'tasks').items.find((task) => {
      const name = task.at('template').text;
      return name !== undefined && reaching.has(name) && MANY.some((key) => isMany(task.at(key)));
    });
    if (each !== undefined) {
      const call = { at: each, template: each.at('template').text! };
      return [call, call];
    }
  }
  return undefined;
}

function isMany(at: Cursor): boolean {
  return at.exists && !(Array.isArray(at.value) && at.value.length < 2);
}

/** The templates that are given, and those that call them, however far away. */
function templatesReaching(all: ReadonlyMap<string, Cursor>, templates: ReadonlySet<string>): ReadonlySet<string> {
  const reaching = new Set(templates);
  for (let before = -1; before !== reaching.size;) {
    before = reaching.size;
    for (const [name, template] of all) {
      const called = [...template.at('steps').items.flatMap(({ items }) => items), ...template.at('dag', 'tasks').items];
      if (called.some((call) => reaching.has(call.at('template').text ?? ''))) reaching.add(name);
    }
  }
  return reaching;
}

/** Tasks that wait for nothing; what depends on others may come after them. */
function independent(tasks: readonly Cursor[]): readonly Cursor[] {
  return tasks.filter((task) => !task.at('depends').exists && task.at('dependencies').items.length === 0);
}
