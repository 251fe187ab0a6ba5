import { CUSTOM_DATABASES } from './databases';
import { MESSAGING } from './messaging';
import { METRICS } from './metrics';
import { CustomResourceFacts } from './resource-facts';
import { RUNS } from './runs';
import { SEARCH } from './search';
import { STORES } from './stores';

/** Every kind of custom resource whose storage is known: the one list that rules and the report read. */
export const CUSTOM_RESOURCES: readonly CustomResourceFacts[] = [
  ...METRICS,
  ...CUSTOM_DATABASES,
  ...SEARCH,
  ...MESSAGING,
  ...STORES,
  ...RUNS,
];

const BY_TYPE = new Map(CUSTOM_RESOURCES.map((facts) => [facts.type, facts]));

/** What is known of a kind with its API group; undefined where it is nothing. */
export function customResource(type: string): CustomResourceFacts | undefined {
  return BY_TYPE.get(type);
}
