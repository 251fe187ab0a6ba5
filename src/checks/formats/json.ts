import { Finding } from '../finding';
import { rulePage } from '../rule-page';
import { Checked, hasFailed, unknownKinds } from './checked';

/** Changes only where readers of the old one would break. */
const FORMAT_VERSION = 1;

/** The findings for programs. */
export function formatJson(checked: Checked): string {
  const { result, problems, notes = [], manifests, failOn } = checked;
  const { findings, acknowledged, counts } = result;
  const notKnown = unknownKinds(manifests);
  const document = {
    formatVersion: FORMAT_VERSION,
    summary: {
      objects: manifests.length,
      notKnown: notKnown.reduce((sum, { objects }) => sum + objects, 0),
      ...counts,
      acknowledged: acknowledged.length,
      notChecked: problems.length,
      failOn,
      failed: hasFailed(checked),
    },
    findings: findings.map(withPage),
    acknowledged: acknowledged.map(withPage),
    problems,
    notKnown,
    notes,
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

/** A finding, and where its rule is explained. */
function withPage<F extends Finding>(finding: F): F & { readonly page: string } {
  return { ...finding, page: rulePage(finding.rule) };
}
