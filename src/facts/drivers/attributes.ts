import { didYouMean } from '../../util/did-you-mean';
import { DriverFacts, ParameterProblem, Parameters } from './driver-facts';

/**
 * What a driver refuses or ignores of the parameters of a VolumeAttributesClass, which changes volumes that are in use. Read in the drivers'
 * sources; the claims that name a class it refuses stay as they were, and say so in their conditions.
 *
 * @see https://kubernetes.io/docs/concepts/storage/volume-attributes-classes/
 */
export function attributeProblems(facts: DriverFacts, parameters: Parameters): readonly ParameterProblem[] {
  const { changeable } = facts;
  if (changeable === undefined) return [];
  const { keys, prefixes = [], anyCase = false, ignores = false, kind } = changeable;
  const names = Object.keys(keys);
  const nameOf = (key: string) => names.find((name) => (anyCase ? name.toLowerCase() === key.toLowerCase() : name === key));
  const found: ParameterProblem[] = [];
  for (const [parameter, value] of Object.entries(parameters)) {
    if (typeof value !== 'string') continue;
    const name = nameOf(parameter);
    if (name !== undefined) {
      const problem = keys[name](value);
      if (problem !== undefined) found.push({ parameter, value, problem });
    } else if (!prefixes.some((prefix) => parameter.startsWith(prefix))) {
      const does = ignores ? 'ignores it' : 'refuses it';
      const near = didYouMean(parameter, names).trim();
      const problem = `It cannot change that of a volume, and ${does}. ${near === '' ? `Use ${names.join(', ')}.` : near}`;
      found.push({ parameter, value, problem, works: ignores });
    }
  }
  // Without a kind it stays the one that it is, which is not known here.
  const given = Object.keys(parameters).some((key) => key === kind);
  return found.length > 0 || !given ? found : facts.checkParameters(parameters);
}
