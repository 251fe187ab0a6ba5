import { DatabaseFacts } from '../../facts/engines/engine-facts';
import { onceFor } from '../../util/once-for';
import { ManifestSet } from '../manifest-set';
import { Program, programsOf } from './programs';

/** A container that runs a database server. */
export interface Database extends Program {
  readonly facts: DatabaseFacts;
}

/** The database servers of a set of manifests; what a Job or another container does with a database's image is not one. */
export const databasesOf = onceFor((set: ManifestSet): readonly Database[] =>
  programsOf(set).filter((program): program is Database => program.facts.kind === 'database'),
);
