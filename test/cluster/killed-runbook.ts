import { spawn } from 'child_process';
import { chmodSync, mkdtempSync, writeFileSync } from 'fs';
import { join } from 'path';
import type { ApiClient } from './client';
import { count } from './session';

/*
 * Runbooks as their users run them, on the cluster of the tests, and killed: after every call of kubectl that changes something, and before.
 */

/** A kubectl that is killed with the script that called it, before its call of a number or after. */
function killingKubectl(area: string): string {
  const directory = mkdtempSync(join(area, 'programs-'));
  const real = `"${process.env.CLUSTER_KUBECTL!}" --kubeconfig "${process.env.CLUSTER_KUBECONFIG!}"`;
  const text = [
    '#!/bin/sh',
    `reach() { echo x >>"${directory}/points"; if [ "$(wc -l <"${directory}/points")" -eq "$KILL_AT" ]; then kill -s KILL 0; fi; }`,
    // What only asks leaves nothing behind.
    'case " $* " in *" get "* | *" config "*) exec ' + real + ' "$@" ;; esac',
    'reach',
    `${real} "$@"`,
    'status=$?',
    'reach',
    'exit $status',
  ].join('\n');
  writeFileSync(join(directory, 'kubectl'), `${text}\n`);
  chmodSync(join(directory, 'kubectl'), 0o755);
  return directory;
}

export interface Outcome {
  /** The exit status; null where it was killed. */
  readonly status: number | null;
  readonly output: string;
}

/** Runs a script in a process group of its own; killed at its nth point, where that is not 0. */
export function runScript(area: string, script: string, killAt: number, ...args: readonly string[]): Promise<Outcome> {
  const programs = killingKubectl(area);
  return new Promise((resolve, reject) => {
    const child = spawn('sh', [script, ...args], {
      detached: true,
      env: { ...process.env, PATH: `${programs}:${process.env.PATH}`, KILL_AT: String(killAt) },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    child.stdout.on('data', (data: Buffer) => (output += data.toString()));
    child.stderr.on('data', (data: Buffer) => (output += data.toString()));
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, output }));
  });
}

/**
 * Runs a script again and again, killed each time after its first change of the cluster, or before its second one, until it ends by itself: so
 * that each change is the last one of a run.
 */
export async function runKilled(area: string, script: string, ...args: readonly string[]): Promise<Outcome & { readonly kills: number }> {
  let kills = 0;
  for (;;) {
    const outcome = await runScript(area, script, 2 + (kills % 2), '--apply', ...args);
    if (outcome.status !== null) {
      count('kills', kills);
      return { ...outcome, kills };
    }
    kills += 1;
    if (kills > 120) throw new Error(`it was killed ${kills} times, and has not come to its end:\n${outcome.output}`);
  }
}

/** A Pod that is told to go goes when its kubelet says so: there is none here. Ends when what is returned is called. */
export function letPodsGo(api: ApiClient, namespace: string): () => void {
  const release = async () => {
    const pods = await api.list(`/api/v1/namespaces/${namespace}/pods`);
    for (const { metadata } of pods) {
      if (metadata.deletionTimestamp === undefined) continue;
      await api.request('DELETE', `/api/v1/namespaces/${namespace}/pods/${metadata.name}`, {
        kind: 'DeleteOptions',
        apiVersion: 'v1',
        gracePeriodSeconds: 0,
      });
    }
  };
  const timer = setInterval(() => void release().catch(() => undefined), 500);
  return () => clearInterval(timer);
}
