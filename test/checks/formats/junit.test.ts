import { execFileSync } from 'node:child_process';
import { formatJunit } from '../../../src/checks/formats/junit';
import { ACKNOWLEDGED, checked, ERROR, INFO, WARNING } from './sample';

test('findings fail, those below the level pass with their text, acknowledged ones are skipped, clean objects pass', () => {
  const problems = [{ file: 'a.yaml', line: 3, message: 'This is not YAML.' }, { message: 'Nothing.' }];
  expect(formatJunit(checked({ findings: [ERROR, WARNING, INFO], acknowledged: [ACKNOWLEDGED], problems })))
    .toBe(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="cdk8s-storage" tests="7" failures="1" errors="2" skipped="1">
  <testsuite name="a.yaml" tests="1" failures="0" errors="1" skipped="0">
    <testcase name="can be checked" classname="a.yaml">
      <error type="not-checked" message="This is not YAML.">a.yaml:3</error>
    </testcase>
  </testsuite>
  <testsuite name="cdk8s-storage" tests="1" failures="0" errors="1" skipped="0">
    <testcase name="can be checked" classname="cdk8s-storage">
      <error type="not-checked" message="Nothing."></error>
    </testcase>
  </testsuite>
  <testsuite name="k8s/shop.yaml" tests="4" failures="1" errors="0" skipped="1">
    <testcase name="PersistentVolumeClaim shop/data: rwx-on-block-storage at /spec/accessModes/0" classname="k8s/shop.yaml">
      <failure type="rwx-on-block-storage" message="Claim data is ReadWriteMany, and a block disk is not.">error rwx-on-block-storage
k8s/shop.yaml:5
Claim data is ReadWriteMany, and a block disk is not.
Write ReadWriteOnce.</failure>
    </testcase>
    <testcase name="PersistentVolumeClaim shop/data: two-default-classes" classname="k8s/shop.yaml">
      <system-out>warning two-default-classes
k8s/shop.yaml:1
There are two &lt;default&gt; classes &amp; &quot;one&quot; too many.
Don&apos;t.</system-out>
    </testcase>
    <testcase name="PersistentVolumeClaim shop/data: host-path-volume at /spec/accessModes/0" classname="k8s/shop.yaml">
      <skipped message="It reads the node. (annotation of PersistentVolumeClaim shop/data)"/>
    </testcase>
    <testcase name="ConfigMap web" classname="k8s/shop.yaml"/>
  </testsuite>
  <testsuite name="app/shop" tests="1" failures="0" errors="0" skipped="0">
    <testcase name="unused-acknowledgement" classname="app/shop">
      <system-out>info unused-acknowledgement
app/shop
Nothing needs it.
Remove it.</system-out>
    </testcase>
  </testsuite>
</testsuites>
`);
});

test('what XML cannot hold is replaced, so that the report can be read', () => {
  const cause = 'a\u0000b\u001bc\ud800d\uffffe\rf\u{1f600}';
  const xml = formatJunit(checked({ findings: [{ ...ERROR, cause }] }));
  expect(xml).toContain('message="a\ufffdb\ufffdc\ufffdd\ufffde&#13;f\u{1f600}"');
  const read = 'import sys, xml.etree.ElementTree as e; print(e.fromstring(sys.stdin.buffer.read()).attrib["failures"])';
  if (hasPython()) expect(execFileSync('python3', ['-c', read], { input: xml, encoding: 'utf8' })).toBe('1\n');
});

function hasPython(): boolean {
  try {
    execFileSync('python3', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
