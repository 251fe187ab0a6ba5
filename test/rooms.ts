export const LIBRARY = ['cdk8s', 'cdk8s-plus-27', 'constructs'];
const GROUND = ['util', 'facts', 'props', 'workloads'];
const PARTS = [...GROUND, 'scripts', 'volumes', 'storage-classes', 'config', 'hardening'];
const WING = ['util', 'facts', 'checks'];

/** What a room may import. */
export interface Room {
  /** The rooms that it may import from, for types too. */
  readonly rooms: readonly string[];
  /** The packages, besides what Node has. */
  readonly packages: readonly string[];
}

/** The whole table: which room may know which. A room that is not there yet has its line already; CONTRIBUTING.md shows the same. */
export const TABLE: Readonly<Record<string, Room>> = {
  util: { rooms: [], packages: [] },
  facts: { rooms: ['util'], packages: [] },
  scripts: { rooms: [], packages: [] },
  props: { rooms: ['util', 'facts'], packages: LIBRARY },
  workloads: { rooms: ['util', 'facts', 'props'], packages: LIBRARY },
  volumes: { rooms: [...GROUND, 'scripts'], packages: LIBRARY },
  'storage-classes': { rooms: [...GROUND, 'volumes'], packages: LIBRARY },
  config: { rooms: GROUND, packages: LIBRARY },
  hardening: { rooms: GROUND, packages: LIBRARY },
  sets: { rooms: [...GROUND, 'hardening'], packages: LIBRARY },
  jobs: { rooms: [...GROUND, 'volumes', 'hardening'], packages: LIBRARY },
  patterns: { rooms: [...PARTS, 'sets', 'jobs'], packages: LIBRARY },
  operators: { rooms: [...PARTS, 'sets', 'jobs', 'patterns'], packages: LIBRARY },
  alarms: { rooms: [...PARTS, 'sets', 'jobs', 'patterns', 'operators'], packages: LIBRARY },
  checks: { rooms: ['util', 'facts'], packages: ['js-yaml'] },
  plan: { rooms: WING, packages: [] },
  runbooks: { rooms: [...WING, 'plan', 'scripts'], packages: ['js-yaml'] },
  fixes: { rooms: [...WING, 'plan'], packages: ['yaml'] },
  report: { rooms: WING, packages: [] },
  validation: { rooms: [...GROUND, 'checks', 'plan', 'report'], packages: LIBRARY },
  synth: { rooms: ['props'], packages: LIBRARY },
};
