import { ENGINE_RULES } from '../checks/engine-rules';
import { Paint } from '../checks/formats/paint';
import { RULES } from '../checks/rules';
import { EXIT, wantsColor } from './io';
import type { Command } from './command';

export const RULES_COMMAND: Command = {
  usage: 'rules',
  about: 'Lists all rules: id, level, and what it finds.',
  options: {},
  async run(_, io) {
    const rows = [
      ...RULES.map(({ id, level, otherLevels = [], summary, needsComplete }) => ({
        id,
        levels: [level, ...otherLevels].join(', '),
        finds: needsComplete === true ? `${summary} (with --complete)` : summary,
      })),
      ...ENGINE_RULES.map(({ id, level, summary }) => ({ id, levels: level, finds: summary })),
    ];
    const [ids, levels] = [Math.max(...rows.map(({ id }) => id.length)), Math.max(...rows.map((row) => row.levels.length))];
    const paint = new Paint(wantsColor(io));
    io.out(rows.map((row) => `${paint.bold(row.id.padEnd(ids))}  ${row.levels.padEnd(levels)}  ${row.finds}\n`).join(''));
    return Promise.resolve(EXIT.clean);
  },
};
