import { cdk8s, github, TextFile, YamlFile } from 'projen';

/*
 * What GitHub does with the repository, beyond what projen writes by itself.
 */

/** The types of conventional commits, of which the first two make a release. */
export const COMMIT_TYPES = ['feat', 'fix', 'perf', 'refactor', 'docs', 'test', 'build', 'ci', 'chore', 'revert'];

export const PULL_REQUEST = [
  '<!-- The title is a conventional commit, "fix: A claim ...": it becomes the commit, and says what users get. CONTRIBUTING.md tells more. -->',
  '',
  '## What, and why',
  '',
  '## What it does to manifests',
  '',
  '<!-- Nothing; or what changes in them, and what somebody with data does before it is applied. That belongs into CHANGELOG.md, too. -->',
  '',
  '- [ ] `CHANGELOG.md` says what users notice, if they notice anything',
  '- [ ] a test fails without the change, and says why it matters',
  '- [ ] snapshots that changed were read',
  '',
];

const { ActionRefs } = github;
const { JobPermission } = github.workflows;

/** Where tests may install what they need: root on Debian, and namespaces for a kubelet. */
export const PIPELINE_CONTAINER = { image: 'node:24-bookworm' };
const CONTAINER_OPTIONS = '--privileged';

/** Two cores take an hour for a small set of each heavy suite; those of others vary. */
const TIMEOUT_MINUTES = 150;

/** Whom changes are shown to, and where holes are reported. */
export function addOwners(project: cdk8s.ConstructLibraryCdk8s, owner: string, home: string): void {
  new YamlFile(project, '.github/ISSUE_TEMPLATE/config.yml', {
    obj: {
      blank_issues_enabled: true,
      contact_links: [
        {
          name: 'A hole in security',
          url: `${home}/security/advisories/new`,
          about: 'Report it in private, as SECURITY.md tells.',
        },
      ],
    },
  });
  new TextFile(project, '.github/CODEOWNERS', {
    lines: [
      '# A placeholder: the team has to be made in the organization, with write access, or another name put in its place (.projenrc.ts).',
      `* @${owner}/maintainers`,
      '',
    ],
  });
}

/** `.ci/run`, on each change, on the main branch, and each week with all of every suite; and for upgrades of what it is built with. */
export function addPipeline(project: cdk8s.ConstructLibraryCdk8s): void {
  const build = project.github!.addWorkflow('build');
  build.on({
    pullRequest: {},
    push: { branches: ['main'] },
    schedule: [{ cron: '23 3 * * 0' }],
    workflowDispatch: {},
  });
  build.addJob('build', {
    runsOn: ['ubuntu-latest'],
    container: PIPELINE_CONTAINER,
    timeoutMinutes: TIMEOUT_MINUTES,
    permissions: { contents: JobPermission.READ },
    env: { CI: 'true', FULL: "${{ github.event_name == 'schedule' && '1' || '' }}" },
    // The commit decides about seeds, and plans are told against revisions.
    steps: [github.WorkflowSteps.checkout({ with: { fetchDepth: 0 } }), ...toolchain(), { name: 'Run the pipeline', run: '.ci/run' }],
  });
  // projen writes the options as a list, which GitHub refuses.
  build.file!.addOverride('jobs.build.container.options', CONTAINER_OPTIONS);
  build.file!.addOverride('concurrency', {
    group: 'build-${{ github.ref }}',
    'cancel-in-progress': "${{ github.event_name == 'pull_request' }}",
  });

  for (const workflow of project.upgradeWorkflow!.workflows) {
    const job = workflow.getJob('upgrade') as github.workflows.Job;
    const steps = [...job.steps];
    const after = steps.findIndex(({ id }) => id === 'create_patch');
    if (after < 0) throw new Error('The workflow of upgrades has other steps than were known.');
    steps.splice(after, 0, ...toolchain(), UPGRADED);
    workflow.updateJob('upgrade', { ...job, steps, timeoutMinutes: TIMEOUT_MINUTES });
    workflow.file!.addOverride('jobs.upgrade.container.options', CONTAINER_OPTIONS);
  }
}

