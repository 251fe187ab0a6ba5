import { Fix } from '../fix';

export const classCannotGrow: Fix = {
  rule: 'class-cannot-grow',
  writes: 'allowVolumeExpansion: true',
  unless: 'the class says false itself, which somebody has decided',
  // Where the class says something, that is the place of the finding.
  changes: (at) => (at.path.length > 0 ? [] : [{ kind: 'set', path: ['allowVolumeExpansion'], to: true, after: 'provisioner' }]),
};
