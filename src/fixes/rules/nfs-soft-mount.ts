import { Fix } from '../fix';

export const nfsSoftMount: Fix = {
  rule: 'nfs-soft-mount',
  writes: 'hard for soft',
  note: 'Pods that run mount anew when they are replaced; a class that exists has to be deleted and made again.',
  changes: (at) => {
    const { text } = at;
    if (text === undefined || /\bhard\b/.test(text)) return [];
    const to = text.replace(/(^|,)(\s*)(soft|softerr)(\s*)(?=,|$)/g, '$1$2hard$4');
    return to === text ? [] : [{ kind: 'set', path: at.path, to }];
  },
};
