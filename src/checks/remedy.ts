/** Facts say why not, what to write instead, or first the one and then the other: the two as parts of a finding. */
export function splitRemedy(
  problem: string,
  otherwise = 'Correct its name, or leave it out.',
): { readonly reason: string; readonly remedy: string } {
  if (IMPERATIVE.test(problem)) return { reason: '', remedy: problem };
  const end = problem.indexOf('. ');
  const reason = end < 0 ? problem.replace(/\.$/, '') : problem.slice(0, end);
  const remedy = end < 0 ? otherwise : problem.slice(end + 2);
  return { reason: ORDINARY.test(reason) ? reason[0].toLowerCase() + reason.slice(1) : reason, remedy };
}

const IMPERATIVE = /^(Use|Give|Write|Quote|Leave) /;

/** A first word that is none of a name: AWS, ReadOnlyMany, Azure. */
const ORDINARY = /^(?!(?:Azure|Google|Hyperdisk|Kubernetes)\b)[A-Z][a-z]*(?![A-Za-z0-9])/;
