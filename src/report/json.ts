import { ReportModel } from './model';

/** Changes only where readers of the old one would break. */
const FORMAT_VERSION = 1;

/** The report for programs. */
export function reportJson(model: ReportModel): string {
  return `${JSON.stringify({ formatVersion: FORMAT_VERSION, ...model }, undefined, 2)}\n`;
}
