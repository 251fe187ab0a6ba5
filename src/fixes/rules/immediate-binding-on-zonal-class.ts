import { Fix } from '../fix';

export const immediateBindingOnZonalClass: Fix = {
  rule: 'immediate-binding-on-zonal-class',
  writes: 'volumeBindingMode: WaitForFirstConsumer',
  note: 'A class that exists has to be deleted and made again; claims and volumes stay as they are.',
  changes: () => [{ kind: 'set', path: ['volumeBindingMode'], to: 'WaitForFirstConsumer', after: 'provisioner' }],
};
