import { ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, IncomingMessage, Server, ServerResponse } from 'node:http';
import { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { loadScript } from '../../src/scripts/load-script';
import { Mounted } from './mounted';
import { Run, Shell, shellsUnderTest, testArea, USER, writableDirectory } from './shells';

jest.setTimeout(180_000);

const TEXT = loadScript('watch-config');
const PROBE = loadScript('delivered-config');
/** Seconds between two looks: as short as makes no test wait long. */
const INTERVAL = '0.05';
/** Seconds that a call may take: longer than any machine is busy. */
const TIMEOUT = '60';
/** Seconds that are over only after the test has failed. */
const FOR_EVER = '600';
const area = testArea();
let made = 0;

type Answer = (request: IncomingMessage, response: ServerResponse) => void;
const ok: Answer = (_, response) => response.end('loaded');
const broken: Answer = (_, response) => response.writeHead(500).end();

/** A program that loads its configuration when it is called, and notes what it saw. */
class Endpoint {
  public static async start(loads: () => unknown = () => undefined, answer: Answer = ok): Promise<Endpoint> {
    const endpoint = new Endpoint(loads, answer);
    await endpoint.listen(0);
    return endpoint;
  }

  public readonly seen: unknown[] = [];
  public readonly requests: string[] = [];
  public port = 0;
  private server?: Server;

  private constructor(
    private readonly loads: () => unknown,
    public answer: Answer,
  ) {}

  public async listen(port = this.port): Promise<void> {
    this.server = createServer((request, response) => {
      let body = '';
      request.on('data', (data: Buffer) => (body += data.toString()));
      request.on('end', () => {
        this.requests.push(`${request.method} ${request.url} ${body}`.trim());
        this.seen.push(this.loads());
        this.answer(request, response);
      });
    });
    await new Promise<void>((done) => this.server!.listen(port, '127.0.0.1', done));
    this.port = (this.server.address() as AddressInfo).port;
  }

  public close(): void {
    this.server?.closeAllConnections();
    this.server?.close();
  }

  public get url(): string {
    return `http://127.0.0.1:${this.port}/-/reload`;
  }

  /** What the last call saw, as JSON. */
  public get last(): string {
    return JSON.stringify(this.seen.slice(-1)[0] ?? null);
  }
}

/** The script, and how often it has looked at the directories: it sleeps after each look, and its `sleep` writes that down. */
class Watcher extends Run {
  private readonly log: string;

  public constructor(
    private readonly shell: Shell,
    args: readonly string[],
    private readonly status: string,
    env: Record<string, string> = {},
  ) {
    const tools = writableDirectory(join(area, `tools-${made++}`));
    const program = '#!/bin/sh\necho >>"$LOOKS"\nPATH=$REAL_PATH exec sleep "$@"\n';
    writeFileSync(join(tools, 'sleep'), program, { mode: 0o755 });
    const log = join(tools, 'looks');
    super(shell, TEXT, 'watch-config', args, { env: { ...env, PATH: `${tools}:${shell.path}`, REAL_PATH: shell.path, LOOKS: log } });
    this.log = log;
  }

  public get looks(): number {
    return existsSync(this.log) ? readFileSync(this.log).length : 0;
  }

  /** What the probe says of it. */
  public async probe(): Promise<{ status: number | null; stdout: string; stderr: string }> {
    const { status, stdout, stderr } = await new Run(this.shell, PROBE, 'delivered-config', [this.status]).result;
    return { status, stdout, stderr };
  }
}

const running: Run[] = [];
const endpoints: Endpoint[] = [];
const programs: ChildProcess[] = [];

afterEach(async () => {
  for (const run of running) {
    run.kill();
    await run.exit;
    run.killRest();
    await run.result;
  }
  for (const endpoint of endpoints) endpoint.close();
  for (const program of programs) program.kill('SIGKILL');
  for (const list of [running, endpoints, programs]) list.length = 0;
});

interface Pace {
  readonly interval?: string;
  readonly most?: string;
  readonly timeout?: string;
  /** Looks for which a program may be starting. */
  readonly patience?: string;
  readonly env?: Record<string, string>;
}

function start(shell: Shell, directories: readonly Mounted[], call: readonly string[], pace: Pace = {}): Watcher {
  const { interval = INTERVAL, most = '8', timeout = TIMEOUT, patience = '0', env } = pace;
  const status = join(writableDirectory(join(area, `status-${made++}`)), 'status');
  const args = [interval, most, timeout, patience, status, ...directories.map(({ path }) => path), '--', ...call];
  const run = new Watcher(shell, args, status, env);
  running.push(run);
  return run;
}

async function serve(loads?: () => unknown, answer?: Answer): Promise<Endpoint> {
  const endpoint = await Endpoint.start(loads, answer);
  endpoints.push(endpoint);
  return endpoint;
}

/** Waits until something is so. */
async function until(what: string, holds: () => boolean, seconds = 120): Promise<void> {
  const end = Date.now() + seconds * 1000;
  while (!holds()) {
    if (Date.now() > end) throw new Error(`not within ${seconds} s: ${what}`);
    await sleep(10);
  }
}

/** Waits for several looks. */
async function someLooks(run: Watcher): Promise<void> {
  const before = run.looks;
  await until('some looks', () => run.looks >= before + 8);
}

describe.each(shellsUnderTest().map((shell) => [shell.name, shell] as const))('watch-config under %s', (_, shell) => {
  test('delivers the state at the start, since it may have come while nobody watched, and then nothing without a change', async () => {
    const mount = new Mounted(area, { 'app.conf': 'one' });
    const endpoint = await serve(() => mount.read());
    const run = start(shell, [mount], ['post', endpoint.url]);
    await until('the first call', () => endpoint.seen.length === 1);
    expect(endpoint.last).toBe('{"app.conf":"one"}');
    await someLooks(run);
    expect(endpoint.requests).toEqual(['POST /-/reload']);
    expect(run.output.stderr).toBe('');
    expect(run.output.stdout).toMatch(/^watch-config: delivered \/.*\/mount-\w+\/\.\.2026_\S+\n$/);
  });

  test.each(['get', 'post'])('calls an endpoint by %s', async (method) => {
    const endpoint = await serve();
    // A proxy would not find the Pod's own loopback.
    start(shell, [new Mounted(area, { a: '1' })], [method, endpoint.url], { env: { http_proxy: 'http://192.0.2.1:9' } });
    await until('the call', () => endpoint.requests.length === 1);
    expect(endpoint.requests).toEqual([`${method.toUpperCase()} /-/reload`]);
  });

  test('delivers each of several changes, of each of several directories', async () => {
    const mounts = [new Mounted(area, { 'app.conf': '0' }), new Mounted(area, { 'tls.crt': '0' })];
    const endpoint = await serve(() => mounts.map((mount) => mount.read()));
    start(shell, mounts, ['post', endpoint.url]);
    await until('the first call', () => endpoint.seen.length === 1);
    for (const value of ['1', '2', '3']) {
      mounts[0].write({ 'app.conf': value });
      await until(`call with app.conf ${value}`, () => endpoint.last.includes(`"app.conf":"${value}"`));
      mounts[1].write({ 'tls.crt': value });
      await until(`call with tls.crt ${value}`, () => endpoint.last.includes(`"tls.crt":"${value}"`));
    }
    expect(endpoint.seen.slice(-1)).toEqual([[{ 'app.conf': '3' }, { 'tls.crt': '3' }]]);
  });

  test('misses no final state of any burst, whatever falls between two looks', async () => {
    const mount = new Mounted(area, { 'app.conf': 'start' });
    const endpoint = await serve(() => mount.read());
    start(shell, [mount], ['post', endpoint.url]);
    for (let burst = 0; burst < 10; burst++) {
      for (let change = 0; change <= burst; change++) {
        mount.write({ 'app.conf': `${burst}.${change}` });
        await sleep((burst * 7 + change * 13) % 40);
      }
      const final = JSON.stringify({ 'app.conf': `${burst}.${burst}` });
      await until(`the final state of burst ${burst}`, () => endpoint.last === final);
    }
  });

  test.each(['b.conf', '.hidden'])(
    'delivers that %s came and went, in any directory, also when a call falls between the swap and the clean-up',
    async (name) => {
      const mount = new Mounted(area, { 'a.conf': '1' });
      const endpoint = await serve(() => mount.read());
      start(shell, [new Mounted(area, { 'other.conf': '1' }), mount], ['post', endpoint.url]);
      mount.write({ 'a.conf': '1', [name]: '1' });
      await until('the new file', () => endpoint.last.includes(`"${name}":"1"`));
      mount.swap({ 'a.conf': '2' });
      await until('the half-made state', () => endpoint.last.includes(`"${name}":null`));
      mount.clean();
      await until('the state without the file', () => endpoint.last === '{"a.conf":"2"}');
    },
  );

  test('delivers what was swapped in while a call was under way', async () => {
    const mount = new Mounted(area, { 'app.conf': 'old' });
    // It loads at once and takes its time to answer, so that the swap falls into the call.
    const endpoint = await serve(
      () => mount.read(),
      (_request, response) => {
        if (endpoint.seen.length === 1) mount.write({ 'app.conf': 'new' });
        setTimeout(() => response.end(), 300);
      },
    );
    const run = start(shell, [mount], ['post', endpoint.url]);
    await until('the second call', () => endpoint.seen.length === 2);
    expect(endpoint.seen).toEqual([{ 'app.conf': 'old' }, { 'app.conf': 'new' }]);
    await someLooks(run);
    expect(endpoint.seen).toHaveLength(2);
  });

  describe('a call that fails', () => {
    test('is made again after waits that double up to the longest, and the newest state wins', async () => {
      const mount = new Mounted(area, { 'app.conf': 'one' });
      const endpoint: Endpoint = await serve(() => run.looks, broken);
      const run = start(shell, [mount], ['post', endpoint.url], { most: '4' });
      await until('six calls', () => endpoint.seen.length >= 6);
      const waits = [
        ...run.output.stdout.matchAll(
          /^watch-config: the call failed with status [18]\. Once more after (\d+) looks, or with the next change\.$/gm,
        ),
      ];
      expect(waits.slice(0, 5).map(([, looks]) => looks)).toEqual(['1', '2', '4', '4', '4']);
      // The looks until each call.
      expect(endpoint.seen.slice(0, 6)).toEqual([0, 1, 3, 7, 11, 15]);
      endpoint.answer = ok;
      await until('a call that succeeds', () => run.output.stdout.includes('delivered'));
      const calls = endpoint.seen.length;
      await someLooks(run);
      expect(endpoint.seen).toHaveLength(calls);
    });

    test('is not waited for when there is a newer state: that may be the cure', async () => {
      const mount = new Mounted(area, { 'app.conf': 'bad' });
      let looks = 0;
      const endpoint: Endpoint = await serve(
        () => {
          looks = run.looks;
          return mount.read();
        },
        (request, response) => (endpoint.last.includes('good') ? ok : broken)(request, response),
      );
      const run = start(shell, [mount], ['post', endpoint.url], { most: '100000' });
      // The waits have grown to 32 looks by now.
      await until('six calls', () => endpoint.seen.length === 6);
      mount.write({ 'app.conf': 'good' });
      const before = run.looks;
      await until('the cure', () => run.output.stdout.includes('delivered'));
      // With the next look, or the one after it where one was under way.
      expect(looks - before).toBeLessThanOrEqual(1);
      expect(endpoint.last).toBe('{"app.conf":"good"}');
    });

    test('never stops the watcher: an endpoint that is down for a while gets the state when it is back', async () => {
      const mount = new Mounted(area, { 'app.conf': 'one' });
      const endpoint = await serve(() => mount.read());
      endpoint.close();
      const run = start(shell, [mount], ['post', endpoint.url], { most: '4' });
      await until('some failures', () => run.output.stdout.split('failed').length > 3);
      await endpoint.listen();
      await until('the call', () => run.output.stdout.includes('delivered'));
      expect(endpoint.last).toBe('{"app.conf":"one"}');
    });

    test('keeps the probe from saying ready until one has succeeded, and not after', async () => {
      const mount = new Mounted(area, { 'app.conf': 'one' });
      const endpoint = await serve(() => mount.read(), broken);
      const run = start(shell, [mount], ['post', endpoint.url]);
      await until('a failure', () => run.output.stdout.includes('failed'));
      const { stdout, ...rest } = await run.probe();
      expect(rest).toEqual({ status: 1, stderr: '' });
      expect(stdout).toMatch(/^The program has not been told to load its configuration: the call failed with status [18]\n$/);
      endpoint.answer = ok;
      await until('success', () => run.output.stdout.includes('delivered'));
      expect(await run.probe()).toEqual({ status: 0, stdout: '', stderr: '' });
      endpoint.answer = broken;
      mount.write({ 'app.conf': 'two' });
      const failures = run.output.stdout.split('failed').length;
      await until('another failure', () => run.output.stdout.split('failed').length > failures);
      expect(await run.probe()).toEqual({ status: 0, stdout: '', stderr: '' });
    });

    test('is made at each look and told by the probe alone while the program may be starting', async () => {
      const endpoint: Endpoint = await serve(() => run.looks, broken);
      const run = start(shell, [new Mounted(area, { a: '1' })], ['get', endpoint.url], { patience: '6' });
      await until('six calls', () => endpoint.seen.length === 6);
      expect(endpoint.seen).toEqual([0, 1, 2, 3, 4, 5]);
      expect(run.output).toEqual({ stdout: '', stderr: '' });
      expect((await run.probe()).stdout).toMatch(/^The program has not been told to load its configuration: /);
      await until('a failure', () => run.output.stdout.includes('failed'));
      endpoint.answer = ok;
      await until('success', () => run.output.stdout.includes('delivered'));
    });

    test('is told at once after one that succeeded', async () => {
      const mount = new Mounted(area, { a: '1' });
      const endpoint = await serve();
      const run = start(shell, [mount], ['get', endpoint.url], { patience: '100000' });
      await until('success', () => run.output.stdout.includes('delivered'));
      endpoint.answer = broken;
      mount.write({ a: '2' });
      await until('a failure', () => run.output.stdout.includes('failed'));
    });

    test('is one that takes longer than the timeout', async () => {
      const mount = new Mounted(area, { 'app.conf': 'one' });
      const endpoint = await serve(
        () => mount.read(),
        (request, response) => {
          if (endpoint.seen.length > 1) ok(request, response);
        },
      );
      const run = start(shell, [mount], ['get', endpoint.url], { timeout: '1' });
      await until('the second call', () => endpoint.seen.length === 2);
      await until('the log', () => run.output.stdout.includes('delivered'));
      expect(run.output.stdout).toMatch(/^watch-config: the call failed with status 137\./);
    });
  });

  test('runs a command with its arguments as they are, and again until it succeeds', async () => {
    const out = join(writableDirectory(join(area, `out-${made++}`)), 'calls');
    const mount = new Mounted(area, { a: '1' });
    const command = ['sh', '-c', 'printf "<%s>" "$@" >>"$0"; [ -s "$0.ready" ]', out, 'two words', '$HOME', '*', '--', ''];
    const run = start(shell, [mount], ['run', ...command]);
    await until('failures', () => run.output.stdout.split('failed with status 1').length > 2);
    writeFileSync(`${out}.ready`, 'yes');
    await until('success', () => run.output.stdout.includes('delivered'));
    expect(readFileSync(out, 'utf8')).toMatch(/^(<two words><\$HOME><\*><--><>)+$/);
  });

  test.each([
    ['while it waits', ok, { interval: FOR_EVER }],
    ['during a call that hangs', () => {}, { timeout: FOR_EVER }],
  ])('ends at SIGTERM and waits for nothing, %s', async (_when, answer, pace) => {
    const endpoint = await serve(undefined, answer);
    const run = start(shell, [new Mounted(area, { a: '1' })], ['get', endpoint.url], pace);
    await until('the call', () => endpoint.seen.length === 1);
    if (answer === ok) await until('the log', () => run.output.stdout.includes('delivered'));
    run.terminate();
    expect(await run.exit).toBe(0);
    // What it started ends too, but for a process that was just forked: it can miss the signal, and ends with its container.
    await until('its last words', () => run.output.stdout.endsWith('watch-config: stopped.\n'));
  });

  describe('a signal', () => {
    /** A procfs that shows what a Pod's own shows of its containers: that the first process of each has no parent. */
    function makeProc(
      processes: Record<string, { root?: string[]; parent: number; caught?: string; blocked?: string; started: number }>,
    ): string {
      const proc = join(area, `proc-${made++}`);
      for (const [pid, { root, parent, caught = '0', blocked = '0', started }] of Object.entries(processes)) {
        const mask = (hex: string) => hex.padStart(16, '0');
        mkdirSync(join(proc, pid), { recursive: true });
        // Whose root may not be seen has none.
        if (root !== undefined) mkdirSync(join(proc, pid, 'root'));
        for (const path of root ?? []) mkdirSync(join(proc, pid, 'root', path));
        writeFileSync(
          join(proc, pid, 'status'),
          `Name:\tapp\nPPid:\t${parent}\nSigBlk:\t${mask(blocked)}\nSigIgn:\t${mask('0')}\nSigCgt:\t${mask(caught)}\n`,
        );
        const fields = Array.from({ length: 50 }, (_field, index) => (index === 19 ? started : 7)).join(' ');
        writeFileSync(join(proc, pid, 'stat'), `${pid} (a ) odd (name) ${fields}\n`);
      }
      return proc;
    }

    /** A process that notes each SIGHUP, once it has its handler. */
    async function program(): Promise<{ pid: string; loads: () => number }> {
      const log = join(writableDirectory(join(area, `program-${made++}`)), 'log');
      const code = `const fs=require('fs');process.on('SIGHUP',()=>fs.appendFileSync(${JSON.stringify(log)},'x'));setInterval(()=>{},1000);fs.writeFileSync(${JSON.stringify(log)},'')`;
      const child = spawn(process.execPath, ['-e', code], { ...USER, stdio: 'ignore' });
      programs.push(child);
      const size = () => {
        try {
          return readFileSync(log).length;
        } catch {
          return -1;
        }
      };
      await until('the program', () => size() === 0);
      return { pid: String(child.pid), loads: size };
    }

    const MARKER = '/.config-reload-target';
    /** Bit 0 is SIGHUP; the high half is what no shell could count with. */
    const CATCHES = 'ffffffff00000001';

    test('goes to the first process of the marked container: not to its children, other containers, or what came later by exec', async () => {
      const [target, child, later, other] = await Promise.all([program(), program(), program(), program()]);
      const proc = makeProc({
        '1': { root: [MARKER], parent: 0, caught: CATCHES, started: 1 },
        [child.pid]: { root: [MARKER], parent: 7, caught: CATCHES, started: 2 },
        [later.pid]: { root: ['bin', MARKER], parent: 0, caught: CATCHES, started: 500 },
        [target.pid]: { root: ['bin', MARKER, 'etc'], parent: 0, caught: CATCHES, started: 60 },
        [other.pid]: { root: [`${MARKER}2`, 'etc'], parent: 0, caught: CATCHES, started: 3 },
      });
      const mount = new Mounted(area, { a: '1' });
      const run = start(shell, [mount], ['signal', proc, 'HUP', MARKER]);
      await until('the first signal', () => target.loads() === 1);
      mount.write({ a: '2' });
      await until('the second signal', () => target.loads() === 2);
      expect([child, later, other].map(({ loads }) => loads())).toEqual([0, 0, 0]);
      await until('the log', () => run.output.stdout.split('delivered').length === 3);
      expect(run.output.stdout).toMatch(/^(watch-config: delivered .*\n){2}$/);
    });

    test('waits until the process catches it, since before that it would kill', async () => {
      const target = await program();
      const process0 = { root: [MARKER], parent: 0, started: 5 };
      // All others are caught.
      const proc = makeProc({ [target.pid]: { ...process0, caught: 'fffffffffffffffe' } });
      const run = start(shell, [new Mounted(area, { a: '1' })], ['signal', proc, 'HUP', MARKER]);
      const line = `watch-config: the call failed with status 1: process ${target.pid} (app) does not catch HUP and would be killed by it.`;
      await until('refusals', () => run.output.stdout.split(line).length > 2);
      expect(target.loads()).toBe(0);
      // Blocked is as good: the program reads it from a queue.
      const ready = makeProc({ [target.pid]: { ...process0, blocked: '1' } });
      renameSync(join(ready, target.pid), join(proc, 'new'));
      rmSync(join(proc, target.pid), { recursive: true });
      renameSync(join(proc, 'new'), join(proc, target.pid));
      await until('the signal', () => target.loads() === 1);
    });

    test('finds the process anew each time, since a container that restarts has another', async () => {
      const [before, after] = [await program(), await program()];
      const process0 = { root: [MARKER], parent: 0, caught: CATCHES, started: 5 };
      const proc = makeProc({ [before.pid]: process0 });
      const mount = new Mounted(area, { a: '1' });
      const run = start(shell, [mount], ['signal', proc, 'HUP', MARKER]);
      await until('the first signal', () => before.loads() === 1);
      rmSync(join(proc, before.pid), { recursive: true });
      mount.write({ a: '2' });
      await until('a search', () => run.output.stdout.includes(`failed with status 1: no container with ${MARKER} runs. Once`));
      renameSync(join(makeProc({ [after.pid]: process0 }), after.pid), join(proc, after.pid));
      await until('the second signal', () => after.loads() === 1);
      expect(before.loads()).toBe(1);
    });

    test('says so where the files of a process may not be seen: it may be the one', async () => {
      const other = { parent: 0, caught: CATCHES, started: 5 };
      const proc = makeProc({ '41': { ...other, root: ['etc'] }, '42': other, '43': { ...other, parent: 42 } });
      const run = start(shell, [new Mounted(area, { a: '1' })], ['signal', proc, 'HUP', MARKER]);
      const why = `no container with ${MARKER} runs, or it has another user than this one, who may not look into 42. Once`;
      await until('a search', () => run.output.stdout.includes(why));
    });

    test('to a process that is gone is a call that failed', async () => {
      const gone = execFileSync(process.execPath, ['-p', 'process.pid'], { encoding: 'utf8' }).trim();
      const proc = makeProc({ [gone]: { root: [MARKER], parent: 0, caught: CATCHES, started: 5 } });
      const run = start(shell, [new Mounted(area, { a: '1' })], ['signal', proc, 'HUP', MARKER]);
      await until('a failure', () => run.output.stdout.includes('the call failed'));
    });

    test.each([
      ['HUP', 0],
      ['INT', 1],
      ['QUIT', 2],
      ['USR1', 9],
      ['USR2', 11],
      ['WINCH', 27],
    ])('%s is looked for at its own place in the mask', async (signal, bit) => {
      const caught = (2 ** bit).toString(16);
      const gone = execFileSync(process.execPath, ['-p', 'process.pid'], { encoding: 'utf8' }).trim();
      const proc = makeProc({ [gone]: { root: [MARKER], parent: 0, caught, started: 5 } });
      const run = start(shell, [new Mounted(area, { a: '1' })], ['signal', proc, signal, MARKER]);
      await until('a failure', () => run.output.stdout.includes('the call failed'));
      expect(run.output.stdout).not.toContain('does not catch');
    });
  });

  test.each([
    [
      'too few arguments',
      ['1', '2', '3', '4', '/s', '/a', '--'],
      'got 7 arguments, needs INTERVAL MOST TIMEOUT PATIENCE STATUS DIR... -- CALL...',
    ],
    ['a relative directory', ['1', '2', '3', '4', '/s', 'etc', '--', 'get', 'u'], "'etc' is not an absolute path."],
    ['no directory', ['1', '2', '3', '4', '/s', '--', 'get', 'u'], 'needs directories, then --, then a call.'],
    ['no call', ['1', '2', '3', '4', '/s', '/a', '/b', '/c', '--'], 'needs directories, then --, then a call.'],
    ['no end of the directories', ['1', '2', '3', '4', '/s', '/a', '/b', '/c'], 'needs directories, then --, then a call.'],
  ])('refuses %s', async (_what, args, message) => {
    const { status, stdout, stderr } = await new Run(shell, TEXT, 'watch-config', args).result;
    expect({ status, stdout, stderr }).toEqual({ status: 2, stdout: '', stderr: `watch-config: ${message}\n` });
  });
});
