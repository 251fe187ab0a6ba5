import { Fix } from '../fix';
import { quoted } from '../quoted';

export const unknownClassParameter: Fix = {
  rule: 'unknown-class-parameter',
  writes: 'quotes around a number or a boolean',
  unless: 'the driver does not know the parameter, or does not take its value',
  // A driver compares with true and false; YAML has more words for them.
  changes: (at) => (at.flag !== undefined ? [{ kind: 'set', path: at.path, to: String(at.flag) }] : quoted(at)),
};
