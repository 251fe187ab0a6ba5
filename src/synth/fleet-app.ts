import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, AppProps, Chart, Names, YamlOutputType } from 'cdk8s';
import { checkKnownProps } from '../props/known-props';
import { Problems } from '../props/problems';
import { withoutNulls } from '../props/without-nulls';
import { sortedCharts, sortedObjects } from './app-steps';
import { isKnownCdk8s, recordsConstructMetadata, writeConstructMetadata } from './cdk8s-guard';
import { Manifest, Synthesis } from './synthesis';
import { writeYaml } from './yaml-writer';

/**
 * An app for many charts: it synthesizes, byte for byte, the files that the App of cdk8s synthesizes, in time that grows with the number
 * of charts and not with its square.
 *
 * It takes the place of `App` and creates nothing else. The practice it encodes: each team, tenant or service of a fleet has a chart and a
 * file of its own, and all of them come from one run.
 *
 * Dependencies are resolved and validations run once, before anything is written, where cdk8s does both again for each chart. Order,
 * names, file numbers and error messages are those of cdk8s. With a release of cdk8s whose App has options that this class does not
 * know, it leaves all to cdk8s.
 *
 * @see https://cdk8s.io/docs/latest/basics/app/
 * @example
 * const fleet = new FleetApp();
 * for (const team of ['shop', 'search']) {
 *   const services = new Chart(fleet, team, { namespace: team });
 *   new kplus.Deployment(services, 'web', { containers: [{ image: 'registry.example.com/web:2.7.0', portNumber: 8080 }] });
 * }
 * fleet.synth();
 */
export class FleetApp extends App {
  public constructor(props?: AppProps) {
    props = withoutNulls(props, 'cdk8s.AppProps');
    const problems = new Problems('FleetApp', 'the app');
    checkKnownProps(problems, '', props, 'cdk8s.AppProps');
    problems.throwIfAny();
    super(props);
  }

  /** All charts of the app, each after those that it depends on. */
  public get charts(): Chart[] {
    return isKnownCdk8s() ? sortedCharts(this) : super.charts;
  }

  /** Writes the manifests of all charts to the output directory. */
  public synth(): void {
    if (!isKnownCdk8s()) {
      super.synth();
      return;
    }
    mkdirSync(this.outdir, { recursive: true });
    const synthesis = new Synthesis(this);
    synthesis.validate();
    const numbered = synthesis.resolve();
    writeFiles(this, synthesis, numbered);
    if (recordsConstructMetadata(this)) {
      writeConstructMetadata(
        this,
        this.charts.flatMap((chart) => sortedObjects(chart)),
      );
    }
  }

  /** The manifests of all charts as one YAML text. */
  public synthYaml(): string {
    if (!isKnownCdk8s()) return super.synthYaml();
    const synthesis = new Synthesis(this);
    synthesis.resolve();
    synthesis.validate();
    return writeYaml(this.charts.flatMap((chart) => synthesis.manifests(chart)));
  }
}

function writeFiles(app: App, synthesis: Synthesis, numbered: boolean): void {
  const charts = app.charts;
  const save = (folder: string, name: string, manifests: readonly unknown[]) =>
    writeFileSync(join(folder, name + app.outputFileExtension), writeYaml(manifests), { encoding: 'utf8' });
  const nameOf = (chart: Chart, index: number) =>
    numbered ? `${String(index).padStart(4, '0')}-${Names.toDnsLabel(chart)}` : Names.toDnsLabel(chart);
  switch (app.yamlOutputType) {
    case YamlOutputType.FILE_PER_APP: {
      const manifests = charts.flatMap((chart) => synthesis.manifests(chart));
      if (charts.length > 0) save(app.outdir, 'app', manifests);
      break;
    }
    case YamlOutputType.FILE_PER_CHART:
      charts.forEach((chart, index) => {
        const name = nameOf(chart, index);
        save(app.outdir, name, synthesis.manifests(chart));
      });
      break;
    case YamlOutputType.FILE_PER_RESOURCE:
      for (const chart of charts) {
        for (const manifest of synthesis.manifests(chart)) {
          if (manifest !== undefined) save(app.outdir, fileName(manifest), [manifest]);
        }
      }
      break;
    case YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE:
      charts.forEach((chart, index) => {
        const name = nameOf(chart, index);
        const objects = sortedObjects(chart);
        const folder = join(app.outdir, name);
        mkdirSync(folder, { recursive: true });
        for (const object of objects) save(folder, fileName(object), [object.toJson()]);
      });
      break;
    default:
      break;
  }
}

function fileName(manifest: Manifest): string {
  return `${String(manifest.kind)}.${String(manifest.metadata.name)}`.replace(/[^0-9a-zA-Z-_.]/g, '');
}
