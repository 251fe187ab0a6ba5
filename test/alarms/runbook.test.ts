import { readFileSync } from 'fs';
import { join } from 'path';
import { StorageAlarm } from '../../src';
import { RUNBOOKS } from '../../src/alarms/rule';
import { HOME } from '../../src/facts/repository';
import { ROOT } from '../sources';
import { groupsWith } from './app';

const path = RUNBOOKS.replace(`${HOME}/blob/main/`, '');
const text = readFileSync(join(ROOT, path), 'utf8');
/** As the page is shown: a heading in small letters, without anything but letters, digits and hyphens. */
const anchors = [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
  heading
    .toLowerCase()
    .replace(/[^a-z0-9 -]/g, '')
    .replace(/ /g, '-'),
);

test.each(Object.values(StorageAlarm))('%s has a part of the runbook, with something to do', (alarm) => {
  expect(anchors.filter((anchor) => anchor === alarm.toLowerCase())).toHaveLength(1);
  const part = text.split(`### ${alarm}\n`)[1].split(/^#/m)[0];
  expect(part.trim().length).toBeGreaterThan(80);
});

test('the runbook has no part of an alert that there is not', () => {
  const named = [...text.matchAll(/^### (Storage\w+)$/gm)].map(([, name]) => name);
  expect(named.sort()).toEqual(Object.values(StorageAlarm).sort());
});

test('every alert of an app leads to its part', () => {
  const rules = groupsWith().flatMap((group) => group.rules);
  expect([...new Set(rules.map(({ alert }) => alert))].sort()).toEqual(Object.values(StorageAlarm).sort());
  for (const { annotations } of rules) {
    const [page, anchor] = annotations.runbook_url.split('#');
    expect([page, anchors.includes(anchor)]).toEqual([RUNBOOKS, true]);
  }
});
