import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/*
 * Makes lib/index.js load each module when one of its exports is first used, for which TypeScript has no syntax: loading all of them
 * takes a good part of the time that cdk8s-plus-27 takes, and most apps use a few. The getters stay as they are written, since Node
 * reads the names for ES modules from them.
 */

const path = join(__dirname, '..', 'lib', 'index.js');
const LOADS = /^var (\w+) = (require\("[^"]+"\));$/gm;

const eager = readFileSync(path, 'utf8');
const lazy = eager.replace(LOADS, (_, module: string, load: string) => {
  const names = [...eager.matchAll(new RegExp(`return ${module}\\.(\\w+);`, 'g'))].map(([, name]) => name);
  const getters = names.map((name) => `get ${name}() { return (${module}_loaded ??= ${load}).${name}; }`);
  return `var ${module}_loaded, ${module} = { ${getters.join(', ')} };`;
});
const rest = lazy.split('\n').filter((line) => line.includes('require(') && !/^var \w+_loaded, \w+ = \{ get /.test(line));
if (lazy === eager || rest.length > 0) throw new Error(`lib/index.js is not written as expected: ${rest.join(' ')}`);
writeFileSync(path, lazy);
