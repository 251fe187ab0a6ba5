import { extname } from 'node:path';
import { formatProblem } from '../checks/formats/human';
import { ManifestSet } from '../checks/manifest-set';
import { reportHtml } from '../report/html';
import { reportJson } from '../report/json';
import { reportMarkdown } from '../report/markdown';
import { ReportModel } from '../report/model';
import { reportOn } from '../report/report-on';
import { readInputs } from './input';
import { EXIT } from './io';
import { writeOutput } from './output';
import type { Command } from './command';

const FORMATS: Readonly<Record<string, (model: ReportModel) => string>> = { markdown: reportMarkdown, html: reportHtml, json: reportJson };

const EXTENSIONS: Readonly<Record<string, string>> = { '.md': 'markdown', '.html': 'html', '.htm': 'html', '.json': 'json' };

export const REPORT: Command = {
  usage: 'report FILE|DIRECTORY|- ...',
  about: [
    'Shows for each workload and mount what kind of storage it is, what it survives, who else mounts it, and which class, reclaim policy and',
    'backup it has.',
    '',
    'Exit code: 0 done, 2 something could not be read.',
  ].join('\n'),
  options: {
    format: {
      short: 'f',
      value: 'FORMAT',
      values: Object.keys(FORMATS),
      help: 'Format; the default follows from the name of the output file, else it is markdown',
    },
    exclude: { value: 'GLOB', many: true, help: 'Leave out files and directories, such as charts or test/**; may be repeated' },
    output: { short: 'o', value: 'FILE', help: 'Write it into a file' },
  },
  async run(args, io) {
    const { manifests, problems, notes } = await readInputs(args.positionals, io, 'report on', { exclude: args.texts('exclude') });
    for (const problem of [...problems, ...notes]) io.err(`${formatProblem(problem)}\n`);
    const output = args.text('output');
    const format = args.text('format') ?? EXTENSIONS[extname(output ?? '').toLowerCase()] ?? 'markdown';
    writeOutput(FORMATS[format](reportOn(new ManifestSet(manifests))), output, io);
    return problems.length > 0 ? EXIT.notChecked : EXIT.clean;
  },
};
