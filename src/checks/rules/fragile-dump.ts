import { DUMP_PROGRAMS } from '../../facts/dump-programs';
import { isUnder } from '../../facts/kubernetes/paths';
import { mountOver } from '../lookup/mounts';
import { commandsOf, mentions, placeOfCommands, programOf, ShellCommand, strictnessOf } from '../lookup/shell';
import { Container, PodTemplate } from '../pod-template';
import { Discovery, Rule, RuleContext } from '../rule';
import { yaml } from '../yaml-text';

function* check({ set }: RuleContext): Generator<Discovery> {
  for (const pod of set.pods) {
    if (pod.workload.type !== 'batch/CronJob') continue;
    const container = pod.containers.find((candidate) => mentions(candidate, DUMP));
    if (container !== undefined) yield* checkDump(pod, container);
  }
}

const DUMP = new RegExp(`\\b(?:${[...DUMP_PROGRAMS].join('|')})\\b`);

/** Programs that take a file elsewhere, or give it another name. */
const TAKES_AWAY =
  /^(mv|cp|aws|s3cmd|mc|rclone|gsutil|gcloud|az|azcopy|restic|borg|kopia|scp|rsync|curl|sftp|duplicity|split|ln|savelog|logrotate)$/;

function* checkDump(pod: PodTemplate, container: Container): Generator<Discovery> {
  const commands = commandsOf(container);
  const index = commands.findIndex((command) => DUMP_PROGRAMS.has(programOf(command)));
  if (index < 0) return;
  const hidden = hidesFailure(container, commands, index);
  if (hidden !== undefined) {
    yield { level: 'warning', at: placeOfCommands(container), ...hidden };
    return;
  }
  const file = targetOf(commands, index);
  const rest = commands.slice(index + 1);
  const lost = file === undefined ? undefined : lostWith(pod, container, file, rest);
  if (lost !== undefined) {
    yield {
      level: 'warning',
      at: placeOfCommands(container),
      cause: `Each dump of ${pod.workload.toString()} is written to ${file}, ${lost}, and nothing takes it away: it goes with the Pod.`,
      remedy: 'Write it to a claim, or copy it to where backups are kept before the Job ends.',
    };
    return;
  }
  if (
    file !== undefined &&
    !/[$`%]/.test(file) &&
    file.startsWith('/') &&
    !file.startsWith('/dev/') &&
    !rest.some((command) => TAKES_AWAY.test(programOf(command)))
  ) {
    yield {
      at: placeOfCommands(container),
      cause: `Each dump of ${pod.workload.toString()} is written over the one before, ${file}: one that fails half-way leaves none.`,
      remedy: 'Write to a temporary file, and rename it when it is complete, to a name with the date.',
    };
    return;
  }
  const policy = pod.workload.root.at('spec', 'concurrencyPolicy');
  if (policy.text === 'Forbid' || policy.text === 'Replace') return;
  yield {
    at: policy.exists ? policy : pod.workload.root.at('spec', 'schedule'),
    cause: `A dump of ${pod.workload.toString()} that takes longer than its schedule runs beside the next, and both slow each other down.`,
    remedy: 'Set concurrencyPolicy: Forbid.',
  };
}

/** What looks at a file, or packs it, and sends it nowhere. */
const STAYS =
  /^(echo|printf|ls|du|stat|wc|cat|head|tail|date|sleep|true|:|exit|set|export|rm|mkdir|chmod|chown|gzip|pigz|bzip2|xz|zstd|tar|zip|sha256sum|md5sum|test|\[|find|sync)$/;

/** Where a dump is that is lost with the Pod; undefined where it is kept, or where something may take it away. */
function lostWith(pod: PodTemplate, container: Container, file: string, rest: readonly ShellCommand[]): string | undefined {
  if (!file.startsWith('/') || isUnder(file, '/dev') || !rest.every((command) => STAYS.test(programOf(command)))) return undefined;
  const volume = mountOver(container.mounts, file)?.volume;
  if (volume === undefined || (volume.type !== 'emptyDir' && volume.type !== 'ephemeral')) return undefined;
  // Another container may be the one that takes it away.
  return pod.mountsOf(volume).every((other) => other.container === container)
    ? `on volume ${volume.name}, ${NAMES[volume.type]}`
    : undefined;
}

const NAMES: Readonly<Record<string, string>> = { emptyDir: 'an emptyDir', ephemeral: 'an ephemeral volume' };

/** Why nobody hears of a dump that fails; undefined where the Job fails with it. */
function hidesFailure(
  container: Container,
  commands: readonly ShellCommand[],
  index: number,
): Pick<Discovery, 'cause' | 'remedy'> | undefined {
  const { stopsAtErrors, seesPipes } = strictnessOf(container);
  const [command, next] = [commands[index], commands[index + 1] as ShellCommand | undefined];
  const program = programOf(command);
  if (next?.joint === '|' && !seesPipes) {
    return {
      cause: `Container ${container.name} pipes ${program} into ${programOf(next)}, and a pipe ends as its last program does: a dump that fails leaves a small file and a Job that has succeeded.`,
      remedy: 'Let it write to a file first, and compress that; or run the script in bash with set -o pipefail.',
    };
  }
  const piped = next?.joint === '|';
  const later = commands.slice(index + 1).find(({ joint }) => joint !== '|' || !piped);
  if (later?.joint === '||' && isShrug(later) && !commands.slice(index + 1).some((other) => asks(other) || fails(other))) {
    return {
      cause: `The script of container ${container.name} runs ${later.words.join(' ')} where ${program} has failed, and goes on: a Job that has succeeded, and no dump.`,
      remedy: 'Leave that out, so that the Job fails with the dump.',
    };
  }
  if (stopsAtErrors || command.isCondition || later === undefined || later.joint === '&&' || later.joint === '||') return undefined;
  // What looks at the status, or at the file, may know.
  if (commands.slice(index + 1).some(asks)) return undefined;
  return {
    cause: `The script of container ${container.name} goes on when ${program} has failed, and ends as its last command does: a Job that has succeeded, and no dump.`,
    remedy: 'Begin the script with set -e, or join the commands by &&.',
  };
}

function asks({ words, isCondition }: ShellCommand): boolean {
  return isCondition || /^(\[|test)$/.test(words[0] ?? '') || /\$\?/.test(words.join(' '));
}

/** What somebody writes behind || who does not mind. */
function isShrug({ words }: ShellCommand): boolean {
  const [program, value = '0'] = words;
  return /^(true|:|echo|printf)$/.test(program ?? '') || (/^(exit|return)$/.test(program ?? '') && value === '0');
}

function fails({ words }: ShellCommand): boolean {
  const [program, value = '0'] = words;
  return program === 'false' || (/^(exit|return)$/.test(program ?? '') && value !== '0');
}

/** The file that a dump goes to, at the end of its pipe. */
function targetOf(commands: readonly ShellCommand[], index: number): string | undefined {
  let last = index;
  while (commands[last + 1]?.joint === '|') last += 1;
  const redirect = commands[last].redirects.find(({ sign }) => sign === '>' || sign === '1>' || sign === '>|');
  if (redirect !== undefined) return redirect.target;
  const { words } = commands[index];
  const option = words.findIndex((word) => /^(-f|--file|--result-file|-r|--archive)$/.test(word));
  if (option >= 0 && last === index) return words[option + 1];
  return words.flatMap((word) => /^--(?:file|result-file|archive)=(.+)$/.exec(word)?.[1] ?? [])[0];
}

export const fragileDump: Rule = {
  id: 'fragile-dump',
  level: 'info',
  otherLevels: ['warning'],
  summary:
    'a scheduled dump whose failure nobody hears of, or that is lost with its Pod (warning), that overwrites the one before, or that may overlap with the next',
  explanation: {
    why: [
      'A pipe ends as its last program does: when pg_dump fails before gzip, the Job has succeeded, and the file holds nothing. The same goes for a script that runs on after the dump. It is noticed on the day of the restore.',
      'A dump on an emptyDir goes with the Pod of the Job: without a command that takes it away there is no backup, however many Jobs have succeeded.',
      'A dump that is written over the last one is none while it is written, and none when it fails. Two that run at once compete for the disk and, under one name, for the file.',
    ],
    wrong: yaml`
      apiVersion: batch/v1
      kind: CronJob
      metadata:
        name: shop-dump
      spec:
        schedule: "17 2 * * *"
        concurrencyPolicy: Forbid
        jobTemplate:
          spec:
            template:
              spec:
                restartPolicy: Never
                containers:
                  - name: dump
                    image: postgres:17.6
                    command: [sh, -c, "pg_dump -h shop shop | gzip > /dumps/$(date +%F).sql.gz"]
    `,
    right: yaml`
      apiVersion: batch/v1
      kind: CronJob
      metadata:
        name: shop-dump
      spec:
        schedule: "17 2 * * *"
        concurrencyPolicy: Forbid
        jobTemplate:
          spec:
            template:
              spec:
                restartPolicy: Never
                containers:
                  - name: dump
                    image: postgres:17.6
                    command:
                      - bash
                      - -ec
                      - |
                        set -o pipefail
                        pg_dump -h shop shop | gzip > /dumps/new.tmp
                        mv /dumps/new.tmp /dumps/$(date +%F).sql.gz
    `,
    see: [
      'https://www.postgresql.org/docs/current/backup-dump.html',
      'https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#concurrency-policy',
    ],
  },
  check,
};
