import { execFileSync } from 'child_process';
import { readFileSync, writeFileSync } from 'fs';
import { availableParallelism } from 'os';
import { join } from 'path';
import { ApiClient } from '../cluster/client';
import { ControlPlane } from '../cluster/control-plane';
import { readKubeconfig } from '../cluster/kubeconfig';
import { chosen } from './options';
import { Experiment } from './experiments/experiment';
import { prepareImages } from './images/catalogue';
import { Registry } from './images/registry';
import { Measured, Measurement } from './measured';
import { makeNetwork, NETWORK } from './node/network';
import { Node, NODE_USERS, NodeParts } from './node/node';
import { Stage } from './stage';

/*
 * Runs experiments, in namespaces that run.ts has made for it: whatever is started, mounted or set here ends with them.
 *
 *   tsx test/kubelet/session.ts SETTINGS
 */

export interface SessionSettings extends Omit<NodeParts, 'registry'> {
  readonly controlPlanes: readonly string[];
  readonly only?: string;
  readonly isFull: boolean;
  /** Where the results go. */
  readonly results: string;
}

export interface SessionResults {
  readonly failed: number;
  readonly passed: number;
  readonly measured: readonly Measurement[];
  readonly notes: readonly string[];
}

/** How many experiments run at the same time: they wait for the kubelet's periods more than for a processor. */
const AT_ONCE = 5;

/** Thousandths of a processor that Pods may ask for on this machine. */
const CPU = availableParallelism() * 1000;

async function main(settings: SessionSettings): Promise<SessionResults> {
  const experiments = chosen({ only: settings.only === undefined ? undefined : new RegExp(settings.only, 'i'), isFull: settings.isFull });
  const registry = await Registry.start(await prepareImages(experiments.flatMap(({ images }) => images)));
  makeNetwork();
  const clock = Date.now();
  const plane = await ControlPlane.start(settings.controlPlanes, { users: NODE_USERS, address: NETWORK.node });
  const api = new ApiClient(readKubeconfig(plane.kubeconfig));
  print(`the control plane is up after ${since(clock)}`);
  const node = new Node({ ...settings, registry: registry.url }, plane, api);
  const measured = new Measured();
  const notes = new Set<string>();
  const results = { passed: 0, failed: 0 };
  // What an experiment had begun before it failed may fail after it.
  process.on('unhandledRejection', (error: Error) => {
    results.failed++;
    print(`FAILED: in the background\n${error.stack}`);
  });
  try {
    await node.boot();
    print(`the node is ready after ${since(clock)}`);
    const runOne = async (experiment: Experiment) => {
      const begun = Date.now();
      const stage = new Stage(api, node, plane.kubeconfig, measured, (text) => notes.add(`${experiment.name}: ${text}`));
      try {
        for (const namespace of experiment.namespaces) {
          await stage.namespace(namespace, experiment.privileged?.includes(namespace) === true ? 'privileged' : 'restricted');
        }
        await experiment.run(stage);
        for (const namespace of experiment.namespaces) await stage.clear(namespace);
        results.passed++;
        print(`passed: ${experiment.name} (${since(begun)})`);
      } catch (error) {
        results.failed++;
        print(`FAILED: ${experiment.name} (${since(begun)})\n${(error as Error).stack}\n${node.diagnosis()}`);
        for (const namespace of experiment.namespaces) await stage.clear(namespace).catch((again: Error) => print(again.message));
      }
    };
    await together(
      experiments.filter(({ isAlone }) => isAlone !== true),
      runOne,
    );
    for (const experiment of experiments.filter(({ isAlone }) => isAlone === true)) await runOne(experiment);
  } catch (error) {
    print(node.diagnosis());
    throw error;
  } finally {
    await node.switchOff();
    registry.stop();
    api.close();
    await plane.stop();
  }
  return { ...results, measured: measured.all, notes: [...notes] };
}

/** Runs some at a time, but never two that fill the same namespace. */
async function together(experiments: readonly Experiment[], runOne: (experiment: Experiment) => Promise<void>): Promise<void> {
  const waiting = [...experiments];
  const running = new Map<Experiment, Promise<void>>();
  while (waiting.length > 0 || running.size > 0) {
    const taken = new Set([...running.keys()].flatMap(({ namespaces }) => namespaces));
    const room = CPU - [...running.keys()].reduce((sum, { cpu }) => sum + cpu, 0);
    const next =
      running.size < AT_ONCE ? waiting.findIndex(({ namespaces, cpu }) => cpu <= room && !namespaces.some((name) => taken.has(name))) : -1;
    if (next < 0) {
      await Promise.race(running.values());
      continue;
    }
    const [experiment] = waiting.splice(next, 1);
    running.set(
      experiment,
      runOne(experiment).finally(() => running.delete(experiment)),
    );
  }
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

const since = (start: number): string => `${((Date.now() - start) / 1000).toFixed(1)} s`;

const settings = JSON.parse(readFileSync(process.argv[2], 'utf8')) as SessionSettings;
// Its own directory, so that what a program writes there goes with the run.
execFileSync('mkdir', ['-p', join(settings.run, 'tmp')]);
process.env.TMPDIR = join(settings.run, 'tmp');
main(settings).then(
  (results) => {
    writeFileSync(settings.results, JSON.stringify(results));
    process.exit(results.failed === 0 ? 0 : 1);
  },
  (error: Error) => {
    process.stderr.write(`${error.stack}\n`);
    process.exit(2);
  },
);
