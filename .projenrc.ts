import { cdk8s, javascript, release, typescript, TaskShell } from 'projen';
import { addOwners, addPipeline, addProjenPackage, addSite, COMMIT_TYPES, PIPELINE_CONTAINER, PULL_REQUEST } from './projenrc/workflows';

// What is published, and from where, is named here alone; `test/repository.test.ts` compares what else says it.
const OWNER = 'cdk8s-storage';
const HOME = `https://github.com/${OWNER}/cdk8s-storage`;
const SITE = `https://${OWNER}.github.io/cdk8s-storage/`;
const GO_REPOSITORY = `github.com/${OWNER}/cdk8s-storage-go`;

/** A newer one than the oldest that is supported: npm's trusted publishing wants what comes with it. */
const WORKFLOW_NODE = '24';

/** Whoever may publish is named in the settings of this environment. */
const RELEASE_ENVIRONMENT = 'release';

const project = new cdk8s.ConstructLibraryCdk8s({
  name: 'cdk8s-storage',
  description: 'Typed constructs that encode Kubernetes storage practice and synthesize manifests that are right the first time.',
  keywords: ['cdk8s', 'kubernetes', 'storage', 'persistent-volume', 'storageclass', 'statefulset', 'nfs'],
  author: 'cdk8s-storage contributors',
  authorAddress: `https://github.com/${OWNER}`,
  authorOrganization: true,
  repositoryUrl: `${HOME}.git`,
  homepage: SITE,
  license: 'Apache-2.0',
  copyrightOwner: 'cdk8s-storage contributors',
  defaultReleaseBranch: 'main',
  projenrcTs: true,
  packageManager: javascript.NodePackageManager.NPM,
  minNodeVersion: '20.16.0',

  // The oldest peers that are supported: the repository is built and tested against exactly these,
  // and `.ci/run` installs the packed tarball with the newest ones.
  cdk8sVersion: '2.70.0',
  constructsVersion: '10.3.0',
  peerDeps: ['cdk8s-plus-27@^2.9.5'],
  // jsii wants runtime dependencies that are not jsii modules to come with the package.
  bundledDeps: ['js-yaml@^5.5.0', 'yaml@^2.9.1'],
  jsiiVersion: '~6.0.0',
  typescriptVersion: '~6.0.0',
  runner: typescript.TypeScriptRunner.tsx(),
  npmTrustedPublishing: true,
  publishToPypi: { distName: 'cdk8s-storage', module: 'cdk8s_storage', trustedPublishing: true, attestations: true },
  // Maven Central and Go know no trusted publishing: CONTRIBUTING.md names the secrets.
  publishToMaven: {
    javaPackage: 'io.github.cdk8sstorage',
    mavenGroupId: 'io.github.cdk8s-storage',
    mavenArtifactId: 'cdk8s-storage',
    mavenServerId: 'central-ossrh',
  },
  publishToGo: { moduleName: GO_REPOSITORY, packageName: 'cdk8sstorage' },
  bin: { 'cdk8s-storage': 'lib/cli/main.js' },
  devDeps: [
    '@eslint/js',
    '@microsoft/jest-sarif',
    '@monokle/validation@0.33.0',
    'ajv',
    'cdk8s-cli',
    'esbuild',
    'eslint',
    'fast-check',
    'jsii-docgen@^10.5.0',
    'prettier',
    'tsx',
    'typescript-eslint',
  ],

  tsconfigDev: {
    compilerOptions: { paths: { 'cdk8s-storage': ['../src/index.ts'] } },
    // Sources of apps that the matrix makes, which it compiles as their users do.
    exclude: ['matrix/app'],
  },

  jestOptions: {
    jestVersion: '^30',
    updateSnapshot: javascript.UpdateSnapshot.NEVER,
    configFilePath: 'jest.config.json',
    passWithNoTests: false,
    junitReporting: false,
    jestConfig: {
      moduleNameMapper: { '^cdk8s-storage$': '<rootDir>/src' },
      // Jest leaves a core free by default, which on two cores doubles the time.
      maxWorkers: '100%',
      testMatch: ['<rootDir>/@(test|examples)/**/*.test.ts'],
      // Generated cases begin at a seed that follows from the commit, and is printed.
      globalSetup: '<rootDir>/test/seed/announce.ts',
      setupFiles: ['<rootDir>/test/seed/use.ts'],
      testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/integration/'],
      collectCoverage: false,
      collectCoverageFrom: ['src/**/*.ts'],
      coverageThreshold: { branches: 95 },
      coverageReporters: ['lcovonly'],
    },
  },

  // The reference is made with the site, below.
  docgen: false,

  // Lint and formatting are configured below: projen's own eslint task fixes silently.
  eslint: false,

  // The pipeline is `.ci/run`, whoever runs it; the workflows call it.
  github: true,
  githubOptions: { mergify: false, pullRequestLintOptions: { semanticTitleOptions: { types: COMMIT_TYPES } } },
  pullRequestTemplateContents: PULL_REQUEST,
  buildWorkflow: false,
  workflowNodeVersion: WORKFLOW_NODE,
  depsUpgradeOptions: { workflowOptions: { schedule: javascript.UpgradeDependenciesSchedule.WEEKLY, container: PIPELINE_CONTAINER } },

  // A release is started by a person, after CHANGELOG.md and the baseline name its version.
  release: true,
  releaseTrigger: release.ReleaseTrigger.workflowDispatch(),
  releaseEnvironment: RELEASE_ENVIRONMENT,
  jsiiReleaseVersion: '0.2.1061',
  // The newest that runs on the oldest Node that is supported.
  bumpPackage: 'commit-and-tag-version@^12',
  // Without tags the tool would begin at 0.0.0; from then on commits say what follows.
  nextVersionCommand: `node -p "process.env.LATEST_TAG ? '' : '0.1.0'"`,

  integrationTestAutoDiscover: false,
  sampleCode: false,
  // The second also where it is a link to the modules of another checkout.
  gitignore: ['.DS_Store', '/node_modules'],
});

