import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheDirectory } from '../cluster/binaries';
import { run } from '../matrix/fresh-apps';
import { bindDependency, bindOwn, GO_RUNTIME, VERSIONS } from './bindings';

/*
 * How a user of each language installs the package and runs a program with it.
 */

/** Runs a program in a directory of its own, where it leaves dist/, and gives what it prints. */
export type Runner = (program: string, directory: string) => Promise<string>;

export interface Language {
  readonly title: string;
  readonly file: string;
  /** What has to be on PATH, as commands that print a version. */
  readonly needs: ReadonlyArray<readonly [string, ...string[]]>;
  /** Builds the package and installs it, in a directory. */
  readonly install: (directory: string) => Promise<Runner>;
}

const PYTHON: Language = {
  title: 'Python',
  file: 'main.py',
  needs: [['python3', '-c', 'import venv, ensurepip; import sys; sys.exit(sys.version_info < (3, 9))']],
  install: async (directory) => {
    const built = await bindOwn('python', directory);
    const [wheel] = readdirSync(built).filter((file) => file.endsWith('.whl'));
    const environment = join(directory, 'venv');
    await run(directory, 'python3', ['-m', 'venv', environment]);
    const python = join(environment, 'bin', 'python');
    const pinned = Object.entries(VERSIONS).map(([name, version]) => `${name}==${version}`);
    await run(directory, python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', join(built, wheel), ...pinned]);
    return (program, app) => run(app, python, [program]);
  },
};

const GO_MODULES = {
  'github.com/cdk8s-team/cdk8s-core-go/cdk8s/v2': ['cdk8s', 'cdk8s'],
  'github.com/cdk8s-team/cdk8s-plus-go/cdk8splus27/v2': ['cdk8s-plus-27', 'cdk8splus27'],
  'github.com/cdk8s-team/cdk8s-plus-go/cdk8splus33/v2': ['cdk8s-plus-33', 'cdk8splus33'],
} as const;

const GO: Language = {
  title: 'Go',
  file: 'main.go',
  needs: [['go', 'version']],
  install: async (directory) => {
    const own = await bindOwn('go', directory);
    const replaced: Array<readonly [string, string]> = [
      ['github.com/cdk8s-storage/cdk8s-storage-go/cdk8sstorage', join(own, 'cdk8sstorage')],
      ['github.com/aws/jsii-runtime-go', `github.com/aws/jsii-runtime-go v${GO_RUNTIME}`],
      ['github.com/aws/constructs-go/constructs/v10', `github.com/aws/constructs-go/constructs/v10 v${VERSIONS.constructs}`],
    ];
    for (const [module, [name, folder]] of Object.entries(GO_MODULES)) {
      replaced.push([module, join(await bindDependency('go', name), folder)]);
    }
    return async (program, app) => {
      copyFileSync(program, join(app, 'main.go'));
      writeFileSync(
        join(app, 'go.mod'),
        ['module market', 'go 1.25', ...replaced.map(([from, to]) => `replace ${from} => ${to}`), ''].join('\n'),
      );
      await run(app, 'go', ['mod', 'tidy']);
      await run(app, 'go', ['build', '-o', 'market', '.']);
      return run(app, join(app, 'market'), []);
    };
  },
};

const POM = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>market</groupId><artifactId>market</artifactId><version>1</version>
  <properties>
    <maven.compiler.source>17</maven.compiler.source><maven.compiler.target>17</maven.compiler.target>
    <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
  </properties>
  <dependencies>
    <dependency><groupId>io.github.cdk8s-storage</groupId><artifactId>cdk8s-storage</artifactId><version>0.0.0</version></dependency>
    <dependency><groupId>org.cdk8s</groupId><artifactId>cdk8s-plus-33</artifactId><version>${VERSIONS['cdk8s-plus-33']}</version></dependency>
  </dependencies>
</project>
`;

const JAVA: Language = {
  title: 'Java',
  file: 'Main.java',
  needs: [
    ['javac', '-version'],
    ['mvn', '-version'],
  ],
  install: async (directory) => {
    // A repository of its own: nobody's ~/.m2 gets modules that no registry has.
    const repository = join(cacheDirectory(), 'bindings', 'maven');
    const maven = (cwd: string, ...goals: string[]) => run(cwd, 'mvn', ['-q', '-B', `-Dmaven.repo.local=${repository}`, ...goals]);
    const installIn = (cwd: string) => maven(cwd, '-Dmaven.javadoc.skip=true', '-Dmaven.source.skip=true', 'install');
    for (const name of ['cdk8s-plus-27', 'cdk8s-plus-33'] as const) {
      const file = join(repository, 'org', 'cdk8s', name, VERSIONS[name], `${name}-${VERSIONS[name]}.jar`);
      if (!existsSync(file)) await installIn(await bindDependency('java', name));
    }
    await installIn(await bindOwn('java', directory));
    return async (program, app) => {
      const sources = join(app, 'src', 'main', 'java');
      mkdirSync(sources, { recursive: true });
      copyFileSync(program, join(sources, 'Main.java'));
      writeFileSync(join(app, 'pom.xml'), POM);
      return maven(app, 'compile', 'org.codehaus.mojo:exec-maven-plugin:3.1.0:java', '-Dexec.mainClass=Main');
    };
  },
};

export const LANGUAGES: readonly Language[] = [PYTHON, GO, JAVA];

/** The commands that a language lacks here. */
export const missingFor = ({ needs }: Language): string[] =>
  needs.filter(([command, ...args]) => spawnSync(command, args, { stdio: 'ignore' }).status !== 0).map(([command]) => command);
