import { Fix } from '../fix';

export const immediateBindingOnZonalClass: Fix = {
  rule: 'immediate-binding-on-zonal-class',
  writes: 'volumeBindingMode: WaitForFirstConsumer',
  unless: 'the class says Immediate itself, which somebody has decided',
  changes: (at) => {
    // Where the class says something, that is the place of the finding.
    if (at.path.length > 0) return [];
    return [{ kind: 'set', path: ['volumeBindingMode'], to: 'WaitForFirstConsumer', after: 'provisioner' }];
  },
};
