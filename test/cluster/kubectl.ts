import { delimiter, join } from 'path';
import { ensurePrograms, missingIn } from './binaries';
import { VERSIONS } from './versions';

/** Where kubectl is: the one on PATH, or one of the newest version, which is built once. */
export async function kubectlPath(): Promise<string> {
  const found = (process.env.PATH ?? '')
    .split(delimiter)
    .find((directory) => directory !== '' && missingIn(directory, ['kubectl']).length === 0);
  if (found !== undefined) return join(found, 'kubectl');
  const [{ linkerFlags, module }] = VERSIONS;
  const packages = { kubectl: 'k8s.io/kubernetes/cmd/kubectl' };
  return join(await ensurePrograms({ title: 'kubectl', module, packages, linkerFlags }, 'kubectl'), 'kubectl');
}
