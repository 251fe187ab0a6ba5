import { spawnSync } from 'child_process';
import { readFileSync } from 'fs';
import { join } from 'path';
import { parseAllDocuments } from 'yaml';
import { Manifest } from '../cluster/client';
import { Documents, Finding } from './finding';

/** Runs a program over files and reads the JSON that it writes: linters end with failure where they find something. */
function run(program: string, args: readonly string[]): Manifest {
  const { stdout, stderr, error } = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 2 ** 28 });
  if (error !== undefined) throw error;
  try {
    return JSON.parse(stdout);
  } catch (cause) {
    throw new Error(`${program} ${args.join(' ')} wrote no JSON:\n${stdout}${stderr}`, { cause });
  }
}

/** The objects of one example are looked at together, so that a linter finds the budget of a Deployment. */
function byExample(documents: readonly Documents[]): Map<string, string[]> {
  const files = new Map<string, string[]>();
  for (const { example, file } of documents) files.set(example, [...(files.get(example) ?? []), file]);
  return files;
}

/** kube-score, with all of its tests unless told which. */
export function kubeScore(programs: string, documents: readonly Documents[], tests = ['--all-default-optional']): Finding[] {
  const args = ['score', ...tests, '--kubernetes-version', 'v1.28', '--output-format', 'json'];
  return [...byExample(documents)].flatMap(([example, files]) =>
    ((run(join(programs, 'kube-score'), [...args, ...files]) ?? []) as Manifest[]).flatMap(
      ({ type_meta: type, object_meta: { name }, checks }) =>
        checks
          .filter(({ skipped, grade }: Manifest) => !skipped && grade < 10)
          .map(({ check, comments }: Manifest) => ({
            rule: `kube-score/${check.id}`,
            example,
            object: `${type.kind} ${name}`,
            message: (comments ?? []).map(({ path, summary }: Manifest) => `${path} ${summary}`.trim()).join('; '),
          })),
    ),
  );
}

/** kube-linter, with all of its checks unless told which. */
export function kubeLinter(program: string, documents: readonly Documents[], checks = ['--add-all-built-in']): Finding[] {
  return [...byExample(documents)].flatMap(([example, files]) => {
    const { Reports: reports } = run(program, ['lint', ...checks, '--format', 'json', ...files]);
    return (reports ?? []).map(({ Check: check, Diagnostic: { Message: message }, Object: { K8sObject: object } }: Manifest) => ({
      rule: `kube-linter/${check}`,
      example,
      object: `${object.GroupVersionKind.Kind} ${object.Name}`,
      message,
    }));
  });
}

/** kubeconform with the schemas of a server; a kind without one is a finding. */
export function kubeconform(programs: string, schemas: string, documents: readonly Documents[]): Finding[] {
  const location = join(schemas, '{{.ResourceKind}}{{.KindSuffix}}.json');
  return [...byExample(documents)].flatMap(([example, files]) => {
    const { resources } = run(join(programs, 'kubeconform'), [
      '-strict',
      '-verbose',
      '-output',
      'json',
      '-schema-location',
      location,
      ...files,
    ]);
    return (resources as Manifest[])
      .filter(({ status }) => status !== 'statusValid')
      .map(({ kind, name, msg }) => ({ rule: 'kubeconform/schema', example, object: `${kind} ${name}`, message: msg }));
  });
}

/** The Pod Security and practice rules of Monokle, all of them; others would fetch schemas from the network. */
export async function monokle(documents: readonly Documents[]): Promise<Finding[]> {
  // A module that only `import()` loads.
  const { createDefaultMonokleValidator } = await import('@monokle/validation');
  const validator = createDefaultMonokleValidator();
  const plugins = ['pod-security-standards', 'practices'];
  const others = ['yaml-syntax', 'kubernetes-schema', 'resource-links'];
  await validator.preload({
    plugins: Object.fromEntries([...plugins.map((name) => [name, true]), ...others.map((name) => [name, false])]),
    rules: Object.fromEntries(
      Object.entries(validator.rules).flatMap(([plugin, rules]) =>
        plugins.includes(plugin) ? rules.map(({ name }) => [`${plugin}/${name}`, true]) : [],
      ),
    ),
  });
  const findings: Finding[] = [];
  for (const [example, files] of byExample(documents)) {
    const resources = files.flatMap((file) => resourcesOf(file));
    const { runs } = await validator.validate({ resources });
    for (const { results } of runs) {
      for (const { rule, ruleId, message, locations } of results) {
        const { toolComponent } = rule;
        const names = validator.rules[toolComponent.name].find(({ id }) => id === ruleId);
        const resource = resources.find(({ id }) => id === locations[1].physicalLocation?.artifactLocation.uri);
        findings.push({
          rule: `monokle/${names?.name ?? ruleId}`,
          example,
          object: `${resource?.kind} ${resource?.name}`,
          message: message.text,
        });
      }
    }
  }
  return findings;
}

function resourcesOf(file: string) {
  return parseAllDocuments(readFileSync(file, 'utf8')).map((document, index) => {
    const content: Manifest = document.toJS();
    const { apiVersion, kind, metadata } = content;
    return {
      id: `${file}#${index}`,
      fileId: file,
      filePath: file,
      fileOffset: 0,
      name: metadata.name,
      namespace: metadata.namespace,
      apiVersion,
      kind,
      content,
      text: document.toString(),
    };
  });
}
