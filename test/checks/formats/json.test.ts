import { formatJson } from '../../../src/checks/formats/json';
import { rulePage } from '../../../src/checks/rule-page';
import { ACKNOWLEDGED, checked, ERROR, INFO } from './sample';

test('the document counts, and gives findings, acknowledged ones and problems as they are', () => {
  const problems = [{ file: 'a.yaml', line: 3, message: 'This is not YAML.' }];
  const document = JSON.parse(formatJson(checked({ findings: [ERROR, INFO], acknowledged: [ACKNOWLEDGED], problems })));
  expect(document).toEqual({
    formatVersion: 1,
    summary: { objects: 2, notKnown: 0, error: 1, warning: 0, info: 1, acknowledged: 1, notChecked: 1, failOn: 'error', failed: true },
    findings: [ERROR, INFO].map((finding) => ({ ...finding, page: rulePage(finding.rule) })),
    acknowledged: [{ ...ACKNOWLEDGED, page: rulePage(ACKNOWLEDGED.rule) }],
    problems,
    notKnown: [],
    notes: [],
  });
});
