import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { readFiles } from '../../src/checks';
import { Deployer, DEPLOYERS } from '../../src/facts/deployers';
import { planBetween } from '../../src/plan';

/*
 * Pairs of manifests, after real upgrades: `old.yaml`, `new.yaml`, and `effects.txt`, whose first line says what applies them to which
 * version. The other lines are all that has to be told, and nothing else may be: effect, kind of change, object, place.
 */

const DIRECTORY = join(__dirname, 'fixtures');

test.each(readdirSync(DIRECTORY))('%s', (name) => {
  const read = (file: string) => readFiles([join(DIRECTORY, name, file)]).manifests;
  const [how, ...effects] = readFileSync(join(DIRECTORY, name, 'effects.txt'), 'utf8')
    .trim()
    .split('\n');
  const match = /^with (\w+), Kubernetes 1\.(\d+)$/.exec(how)!;
  expect(DEPLOYERS).toContain(match[1]);
  const { changes } = planBetween(read('old.yaml'), read('new.yaml'), { deployer: match[1] as Deployer, minor: Number(match[2]) });
  const told = changes.map(({ effect, id, object: { kind, namespace, name: own }, pointer }) =>
    `${effect} ${id} ${kind} ${namespace === undefined ? '' : `${namespace}/`}${own} ${pointer}`.trimEnd(),
  );
  expect(told).toEqual(effects);
});
