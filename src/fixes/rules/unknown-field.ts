import { fieldFaultAt } from '../field-fault';
import { Fix } from '../fix';

export const unknownField: Fix = {
  rule: 'unknown-field',
  first: true,
  writes: 'the only name of a field there that is nearly the one that is written',
  unless: 'several names or none are near, or the field is in the wrong place',
  changes: (at) => {
    const meant = fieldFaultAt(at, 'unknown')?.meant;
    return meant === undefined ? [] : [{ kind: 'rename', path: at.path, to: meant }];
  },
};
