import { isAbsolute, normalizePath } from '../../facts/kubernetes/paths';
import { onceFor } from '../../util/once-for';
import { Container, Mount, PodTemplate } from '../pod-template';
import { mountOver } from './mounts';
import { fillIn } from '../../util/fill-in';
import { variablesOf } from './scripts';
import { commandsOf, mentions, programOf, ShellCommand } from './shell';
import { runsAsNonRoot, writtenUser } from './users';

/** A command that gives files of a volume to somebody, or other modes. */
export interface OwnerChange {
  readonly container: Container;
  readonly program: string;
  readonly mount: Mount;
  /** The path that it changes. */
  readonly path: string;
  readonly recursive: boolean;
  /** Whether its failure, or what it finds, decides nothing: it always runs, and has to succeed. */
  readonly unconditional: boolean;
}

const PROGRAM = /\b(chown|chmod|chgrp)\b/;

/** What the containers of a Pod change of the owners and modes on its volumes. */
export const ownerChanges = onceFor((pod: PodTemplate): readonly OwnerChange[] =>
  pod.containers.flatMap((container) => (mentions(container, PROGRAM) ? changesOf(container) : [])),
);

function changesOf(container: Container): OwnerChange[] {
  const commands = commandsOf(container);
  const variables = variablesOf(container);
  return commands.flatMap((command, index) => {
    const program = programOf(command);
    if (program !== 'chown' && program !== 'chmod' && program !== 'chgrp') return [];
    const options = command.words.filter((word) => /^-[A-Za-z-]/.test(word));
    const paths = command.words.slice(1).filter((word) => !/^-[A-Za-z-]/.test(word));
    // The first says to whom, unless a file says it.
    const places = options.some((option) => option.startsWith('--reference')) ? paths : paths.slice(1);
    const next = commands[index + 1] as ShellCommand | undefined;
    const unconditional =
      command.conditions === 0 && command.joint !== '||' && command.joint !== '&&' && next?.joint !== '||' && !command.isCondition;
    return places.flatMap((place) => {
      const path = normalizePath(fillIn(place, variables).replace(/\/\*$/, ''));
      const mount = isAbsolute(fillIn(place, variables)) ? mountOver(container.mounts, path) : undefined;
      if (mount?.volume === undefined) return [];
      return [
        {
          container,
          program,
          mount,
          path,
          recursive: options.some((option) => /^-[a-zA-Z]*R|--recursive/.test(option)),
          unconditional,
        },
      ];
    });
  });
}

/** Why a container may not give files to another user; undefined where it may, as far as the manifest says. */
export function chownProblem(pod: PodTemplate, container: Container): string | undefined {
  const context = container.at.at('securityContext');
  if (context.at('privileged').flag === true) return undefined;
  const user = writtenUser(pod, container);
  if (runsAsNonRoot(pod, container)) return user === undefined ? 'may not run as root' : `runs as user ${user}`;
  const has = (list: string) => context.at('capabilities', list).texts.map((name) => name.toUpperCase().replace(/^CAP_/, ''));
  const [dropped, added] = [has('drop'), has('add')];
  const lacks = (dropped.includes('ALL') || dropped.includes('CHOWN')) && !added.includes('CHOWN') && !added.includes('ALL');
  return lacks ? 'has no capability CHOWN' : undefined;
}