/** The site of the docs, as they are on the main branch. */
export function addSite(project: cdk8s.ConstructLibraryCdk8s): void {
  const site = project.github!.addWorkflow('site');
  site.on({ push: { branches: ['main'] }, workflowDispatch: {} });
  site.addJob('build', {
    runsOn: ['ubuntu-latest'],
    container: { image: PIPELINE_CONTAINER.image },
    permissions: { contents: JobPermission.READ },
    env: { CI: 'true' },
    steps: [
      github.WorkflowSteps.checkout(),
      { name: 'Install', run: 'npm ci' },
      { name: 'Build the site', run: 'npm run site' },
      { name: 'Upload it', uses: 'actions/upload-pages-artifact@v4', with: { path: 'dist/site' } },
    ],
  });
  site.addJob('publish', {
    needs: ['build'],
    runsOn: ['ubuntu-latest'],
    environment: 'github-pages',
    permissions: { pages: JobPermission.WRITE, idToken: JobPermission.WRITE },
    steps: [{ name: 'Publish it', uses: 'actions/deploy-pages@v4' }],
  });
  site.file!.addOverride('concurrency', { group: 'site', 'cancel-in-progress': false });
}

/** What fails the pipeline becomes no pull request. It wants a clean tree, so that the upgrade is a commit for as long as it runs. */
const UPGRADED: github.workflows.JobStep = {
  name: 'Run the pipeline',
  run: [
    'git add --all',
    'if git diff --cached --quiet; then exit 0; fi',
    'git -c user.name=upgrade -c user.email=upgrade@localhost commit --quiet --message "chore(deps): Upgrade dependencies"',
    '.ci/run',
    'git reset --quiet HEAD~1',
  ].join('\n'),
};

/** All that the suites can use: what is missing they pass over, and say so. */
function toolchain(): github.workflows.JobStep[] {
  return [
    // The checkout belongs to another user than the one of the container.
    { name: 'Trust the checkout', run: 'git config --global --add safe.directory "$GITHUB_WORKSPACE"' },
    { name: 'Setup Go', uses: ActionRefs.ACTIONS_SETUP_GO, with: { 'go-version': 'stable', cache: false } },
    { name: 'Setup Java', uses: ActionRefs.ACTIONS_SETUP_JAVA, with: { distribution: 'temurin', 'java-version': '21' } },
    { name: 'Install Maven and Python', run: 'apt-get update -qq && apt-get install -y -qq --no-install-recommends maven python3-venv' },
  ];
}

/** Publishes the project type beside the library, of one version with it, which `npm run release` has packed. */
export function addProjenPackage(project: cdk8s.ConstructLibraryCdk8s, environment: string): void {
  project.release!.addJobs({
    release_npm_projen: {
      name: 'Publish the project type to npm',
      needs: ['release', 'release_npm'],
      runsOn: ['ubuntu-latest'],
      environment,
      permissions: { idToken: JobPermission.WRITE, contents: JobPermission.READ },
      if: "needs.release.outputs.tag_exists != 'true' && needs.release.outputs.latest_commit == github.sha",
      steps: [
        {
          name: 'Setup Node.js',
          uses: ActionRefs.ACTIONS_SETUP_NODE,
          with: { 'node-version': '24', 'registry-url': 'https://registry.npmjs.org' },
        },
        {
          name: 'Download build artifacts',
          uses: ActionRefs.ACTIONS_DOWNLOAD_ARTIFACT,
          with: { 'artifact-ids': '${{ needs.release.outputs.artifact_id }}', path: 'dist' },
        },
        {
          name: 'Release',
          env: { DRY_RUN: "${{ inputs.dry_run && '--dry-run' || '' }}" },
          run: 'npm publish --access public $DRY_RUN dist/projen/*.tgz',
        },
      ],
    },
  });
}
