import { hasFailed, Planned } from './planned';

/** Changes only where readers of the old one would break. */
const FORMAT_VERSION = 1;

/** The plan for programs; its schema is `schemas/plan.schema.json` in the package. */
export function planJson(planned: Planned): string {
  const { plan, problems, notes, runbooks, failOn } = planned;
  const document = {
    formatVersion: FORMAT_VERSION,
    summary: {
      objects: plan.objects,
      ...plan.counts,
      acknowledged: plan.acknowledged.length,
      notCompared: problems.length,
      failOn,
      failed: hasFailed(planned),
    },
    changes: plan.changes,
    acknowledged: plan.acknowledged,
    runbooks,
    problems,
    notes,
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}
