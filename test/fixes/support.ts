import { CheckOptions } from '../../src/checks';
import { FixRequest, FixResult, fixManifests } from '../../src/fixes/fix-manifests';
import { read } from '../checks/support';

export const FILE = 'manifests.yaml';

/** A text in which every remedy is written that can be. */
export function fix(text: string, more: Partial<FixRequest> = {}, options: CheckOptions = {}): FixResult & { readonly text: string } {
  const result = fixManifests({ manifests: read(text, FILE).manifests, textOf: () => text, check: options, ...more });
  return { ...result, text: result.texts.get(FILE) ?? text };
}
