import { Checked, hasFailed } from './checked';

/** Changes only where readers of the old one would break. */
const FORMAT_VERSION = 1;

/** The findings for programs. */
export function formatJson(checked: Checked): string {
  const { result, problems, manifests, failOn } = checked;
  const { findings, acknowledged, counts } = result;
  const document = {
    formatVersion: FORMAT_VERSION,
    summary: {
      objects: manifests.length,
      ...counts,
      acknowledged: acknowledged.length,
      notChecked: problems.length,
      failOn,
      failed: hasFailed(checked),
    },
    findings,
    acknowledged,
    problems,
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}
