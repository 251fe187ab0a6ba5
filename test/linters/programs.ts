import { accessSync, constants } from 'fs';
import { delimiter, join } from 'path';
import { Toolchain } from '../cluster/binaries';

/** Linters that are built from Go modules, at the versions of go.mod. */
export const LINTERS: Toolchain = {
  title: 'linters',
  module: join(__dirname, 'go'),
  packages: {
    'kube-score': 'github.com/zegl/kube-score/cmd/kube-score',
    kubeconform: 'github.com/yannh/kubeconform/cmd/kubeconform',
  },
};

/** A program that somebody has installed. */
export function findOnPath(program: string): string | undefined {
  return (process.env.PATH ?? '')
    .split(delimiter)
    .map((directory) => join(directory, program))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}
