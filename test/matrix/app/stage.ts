import { chmodSync, mkdirSync, writeFileSync } from 'fs';
import { join } from 'path';
import { Chart, Yaml } from 'cdk8s';
import { Construct } from 'constructs';
import { workload } from './plain';
import { barePod } from './l1';
import * as things from './things';

/*
 * What the examples of the docs stand on: what they do not make themselves, files in the directory of the app, and a helm that prints what
 * a chart would give.
 */

export function stage(chart: Chart) {
  mkdirSync('k8s', { recursive: true });
  const objects = [workload('Deployment'), workload('Deployment', {}, 'worker'), workload('CronJob', {}, 'worker')];
  writeFileSync(join('k8s', 'shop.yaml'), Yaml.stringify(...objects));
  writeFileSync(join('k8s', 'cache.yaml'), Yaml.stringify(workload('StatefulSet', {}, 'cache')));
  mkdirSync('bin', { recursive: true });
  writeFileSync(join('bin', 'helm'), '#!/bin/sh\nexec cat k8s/cache.yaml\n');
  chmodSync(join('bin', 'helm'), 0o755);
  process.env.PATH = `${join(process.cwd(), 'bin')}:${process.env.PATH}`;
  return {
    claim: things.disk(chart),
    scratch: things.scratch(chart),
    store: things.store(chart),
    database: things.database(chart),
    storageClass: things.storageClass,
    web: barePod(new Construct(chart, 'stage')),
  };
}
