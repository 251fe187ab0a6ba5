import { Fix } from '../fix';
import { modeMeant } from '../mode-meant';

export const decimalFileMode: Fix = {
  rule: 'decimal-file-mode',
  writes: 'the mode with a zero in front: 0644 for 644; in JSON, which has no octal numbers, 420',
  unless: 'the number is no mode with a zero in front either, or one that is too wide',
  changes: (at) => {
    const to = modeMeant(at.value);
    return to === undefined ? [] : [{ kind: 'mode', path: at.path, to }];
  },
};
