import { Fix } from '../fix';

export const nfsSoftMount: Fix = {
  rule: 'nfs-soft-mount',
  writes: 'hard for soft',
  note: 'Pods that run mount anew when they are replaced; volumes that a class has made keep the options that they have.',
  changes: (at) => {
    const { text } = at;
    if (text === undefined || /\bhard\b/.test(text)) return [];
    const to = text.replace(/(^|,)(\s*)(soft|softerr)(\s*)(?=,|$)/g, '$1$2hard$4');
    return to === text ? [] : [{ kind: 'set', path: at.path, to }];
  },
};