// To the shell of projen, a program that a signal ended, as one that is out of memory, has passed.
project.tasks.shell = TaskShell.system();

const knownProps = project.addTask('known-props', {
  description: 'Write the table of the props that the API knows, after its types',
  steps: [{ exec: 'tsx projenrc/known-props.ts' }],
});
project.addTask('kubernetes-fields', {
  description: 'Write the table of the fields that objects of Kubernetes have, after the API server that kubectl reaches',
  steps: [{ exec: 'tsx projenrc/kubernetes-fields.ts' }],
});
project.addTask('rule-pages', {
  description: 'Write the pages about the rules, docs/rules, after the rules',
  steps: [{ exec: 'tsx projenrc/rule-pages.ts' }],
});
project.addTask('storage-map', {
  description: 'Write the page of all fields and kinds of storage, docs/storage-map.md, after its rows',
  steps: [{ exec: 'tsx projenrc/storage-map.ts' }],
});
project.compileTask.prependSpawn(knownProps);
project.compileTask.exec('tsx projenrc/check-known-props.ts');

project.compileTask.exec('mkdir -p lib/scripts/parts && cp src/scripts/*.sh lib/scripts/ && cp src/scripts/parts/*.sh lib/scripts/parts/');

// Loaded at first use: most apps need a few of the modules.
project.compileTask.exec('tsx projenrc/lazy-index.ts');

// What the command checks with, in one file: hundreds take longer to be found and read than most checks do.
project.compileTask.exec('tsx projenrc/bundle-check.ts');

// At a release: what it is announced by, and the project type of the same version.
// By Node: projen's shell has a `test` of its own, which fails at this, and the step would be passed over.
const AT_RELEASE = { condition: 'node -e "if (!process.env.RELEASE) process.exit(1)"' };
// What README and the API show is said in the languages of the packages; what is not found is left in TypeScript.
project.postCompileTask.exec('jsii-rosetta extract --strict', AT_RELEASE);
project.postCompileTask.exec('tsx test/release/announce.ts', AT_RELEASE);
project.postCompileTask.exec('tsx packages/cdk8s-storage-projen/build.ts dist/projen', AT_RELEASE);

// Examples and the bench are programs of their own, checked against the sources.
for (const part of ['examples', 'bench']) {
  new javascript.TypescriptConfig(project, {
    fileName: `${part}/tsconfig.json`,
    extends: javascript.TypescriptConfigExtends.fromTypescriptConfigs([project.tsconfig!]),
    include: ['**/*.ts'],
    compilerOptions: { noEmit: true, rootDir: '..', paths: { 'cdk8s-storage': ['../src/index.ts'] } },
  });
}

