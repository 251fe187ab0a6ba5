import { Cursor } from '../cursor';
import { PodVolume } from '../pod-template';

/** A mode that a volume of files sets, for all of them or for one. */
export interface FileMode {
  readonly at: Cursor;
  readonly isSecret: boolean;
}

/** The modes that a volume of configuration sets: for all of it, and for single files. */
export function fileModesOf({ type, source }: PodVolume): FileMode[] {
  if (type === 'projected') {
    const sources = source.at('sources').items;
    const isSecret = sources.some((item) => item.at('secret').exists);
    return [
      { at: source.at('defaultMode'), isSecret },
      ...sources.flatMap((item) => ['configMap', 'secret', 'downwardAPI'].flatMap((kind) => itemModes(item.at(kind), kind === 'secret'))),
    ];
  }
  if (!['configMap', 'secret', 'downwardAPI'].includes(type)) return [];
  return [{ at: source.at('defaultMode'), isSecret: type === 'secret' }, ...itemModes(source, type === 'secret')];
}

function itemModes(source: Cursor, isSecret: boolean): FileMode[] {
  return source.at('items').items.map((item) => ({ at: item.at('mode'), isSecret }));
}
