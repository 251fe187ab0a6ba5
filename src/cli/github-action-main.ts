import { runAction } from './github-action';

void runAction({
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  readInput: () => Promise.resolve(Buffer.alloc(0)),
  directory: process.cwd(),
  env: process.env,
  isTerminal: false,
}).then((code) => {
  process.exitCode = code;
});
