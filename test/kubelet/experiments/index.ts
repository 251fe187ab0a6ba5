import { Experiment } from './experiment';
import { hello } from './hello';

/** All experiments, in the order in which they are begun. */
export const EXPERIMENTS: readonly Experiment[] = [hello];
