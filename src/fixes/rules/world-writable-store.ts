import { Fix } from '../fix';
import { modeMeant } from '../mode-meant';

export const worldWritableStore: Fix = {
  rule: 'world-writable-store',
  writes: 'the mode with a leading zero where it was written as a decimal number: 0644 for 644; in JSON, which has no octal numbers, 420',
  unless: 'the mode is what it says it is, and too wide',
  changes: (at) => {
    // The permissions of a share are a text.
    const to = /^(defaultMode|mode)$/.test(String(at.path.at(-1))) ? modeMeant(at.value) : undefined;
    return to === undefined ? [] : [{ kind: 'mode', path: at.path, to }];
  },
};