project.gitignore.exclude('/.jsii.tabl.json');
for (const path of [
  '/.ci',
  '/.jsii.tabl.json',
  '/.npmrc',
  '/.pre-commit-hooks.yaml',
  '/.prettierignore',
  '/.prettierrc.json',
  '/CONTRIBUTING.md',
  '/SECURITY.md',
  '/action.yml',
  '/bench',
  '/eslint.config.mjs',
  '/examples/*.ts',
  '/examples/**/*.test.ts',
  '/examples/**/__snapshots__',
  '/packages',
  '/rosetta',
  '/site',
]) {
  project.npmignore?.exclude(path);
}

// The package's own name resolves to itself, so that examples import what users import.
project.package.addField('exports', {
  '.': './lib/index.js',
  './jest': './lib/jest.js',
  './package.json': './package.json',
  './.jsii': './.jsii',
});

addOwners(project, OWNER, HOME);
addPipeline(project);
addSite(project);
addProjenPackage(project, RELEASE_ENVIRONMENT);

// Any npm mirror serves: the lock file records no download addresses.
const npm = new javascript.NpmConfig(project);
npm.addConfig('omit-lockfile-registry-resolved', 'true');

// pre-commit, and whoever installs a tag from git, gets the sources, which npm prepares before it packs them; for a global installation, as
// pre-commit's is, it has not installed what that takes.
project.package.setScript(
  'prepare',
  'test -e lib/cli/main.js || { test -e node_modules/projen || npm ci --no-global --ignore-scripts; npm run compile; }',
);
project.package.setScript('prepack', 'node projenrc/prepack.mjs');
// Releases of pre-commit before 4.6 take all that `npm pack` prints for the name of the tarball.
npm.addConfig('foreground-scripts', 'false');

project.addTask('examples', {
  description: 'Synthesize every example with the cdk8s CLI into dist/examples and list what was made',
  steps: [{ spawn: project.compileTask.name }, { exec: 'tsx examples/synth-all.ts' }],
});

project.addTask('test:package', {
  description: 'Install the packed tarball into a fresh app, check its types and synthesize it',
  steps: [{ spawn: project.compileTask.name }, { exec: 'tsx test/package/run.ts' }],
});

const lint = project.addTask('lint', { description: 'Check types, code style and formatting; changes nothing' });
for (const part of ['test', 'examples', 'bench', 'projenrc', 'templates', 'packages/cdk8s-storage-projen', 'site']) {
  lint.exec(`tsc -p ${part}/tsconfig.json`);
}
lint.exec('eslint --max-warnings 0 .');
lint.exec('prettier --check .');
project.addTask('format', {
  description: 'Format the code and fix what eslint can fix',
  steps: [{ exec: 'prettier --write .' }, { exec: 'eslint --fix .' }],
});
project.addTask('test:coverage', {
  description: 'Run the fast tests and fail where less than 95 % of the branches are covered',
  // For each suite, jest keeps the code of each file that it has loaded.
  env: { NODE_OPTIONS: '--max-old-space-size=8192' },
  steps: [{ exec: 'jest --ci --coverage', receiveArgs: true }],
});
project.addTask('test:matrix', {
  description: 'Compile and run all that can be done to a workload, for every make of workload, against the packed tarball',
  steps: [{ spawn: project.compileTask.name }, { exec: 'tsx test/matrix/run.ts', receiveArgs: true }],
});
project.addTask('test:scripts', {
  description: 'Run the embedded shell scripts under busybox sh and dash, with shellcheck; needs all three',
  env: { SCRIPT_SHELLS: 'busybox sh,dash' },
  steps: [{ exec: 'tsx test/scripts/shellcheck.ts' }, { exec: 'jest --ci test/scripts', receiveArgs: true }],
});

project.addTask('test:integration', {
  description:
    'Run scripts and manifests on real PostgreSQL and MariaDB servers and beside programs that are reloaded, which it finds or installs',
  steps: [{ exec: 'jest --ci --testPathIgnorePatterns /node_modules/ -- test/integration', receiveArgs: true }],
});

