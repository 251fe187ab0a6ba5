import { fieldFaultAt } from '../field-fault';
import { Fix } from '../fix';

export const unknownValue: Fix = {
  rule: 'unknown-value',
  first: true,
  writes: 'the only word from the list of the field that is nearly the one that is written',
  unless: 'several words or none are near',
  changes: (at) => {
    const meant = fieldFaultAt(at, 'value')?.meant;
    return meant === undefined ? [] : [{ kind: 'set', path: at.path, to: meant }];
  },
};
