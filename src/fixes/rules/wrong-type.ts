import { Change } from '../change';
import { fieldFaultAt } from '../field-fault';
import { Fix } from '../fix';
import { modeMeant } from '../mode-meant';
import { quoted } from '../quoted';

export const wrongType: Fix = {
  rule: 'wrong-type',
  first: true,
  writes:
    'quotes around a number or a boolean that has to be text, or takes them away from one that must not be; a mode in quotes as an octal number',
  unless: 'the value would not be one of its field without its quotes, or with them',
  changes: (at) => {
    const fault = fieldFaultAt(at, 'type');
    // Annotations are looked at in objects of every kind, whose fields may not be known.
    if (fault === undefined || fault.wanted === 'text') return quoted(at);
    const { text } = at;
    if (text === undefined) return [];
    if (fault.wanted === 'true or false') return /^(true|false)$/.test(text) ? [written(at.path, text === 'true')] : [];
    if (fault.wanted !== 'a whole number' && fault.wanted !== 'a number') return [];
    if (/^(default)?mode$/i.test(String(at.path.at(-1)))) {
      const mode = modeMeant(text);
      return mode === undefined ? [] : [{ kind: 'mode', path: at.path, to: mode }];
    }
    return /^(0|-?[1-9][0-9]{0,14})$/.test(text) ? [written(at.path, Number(text))] : [];
  },
};

function written(path: Change['path'], to: number | boolean): Change {
  return { kind: 'set', path, to };
}
