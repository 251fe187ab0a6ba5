#!/usr/bin/env node
import { compileLater } from './compiler';
import { EXIT } from './io';
import { run } from './run';

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // A reader that has seen enough, such as `head`, closes the pipe: no error of ours.
  if (error.code === 'EPIPE') process.exit();
  process.stderr.write(`cdk8s-storage: what came out cannot be written: ${error.message}.\n`);
  process.exit(EXIT.notChecked);
});

async function readInput(most: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > most) break;
  }
  return Buffer.concat(chunks);
}

compileLater();

void run(process.argv.slice(2), {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  readInput,
  directory: process.cwd(),
  env: process.env,
  isTerminal: process.stdout.isTTY,
  showsProgress: process.stderr.isTTY && process.env.TERM !== 'dumb',
}).then((code) => {
  // Not process.exit(): it would cut off what is still being written into a pipe.
  process.exitCode = code;
});
