import { isAbsolute, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/** A file in SARIF: relative to the directory of the run where it lies in it, whatever the separators of the system are. */
export function artifactUri(file: string, directory: string): { readonly uri: string; readonly uriBaseId?: string } {
  const path = relative(directory, resolve(directory, file));
  if (path === '..' || /^\.\.[\\/]/.test(path) || isAbsolute(path)) return { uri: pathToFileURL(resolve(directory, file)).href };
  return { uri: path.split(/[\\/]/).map(encodeURIComponent).join('/'), uriBaseId: '%SRCROOT%' };
}
