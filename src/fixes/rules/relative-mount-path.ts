import { isPlaceholder } from '../../facts/kubernetes/placeholders';
import { Fix } from '../fix';

export const relativeMountPath: Fix = {
  rule: 'relative-mount-path',
  writes: 'a slash before the path, which is what the kubelet makes of it',
  unless: 'the path is empty, leads upwards, is one of Windows, or stands for one that is filled in later',
  changes: (at) => {
    const path = at.text?.replace(/^(\.\/)+/, '');
    if (
      path === undefined ||
      isPlaceholder(path) ||
      !/^[\w.-]+(\/[\w.-]+)*\/?$/.test(path) ||
      path.split('/').some((part) => part === '..' || part === '.')
    ) {
      return [];
    }
    return [{ kind: 'set', path: at.path, to: `/${path}` }];
  },
};
