import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { cacheDirectory } from '../cluster/binaries';
import { ROOT, run } from '../matrix/fresh-apps';

/*
 * The workflows of this repository, by actionlint, which Go builds once.
 */

const VERSION = 'v1.7.12';

export const hasGo = (): boolean => spawnSync('go', ['version'], { stdio: 'ignore' }).status === 0;

export async function checkWorkflows(): Promise<string> {
  const home = join(cacheDirectory(), 'actionlint', VERSION);
  const program = join(home, 'actionlint');
  if (!existsSync(program)) {
    await run(ROOT, 'go', ['install', `github.com/rhysd/actionlint/cmd/actionlint@${VERSION}`], {
      GOBIN: home,
      GOFLAGS: '',
      CGO_ENABLED: '0',
    });
  }
  // The scripts are projen's, whose style is not ours.
  await run(ROOT, program, ['-shellcheck=', '-pyflakes=']);
  return `actionlint ${VERSION} finds nothing in .github/workflows`;
}
