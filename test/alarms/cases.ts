import { backupCases } from './cases-backups';
import { claimCases } from './cases-claims';
import { serverCases } from './cases-servers';
import { volumeCases } from './cases-volumes';
import { SeriesMap } from './series';

/** An alert that fires: its labels without those of all, and what it says. */
export interface Fired {
  readonly alert: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly summary: string;
}

/** What becomes of the series when something happens. */
export interface Case {
  readonly title: string;
  /** How long it goes on; the alerts are those of the end. */
  readonly hours: number;
  /** Series that differ from those of an app in which all is well; undefined for one that is not there. */
  readonly differs: Readonly<Record<string, string | undefined>>;
  /** What there is, where it is not what is told of an app in which all is well. */
  readonly base?: SeriesMap;
  /** What fires, and nothing else. */
  readonly fires: readonly Fired[];
}

export const CASES: readonly Case[] = [
  { title: 'all is well', hours: 4, differs: {}, fires: [] },
  ...volumeCases(),
  ...claimCases(),
  ...backupCases(),
  ...serverCases(),
];
