import { DatabaseFacts } from '../../facts/engines/engine-facts';
import { ManifestSet } from '../manifest-set';
import { Program, programsOf } from './programs';

/** A container that runs a database server. */
export interface Database extends Program {
  readonly facts: DatabaseFacts;
}

/** The database servers of a set of manifests; what a Job or another container does with a database's image is not one. */
export function databasesOf(set: ManifestSet): readonly Database[] {
  let databases = cache.get(set);
  if (databases === undefined) {
    databases = programsOf(set).filter((program): program is Database => program.facts.kind === 'database');
    cache.set(set, databases);
  }
  return databases;
}

/** Several rules ask for them. */
const cache = new WeakMap<ManifestSet, readonly Database[]>();
