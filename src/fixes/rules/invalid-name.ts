import { Fix } from '../fix';
import { quoted } from '../quoted';

export const invalidName: Fix = {
  rule: 'invalid-name',
  first: true,
  writes: 'quotes around a name or label that YAML reads as a number or a boolean',
  unless: 'the name has signs that no name may have, or is too long',
  changes: quoted,
};