project.addTask('test:scaffold', {
  description: 'Make an app of every pattern, install the packed tarball into it, test and synthesize it',
  steps: [{ spawn: project.compileTask.name }, { exec: 'tsx test/scaffold/run.ts', receiveArgs: true }],
});
project.addTask('test:projen', {
  description: 'Build the projen project type and make an app with it',
  steps: [
    { spawn: project.compileTask.name },
    { exec: 'tsx packages/cdk8s-storage-projen/build.ts' },
    { exec: 'tsx packages/cdk8s-storage-projen/test/run.ts' },
  ],
});
project.addTask('test:cluster', {
  description: 'Apply examples and generated manifests to real API servers, which it finds or builds with Go',
  steps: [{ exec: 'tsx test/cluster/run.ts', receiveArgs: true }],
});
project.addTask('test:kubelet', {
  description: 'Run examples and small apps on a real kubelet in namespaces of its own, kill what runs, and measure what the docs promise',
  steps: [{ exec: 'tsx test/kubelet/run.ts', receiveArgs: true }],
});
project.addTask('test:languages', {
  description: 'Build the package for Python, Go and Java, and run the same apps in each as in TypeScript, where its tools are present',
  steps: [{ spawn: project.compileTask.name }, { exec: 'tsx test/languages/run.ts', receiveArgs: true }],
});
project.addTask('test:linters', {
  description: 'Run linters of others over all examples',
  steps: [{ exec: 'tsx test/linters/run.ts', receiveArgs: true }],
});
project.addTask('comparison', {
  description: 'Measure what tools of others find of the mistakes that our rules find; --write writes the table of docs/comparison.md',
  steps: [{ exec: 'tsx test/comparison/run.ts', receiveArgs: true }],
});
project.addTask('test:kubectl-yaml', {
  description: 'Compare what is read of generated YAML with what kubectl reads of it',
  steps: [{ exec: 'tsx test/kubectl-yaml/run.ts', receiveArgs: true }],
});
project.addTask('test:alarms', {
  description:
    'Try each alert with promtool, and compare the longest time between two runs of a schedule with what the parser of the CronJob controller does',
  steps: [{ exec: 'tsx test/alarms/run.ts', receiveArgs: true }],
});
project.addTask('test:pipelines', {
  description: 'Run the steps of action.yml, and the hooks by pre-commit, from a checkout as users get it',
  steps: [{ exec: 'tsx test/pipelines/run.ts', receiveArgs: true }],
});
project.addTask('site', {
  description: 'Build the site of the docs, with the reference of the API, in dist/site',
  steps: [{ spawn: project.compileTask.name }, { exec: 'tsx site/generator/run.ts', receiveArgs: true }],
});
project.addTask('test:site', {
  description: 'Build the site, follow all of its links, and read it in Chromium, on a desktop and on a phone',
  steps: [{ spawn: project.compileTask.name }, { exec: 'tsx site/generator/run.ts' }, { exec: 'tsx test/site/run.ts', receiveArgs: true }],
});
project.addTask('corpus', {
  description: 'Check any folder of YAML: findings of each rule, exit codes, time, memory, and a sample to judge',
  steps: [{ spawn: project.compileTask.name }, { exec: 'tsx test/corpus/run.ts', receiveArgs: true }],
});
project.addTask('bench', {
  description: 'Measure synthesis, loading and checks, as ratios within one run',
  steps: [{ spawn: project.compileTask.name }, { exec: 'tsx bench/run.ts', receiveArgs: true }],
});

project.addTask('release:check', {
  description: 'Build what a release publishes and verify it, and compare API and manifests with the last release; FULL=1 does all of it',
  steps: [{ spawn: project.compileTask.name }, { exec: 'tsx test/release/run.ts', receiveArgs: true }],
});
project.addTask('release:baseline', {
  description: 'Note API and manifests of today as those of the release that CHANGELOG.md names first',
  steps: [{ spawn: project.compileTask.name }, { exec: 'tsx test/release/note.ts' }],
});

// Snapshots change when a person runs `npx jest --ci=false -u FILE`, and by no task.
project.tasks.removeTask('test:update');

// Version 1.13.0 (behind jest) names binaries for platforms that were never published, which `npm ci` takes for an outdated lock file.
project.package.addPackageResolutions('unrs-resolver@1.12.2');

// jsii warns about Node 20, which this library supports on purpose.
project.tasks.addEnvironment('JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION', '20');

project.synth();
