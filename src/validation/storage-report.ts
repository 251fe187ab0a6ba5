import { Construct, IConstruct } from 'constructs';
import { ManifestSet } from '../checks/manifest-set';
import { Problems } from '../props/problems';
import { reportHtml } from '../report/html';
import { reportJson } from '../report/json';
import { reportMarkdown } from '../report/markdown';
import { reportOn } from '../report/report-on';
import { manifestsOf } from './constructed-manifests';

/**
 * Reports what each workload stores and what of it survives a restart, a new Pod, a lost node or a lost zone: with who else mounts it, its
 * class, its reclaim policy and its backup. It sees all objects below a construct together, whoever made them, and creates nothing.
 *
 * The practice it encodes: what is kept where is known before it is lost.
 *
 * @see https://kubernetes.io/docs/concepts/storage/volumes/
 */
export class StorageReport {
  /** The report on what a construct and all below it synthesize at this moment: an app, a chart, or what is in one. */
  public static of(scope: IConstruct): StorageReport {
    if (!Construct.isConstruct(scope)) {
      const problems = new Problems('StorageReport.of', 'a construct');
      problems.add('scope', scope, 'Give a construct: the app, a chart, or what is in one.');
      problems.throwIfAny();
    }
    return new StorageReport(scope);
  }

  private constructor(private readonly scope: IConstruct) {}

  /** The report as JSON text. */
  public toJson(): string {
    return reportJson(this.model());
  }

  /** The report as Markdown with Mermaid diagrams. */
  public toMarkdown(): string {
    return reportMarkdown(this.model());
  }

  /** The report as one HTML page that loads nothing. */
  public toHtml(): string {
    return reportHtml(this.model());
  }

  private model() {
    return reportOn(new ManifestSet(manifestsOf(this.scope)));
  }
}
